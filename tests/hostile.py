"""What a file of a stranger may hold where a name, a text or a number belongs."""

from __future__ import annotations

# Names that some reader, somewhere, would take for more than a name.
NAMES = (
    'x <img src="/dev/zero">',
    "<b>bold</b>",
    "<a href='https://example.org'>here</a>",
    "&amp; &lt;",
    "A&B",
    "[*]",
    "[/b][red]",
    "%s %n {0} {name} $HOME",
    "two\nlines",
    "graphviz-nn: saved\r\n",
    "\x1b[2J\x1b[31mred",
    "\u202egnp.exe",
    "\u2066isolated",
    "a\0b",
    "../../x",
    "/dev/zero",
    "~nobody/x",
    "C:\\con",
    "'quoted' \"twice\"",
    "`code` **bold**",
    "\u0301\u0301",
    "𝒙🙂",
    "",
    " ",
    "x" * 20_000,
)

# Numbers that compare their way through limits, or are more than float64 or Python's own digits hold.
NUMBERS = (
    *("NaN", "Infinity", "-Infinity", "-0.0", "0", "-1", "0.5", "1e308", "1e-320", "1e400", "-1e400"),
    *("9223372036854775807", "9223372036854775808", "1" + "0" * 400, "-1" + "0" * 400, "9" * 4301),
    *("1e3", "01", "1_000", "0x10", "+1", ".5", "1.", "1e", "١٢"),
)
