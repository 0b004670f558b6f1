"""What is wrong with a page of a lesson, told before a class sees it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from graphviz_nn.data import Dataset
from graphviz_nn.debug.check import check_graph, worst
from graphviz_nn.debug.moment import Moment, make_moment
from graphviz_nn.errors import GnnError
from graphviz_nn.files.document import Document
from graphviz_nn.lessons import Page
from graphviz_nn.ops import MatMul
from graphviz_nn.scene.stage import Star
from graphviz_nn.session.tasks import loaded, tasks_of
from graphviz_nn.text import counted

MOST_WORDS = 60  # are read while a class waits
_FUTURE: tuple[Star, ...] = ("surface", "loss")  # draw the whole run
_NODE = re.compile(r"`(\w+/\w+)`")


@dataclass(frozen=True)
class _Shown:
    """A page with what it shows."""

    document: Document
    dataset: Dataset | None
    moment: Moment

    @property
    def names(self) -> list[str]:
        return [node.name for node in self.moment.record.graph.nodes]

    @property
    def has_product(self) -> bool:
        graph, selected = self.moment.record.graph, self.document.view.selected
        return selected in graph.index and isinstance(graph.nodes[graph.index[selected]].op, MatMul)


# What a panel needs in order to have something to show, and what to say where it has not.
_SHOWS: dict[Star, tuple[Callable[[_Shown], bool], str]] = {
    "why": (lambda shown: bool(shown.document.view.selected), "no node is selected"),
    "cells": (lambda shown: shown.has_product, "no product of matrices is selected"),
    "surface": (lambda shown: shown.document.work.subject.network.is_trainable, "nothing is trained"),
    "map": (lambda shown: shown.document.work.subject.network.is_trainable, "nothing is trained"),
    "loss": (lambda shown: shown.dataset is not None, "the expression has no data"),
    "data": (
        lambda shown: shown.dataset is not None and len(shown.dataset.features) > 1,
        "there are no two features",
    ),
}


def faults(page: Page) -> Iterator[str]:
    """Yield what keeps a page from being shown as it says: a network that does not fit, or names that are not there."""
    try:
        shown = _shown(page.document)
    except GnnError as error:
        yield str(error)
        return
    view, record = page.document.view, shown.moment.record
    updates, cell = shown.moment.problem.updates, view.cell
    if view.selected not in ("", *shown.names):
        yield f"no node is called {view.selected!r}. There are {', '.join(shown.names)}"
    if cell is not None and not cell.is_in(record.graph):
        yield f"the cell {cell} is not there"
    if view.position > len(record.events):
        yield f"position {view.position} is beyond the {len(record.events)} steps of an update"
    if view.update >= updates:
        yield f"update {view.update} is beyond the last one, {updates - 1}, counted from 0"
    furthest = worst(check_graph(record.graph))
    if not furthest.ok:
        yield f"the gradient of {furthest.name} is {furthest.automatic!r}, measured {furthest.numeric!r}"


def warnings(page: Page) -> Iterator[str]:
    """Yield what a class would mind: too many words, an answer in sight, something named that is not."""
    words, stage = len(page.words.split()), page.document.view.stage
    if words > MOST_WORDS:
        yield f"{counted(words, 'word')} to read, more than {MOST_WORDS}"
    ahead = [star for star in _FUTURE if star in stage]
    if page.answer and ahead and "future" not in page.document.view.covered:
        yield f'the {" and the ".join(ahead)} show the whole run before the question: add covered = ["future"]'
    try:
        shown = _shown(page.document)
    except GnnError:
        return  # which is a fault
    for star in stage:
        shows, reason = _SHOWS.get(star, (lambda _: True, ""))
        if not shows(shown):
            yield f"the stage's {star} has nothing to show: {reason}"
    for name in _NODE.findall(f"{page.words} {page.answer}"):
        if name not in shown.names:
            yield f"the words name {name}, and no node is called so"


def _shown(document: Document) -> _Shown:
    """Build what a page shows, at the first update of its variant; raise GnnError where that can't be."""
    task = tasks_of(document.work, loaded(document.work))[document.view.variant]
    return _Shown(document, task.dataset, make_moment(task.problem, task.problem.start))
