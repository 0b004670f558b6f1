"""The light markup of a lesson's words as rich text."""

from __future__ import annotations

import re
from html import escape

from graphviz_nn.gui.look.theme import Theme

_BOLD, _CODE = re.compile(r"\*\*(.+?)\*\*", re.DOTALL), re.compile(r"`(.+?)`")
_STRONG = r"<span style='font-weight: 600'>\1</span>"  # as the font has it; Qt would thicken it for <b>


def to_html(words: str, theme: Theme) -> str:
    """Return light markup (paragraphs between empty lines, **bold**, `code`) as rich text."""
    code = f"<span style='font-family: \"{theme.font('mono').family()}\"'>\\1</span>"
    words = words.replace(" × ", "\u00a0×\u00a0")  # a shape must not break
    marked = _CODE.sub(code, _BOLD.sub(_STRONG, escape(words, quote=False)))
    paragraphs = [part.strip().replace("\n", " ") for part in re.split(r"\n\s*\n", marked.strip())]
    gaps = [theme.space(2)] * (len(paragraphs) - 1) + [0]
    return "".join(
        f"<p style='margin: 0 0 {gap}px 0'>{part}</p>" for part, gap in zip(paragraphs, gaps, strict=True)
    )
