"""`graphviz-nn render`: a picture of a document, a lesson or an expression."""

from __future__ import annotations

import argparse
import re
import signal
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Literal, NamedTuple

from graphviz_nn.cli.command import Command
from graphviz_nn.cli.output import say
from graphviz_nn.cli.targets import Target, add_target, target_of
from graphviz_nn.errors import SettingError
from graphviz_nn.scene.stage import STARS
from graphviz_nn.text import cited
from graphviz_nn.work import quiet

if TYPE_CHECKING:  # what --help would have to wait for
    from graphviz_nn.files.document import Document
    from graphviz_nn.gui.output.picture import Tell

PICTURES = (".png", ".svg", ".pdf")
FILMS = (".gif", ".mp4")
Theme = Literal["light", "dark", "projector", "projector_dark"]
THEMES = ("light", "dark", "projector", "projector_dark")
DEPTHS = ("layers", "neurons", "operations")
MOST_PIXELS = 16_384
AT_ONCE_S = 0.5  # work of fewer seconds needs no bar


class Picture(NamedTuple):
    """How a picture is made.

    Attributes:
        theme: one of THEMES.
        width, height: in pixels.
        depth: one of DEPTHS, or None for the document's.
        stage: what is drawn, the largest first, of STARS; empty for the document's.
        step: how many events of the shown update have happened, or None for the document's.

    """

    theme: Theme = "light"
    width: int = 1600
    height: int = 900
    depth: str | None = None
    stage: tuple[str, ...] = ()
    step: int | None = None


def save(target: Target, path: Path, picture: Picture) -> None:
    """Write the picture of a target; the ending of the path says the format.

    Raise FileError where the file can't be written, and whatever the drawing raises.
    """
    import msgspec

    from graphviz_nn.files.disk import check_place, write_bytes

    check_place(path)
    view = target.document.view
    changes = {"depth": picture.depth, "position": picture.step, "stage": picture.stage or None}
    told = {name: value for name, value in changes.items() if value is not None}
    view = msgspec.structs.replace(view, **told)
    document = replace(target.document, view=view)
    with ended_by_interrupts(), _bar() as tell:
        content = _drawn(document, path.suffix, picture, tell)
    write_bytes(path, content)


def _drawn(document: Document, ending: str, picture: Picture, tell: Tell) -> bytes:
    """Draw the graph alone without the panels' machinery, and any other stage with it."""
    size = picture.width, picture.height
    if document.view.stage == ("graph",):
        from graphviz_nn.gui.output.picture import picture_of

        return picture_of(document, ending, size=size, theme=picture.theme, tell=tell)
    from graphviz_nn.gui.output.staged import staged

    return staged(document, ending, size=size, theme=picture.theme, tell=tell)


@contextmanager
def _bar() -> Iterator[Tell]:
    """Return what shows on a terminal how far the work is before there is a picture, where that takes long."""
    from graphviz_nn.face.progress import Show, bar, wants_bar

    began, shown = perf_counter(), dict[str, Show]()
    with ExitStack() as bars:

        def tell(what: str, fraction: float) -> None:
            if what not in shown and perf_counter() - began > AT_ONCE_S:
                bars.close()
                shown.clear()
                shown[what] = bars.enter_context(bar(what, 100, "%", has_loss=False))
            if what in shown:
                shown[what](round(100 * fraction), None)

        yield tell if wants_bar("auto") else quiet


@contextmanager
def ended_by_interrupts() -> Iterator[None]:
    """Let Ctrl+C end the program at once; as an exception in the midst of Qt it may be lost, or abort with a dump."""
    usual = signal.getsignal(signal.SIGINT) is signal.default_int_handler
    if usual:  # and not ignored, as in a shell's background
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    try:
        yield
    finally:
        if usual:
            signal.signal(signal.SIGINT, signal.default_int_handler)


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    add_target(parser)
    parser.add_argument(
        "-o", "--output", type=Path, required=True, metavar="OUT", help="a .png, .svg or .pdf file"
    )
    parser.add_argument("--theme", choices=THEMES, default="light")
    parser.add_argument("--size", default="1600x900", metavar="WxH", help="in pixels (default: 1600x900)")
    parser.add_argument("--depth", choices=DEPTHS, help="how deep the graph is drawn")
    parser.add_argument(
        "--stage",
        nargs="+",
        choices=STARS,
        default=(),
        metavar="PANEL",
        help=f"what is drawn, one to three of {', '.join(STARS)}, the first the largest",
    )
    parser.add_argument("--page", type=int, metavar="N", help="the page of a lesson, from 1")
    parser.add_argument("--step", type=int, metavar="N", help="so many steps into the update that is shown")


def _run(arguments: argparse.Namespace) -> int:
    path: Path = arguments.output
    _check_ending(path)
    width, height = _size(arguments.size)
    if arguments.step is not None and arguments.step < 0:
        raise SettingError(f"--step is {arguments.step}; it must be a whole number, at least 0.")
    picture = Picture(arguments.theme, width, height, arguments.depth, tuple(arguments.stage), arguments.step)
    save(_page_of(target_of(arguments.target, arguments.at), arguments.page), path, picture)
    say(str(path))
    return 0


def _page_of(target: Target, number: int | None) -> Target:
    """Return a page of the lesson that was asked for."""
    if number is None:
        return target
    if not target.lesson:
        raise SettingError(f"--page is {number}, and {target.name} is no lesson. Leave --page out.")
    pages = target.lesson.pages
    if not 1 <= number <= len(pages):
        raise SettingError(f"--page is {number}; {target.name} has the pages 1 to {len(pages)}.")
    return target._replace(document=pages[number - 1].document)


def _check_ending(path: Path) -> None:
    ending = path.suffix.lower()
    if ending in FILMS:
        raise SettingError(
            f"{path}: films ({', '.join(FILMS)}) cannot be made yet. Choose one of {', '.join(PICTURES)}."
        )
    if ending not in PICTURES:
        raise SettingError(
            f"{path}: the ending {ending!r} is no picture's. Choose one of {', '.join(PICTURES)}."
        )


def _size(text: str) -> tuple[int, int]:
    found = re.fullmatch(r"(\d{1,6})[x×](\d{1,6})", text.strip())
    width, height = (int(found[1]), int(found[2])) if found else (0, 0)
    if not (64 <= width <= MOST_PIXELS and 64 <= height <= MOST_PIXELS):
        raise SettingError(
            f"--size is {cited(text)}; write WIDTHxHEIGHT in pixels, each from 64 to {MOST_PIXELS}, as in 1600x900."
        )
    return width, height


RENDER = Command("render", "Make a picture of a document, a lesson or an expression.", _add_arguments, _run)
