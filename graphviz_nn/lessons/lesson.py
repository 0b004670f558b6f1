"""What a lesson is: pages, each with words to say and a document to show."""

from __future__ import annotations

from pathlib import Path

import msgspec

from graphviz_nn.files.document import Document

QUESTION = "**Predict:**"  # begins the paragraph of a page that is its question


class Page(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One page.

    Attributes:
        title: its heading.
        words: what to say, in light markup: paragraphs between empty lines, **bold**, `code`.
        answer: to the question in the words, in the same markup; shown when asked for. Empty where nothing is hidden.
        choices: what the room can raise hands for, two to four short answers to the question; empty for none.
        settings: those that the page wants at hand, each by its place in the document, as "training.epochs",
            "training.optimiser.momentum", "data.noise", "subject.layers.0.units" or "subject.leaves.x".
        document: what the window shows.

    """

    title: str
    words: str
    answer: str = ""
    choices: tuple[str, ...] = ()
    settings: tuple[str, ...] = ()
    document: Document

    @property
    def parts(self) -> tuple[str, str, str]:
        """The words before the question, the question, and those behind it; it is the paragraph that says Predict."""
        paragraphs = self.words.split("\n\n")
        asks = (place for place, words in enumerate(paragraphs) if words.startswith(QUESTION))
        place = next(asks, len(paragraphs))
        before, question, after = paragraphs[:place], paragraphs[place : place + 1], paragraphs[place + 1 :]
        return "\n\n".join(before), "".join(question), "\n\n".join(after)


class Lesson(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A sequence of pages.

    Attributes:
        name: of its file, as in `first-look`.
        title: what a menu calls it.
        summary: one sentence on what can be learnt.
        place: by which lessons are listed, the first to be taught first.
        pages: at least one.
        path: the file that it was read from, or None.

    """

    name: str
    title: str
    summary: str
    place: float = 0.0
    pages: tuple[Page, ...]
    path: Path | None = None
