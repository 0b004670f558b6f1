"""Opening and saving."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from threading import Lock
from typing import Any, TypeVar

import msgspec

from graphviz_nn.data import Dataset, DataSpec
from graphviz_nn.errors import DocumentError, GnnError
from graphviz_nn.files import store
from graphviz_nn.files.disk import write_bytes
from graphviz_nn.files.document import Document, View, Work
from graphviz_nn.files.export import run_rows
from graphviz_nn.files.kept import Kept
from graphviz_nn.graph import QUICK, in_one_line
from graphviz_nn.lessons import SUFFIX as LESSON
from graphviz_nn.lessons import Lesson, load_lesson, read_lesson
from graphviz_nn.model import Formula
from graphviz_nn.model.formula import LeafValue, formula_of
from graphviz_nn.session import clock
from graphviz_nn.session.commands.clock import play
from graphviz_nn.session.commands.views import reveal
from graphviz_nn.session.jobs import Job
from graphviz_nn.session.opening import Opened, opening
from graphviz_nn.session.pipeline import BUILDING, OPENING, accept, build_then, load_then, make_then
from graphviz_nn.session.queries import is_covered, lesson_beside
from graphviz_nn.session.session import Session
from graphviz_nn.session.tasks import data_needed
from graphviz_nn.session.undo import History

T = TypeVar("T")
SAVING = "saving"  # the key of the job
TURN_S = 0.05
# Files that are being written: an older saving never comes last.
_in_use: defaultdict[Path, Lock] = defaultdict(Lock)
_TURNING = (OPENING, "taught")  # the jobs that a page, and what follows it, must be waited for


def new(session: Session) -> None:
    """Start from the default document."""
    open_document(session, Document())


def open_file(session: Session, path: Path) -> None:
    """Open a document, or a lesson, once it is read: a disk may take its time, or never answer."""

    def show(session: Session, found: Lesson | Document) -> None:
        if isinstance(found, Document):
            open_document(session, found, path=path)
        else:
            show_lesson(session, found)

    is_lesson = path.suffix.lower() == LESSON
    _read_then(session, path, lambda: read_lesson(path) if is_lesson else store.load(path), show)


def open_lesson(session: Session, name: str) -> None:
    """Open a lesson that comes with the program."""
    show_lesson(session, load_lesson(name))


def show_lesson(session: Session, lesson: Lesson) -> None:
    """Show the first page of a lesson."""
    open_document(session, lesson.pages[0].document, lesson=lesson, page=0)


def go_to_page(session: Session, number: int) -> None:
    """Turn to a page of the open lesson, from 0, as it was left.

    After its last page comes the first one of the next lesson, and before its first the last one of the lesson before.
    """
    lesson = session.state.lesson
    if lesson is None:
        return
    if 0 <= number < len(lesson.pages):
        if number != session.state.page:
            _turn_to(session, lesson, number)
    elif number in (-1, len(lesson.pages)) and (
        name := lesson_beside(session.state, 1 if number > 0 else -1)
    ):
        other = load_lesson(name)
        _turn_to(session, other, 0 if number > 0 else len(other.pages) - 1)


def turn_page(session: Session, by: int) -> None:
    """Turn so many pages, or back; while a page is still being turned to, that page is the one to count from."""
    session.jobs.after(*_TURNING, do=lambda: session.perform(_turn, by))


def go_on(session: Session) -> None:
    """Uncover what the lesson's page covers, else turn to the next one; one that is being turned to is waited for."""
    session.jobs.after(*_TURNING, do=lambda: session.perform(_go_on))


def restart_page(session: Session) -> None:
    """Show the page of the open lesson as the lesson gives it."""
    state = session.state
    if state.lesson:
        original = state.lesson.pages[state.page].document
        open_document(session, original, lesson=state.lesson, page=state.page, drafts=state.drafts)


def close_lesson(session: Session) -> None:
    """Put the lesson's words away and keep its document to play with."""
    session.update(lesson=None, page=0, drafts={})


def open_expression(session: Session, text: str, leaves: Mapping[str, LeafValue] | None = None) -> None:
    """Look into an expression, once it is read; names without a value begin as it needs them: see `begun`."""

    def show(session: Session, formula: Formula) -> None:
        open_document(session, Document(Work(title=in_one_line(text), subject=formula)))

    make_then(session, BUILDING, lambda: formula_of(text, leaves or {}), show, at_once=len(text) <= QUICK)


def open_table(
    session: Session,
    /,
    path: Path,
    features: tuple[str, ...] | None = None,
    target: tuple[str, ...] | str | None = None,
    **said: Any,
) -> None:
    """Learn from a table with the model, the loss and the training that suit it, whatever was open before.

    `said` are further fields of its `DataSpec`; what is not said is guessed. See `opening`.
    """
    asked = DataSpec(source=str(path), features=features, target=target, **said)

    session.jobs.start(
        Job(
            OPENING,
            f"Reading {path.name}",
            lambda: opening(asked),
            lambda made: session.perform(show_opened, made),
            lambda fraction: session.jobs.report(OPENING, fraction),
        )
    )


def show_opened(session: Session, made: Opened) -> None:
    """Show a table that was opened."""
    view = View(depth=session.state.view.depth)
    _show(session, Document(made.work, view), (made.dataset,), {"path": None})


def open_document(session: Session, document: Document, **place: Any) -> None:
    """Show a document; a broken one leaves all as it was.

    `place` may hold `path`, `lesson`, `page` and `drafts`, and the work that is `saved`, if that is not the document's.
    """
    needed = data_needed(document.work)
    if needed:
        load_then(session, needed, lambda session, *datasets: _show(session, document, datasets, place))
    else:
        build_then(session, document.work.subject, lambda session: _show(session, document, (), place))


def bring_back(session: Session, kept: Kept) -> None:
    """Go on with work that was kept, where one was; without its lesson, where that can't be read any more."""
    path, where = kept.lesson, {"path": kept.path} | ({"saved": Work()} if kept.changed else {})

    def show(session: Session, lesson: Lesson | GnnError) -> None:
        if isinstance(lesson, Lesson):
            page = min(kept.page, len(lesson.pages) - 1)
            open_document(session, kept.document, lesson=lesson, page=page, drafts=kept.drafts, **where)
        else:
            open_document(session, kept.document, **where)
            session.say(str(lesson), "error")

    if path is None:
        open_document(session, kept.document, **where)
    else:
        _read_then(session, path, lambda: _lesson_or_error(path), show)


def save(session: Session) -> None:
    """Save into the document's file, off this thread; raise DocumentError if it has none yet."""
    path = session.state.path
    if path is None:
        raise DocumentError("This document has no file yet. Choose Save as, and a place for it.")
    save_as(session, path)


def save_as(session: Session, path: Path) -> None:
    """Save into a file, which becomes the document's once it is written; a new one gives it its title, too.

    What is changed, or opened, while a disk takes its time is not saved.
    """
    opened, view, work = session.state.saved, session.state.view, session.state.work
    if path != session.state.path:
        work = msgspec.structs.replace(work, title=path.name.removesuffix(store.SUFFIX))

    def writing() -> Generator[None, None, None]:
        while not _in_use[path].acquire(timeout=TURN_S):
            yield
        try:
            store.save(Document(work, view), path)
        finally:
            _in_use[path].release()
        yield

    def done(_: None) -> None:
        if session.state.saved is opened:  # else another document was opened meanwhile
            now = msgspec.structs.replace(session.state.work, title=work.title)
            session.history = session.history.retitled(work.title)
            session.update(path=path, work=work if now == work else now, saved=work)
        session.say(f"Saved as {path.name}.")

    session.jobs.start(Job(SAVING, f"Saving {path.name}", writing, done))


def write_picture(session: Session, path: Path, content: Callable[[], bytes]) -> None:
    """Write a picture into a file, off this thread, where `content` makes what the file holds, too."""
    _write(session, path, content, "Drawing", "Drawn")


def write_runs(session: Session, path: Path) -> None:
    """Write a row for each run of the experiment into a file, as CSV; raise DocumentError where there is none."""
    results = session.state.results
    if results is None:
        raise DocumentError(
            "There are no runs to write yet. Show them as a table or give the variants several seeds, and let them end."
        )
    _write(session, path, lambda: run_rows(results).encode(), "Writing", "Written")


def _write(session: Session, path: Path, content: Callable[[], bytes], doing: str, done: str) -> None:
    def writing() -> Generator[None, None, None]:
        yield
        write_bytes(path, content())
        yield

    label = f"{doing} {path.name}"
    session.jobs.start(
        Job(f"picture {path}", label, writing, lambda _: session.say(f"{done} into {path.name}."))
    )


def _read_then(
    session: Session, path: Path, read: Callable[[], T], then: Callable[[Session, T], None]
) -> None:
    """Read a file off this thread, then perform a command with what it holds."""
    make_then(session, f"Reading {path.name}", read, then)


def _lesson_or_error(path: Path) -> Lesson | GnnError:
    try:
        return read_lesson(path)
    except GnnError as error:
        return error


def _turn(session: Session, by: int) -> None:
    go_to_page(session, session.state.page + by)


def _go_on(session: Session) -> None:
    """Uncover the page, and let the future that it covers come to pass: a remote has no key for that; else turn."""
    state = session.state
    if not is_covered(state):
        _turn(session, 1)
        return
    reveal(session)
    if "future" in state.view.covered and clock.unit(state) != "op" and not clock.is_at_end(state):
        play(session)


def _turn_to(session: Session, lesson: Lesson, number: int) -> None:
    """Open a page as it was left, and keep the one that is open as it is."""
    state = session.state
    drafts = dict(state.drafts)
    if state.lesson:
        drafts[state.lesson.name, state.page] = state.document
    document = drafts.pop((lesson.name, number), lesson.pages[number].document)
    open_document(session, document, lesson=lesson, page=number, drafts=drafts)


def _show(
    session: Session, document: Document, datasets: Sequence[Dataset], place: Mapping[str, Any]
) -> None:
    still = replace(session.state.playing, direction=0)  # what is opened is there to be looked at first
    where: dict[str, Any] = {"path": None, "lesson": None, "page": 0, "drafts": {}, "playing": still}
    where |= {"saved": document.work, **place}
    if where["lesson"] is None or where["lesson"] is not session.state.lesson:
        # A plane stays from page to page, so that these can be compared, and not from what else was open before.
        where["surface"] = None

    def show() -> None:
        accept(session, document, *datasets, can_undo="", can_redo="", **where)
        session.history = History()

    session.jobs.supersede(OPENING, show)  # what was asked for before is not to come in place of this
    for note in dict.fromkeys(note for dataset in datasets for note in dataset.notes):
        session.say(note)
