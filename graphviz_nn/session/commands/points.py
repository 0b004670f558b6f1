"""Editing the rows by hand: each change can be undone, a whole stroke or drag at once."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

import msgspec
import numpy as np

from graphviz_nn.data import Dataset, load
from graphviz_nn.data.by_hand import ByHand
from graphviz_nn.data.editing import Edited, edited, placed
from graphviz_nn.errors import SettingError
from graphviz_nn.files.document import Work
from graphviz_nn.model import Stack
from graphviz_nn.ops import FloatArray
from graphviz_nn.session.commands.committing import change_with_data, commit
from graphviz_nn.session.fitting import fit_to
from graphviz_nn.session.hand import ERASER, axes_for, hand_for, why_no_hand
from graphviz_nn.session.pipeline import known_data, load_then
from graphviz_nn.session.session import Session
from graphviz_nn.session.state import Hand, rows_of
from graphviz_nn.session.tasks import data_needed

MOST_CLASSES = 6  # as many marks tell classes apart
_replace = msgspec.structs.replace
Place = tuple[float, float]


def take_hand(session: Session, flag: bool = True) -> None:
    """Take the rows into a hand, to be edited, or lay it down; raise SettingError where they cannot be edited."""
    if not flag:
        session.update(hand=None)
    elif session.state.holding is None:
        session.update(hand=hand_for(_editable(session)))


def set_ink(session: Session, ink: int) -> None:
    """Add points of another class from now on, by its number, or with −1 take points away."""
    hand, dataset = session.state.holding, session.state.dataset
    if hand is not None and dataset is not None and ERASER <= ink <= _last_ink(dataset):
        session.update(hand=replace(hand, ink=ink))


def choose_point(session: Session, row: int | None) -> None:
    """Choose a row, to be moved or taken away by keys; held-out rows lie behind the training rows."""
    hand = session.state.holding
    if hand is not None and row != hand.row:
        session.update(hand=replace(hand, row=row))


def move_point(session: Session, row: int, place: Place, gesture: str = "") -> None:
    """Move a row to a place in the picture of the data; moves of one gesture are one change."""
    dataset, (hand, places) = _taken(session)
    _check_row(row, places)
    (example,), (height,) = placed(dataset, _columns(session, [place]))
    target = hand.y[places[row]] if dataset.classes else height
    _take(session, hand.with_moved(places[row], example, target), "moved point", gesture, chosen=row)


def add_points(session: Session, at: Sequence[Place], gesture: str = "") -> None:
    """Add rows at places in the picture, of the class in the hand; those of one gesture are one change."""
    dataset, (hand, _) = _taken(session)
    classes, ink = dataset.classes, min(_ink(session), len(dataset.classes))
    if not at:
        return
    if classes and ink == len(classes):
        classes = (*classes, _new_name(classes))
    examples, heights = placed(dataset, _columns(session, at))
    for example, height in zip(examples, heights, strict=True):
        hand = hand.with_added([example], float(ink) if classes else height, classes)
    newest = hand.split(_share(session)).place_of(len(hand.x) - 1)
    _take(session, hand, "added points", gesture, chosen=newest)


def remove_points(session: Session, rows: Collection[int], gesture: str = "") -> None:
    """Take rows away; those of one gesture are one change. Raise DataError where too few would be left."""
    _, (hand, places) = _taken(session)
    for row in rows:
        _check_row(row, places)
    if rows:
        gone = {places[row] for row in rows}
        _take(session, hand.without(gone), "removed points", gesture, chosen=None)


def give_back(session: Session) -> None:
    """Go back to the rows of the source, as they were before a hand edited them."""
    data = session.state.work.data
    if data.by_hand is None:
        return
    plain = _replace(data, by_hand=None)

    def take(session: Session, dataset: Dataset) -> None:
        change_with_data(
            session, lambda work: _ended(_replace(work, data=plain), dataset), "edited points", "", dataset
        )

    load_then(session, [plain], take)


def _editable(session: Session) -> Dataset:
    reason, dataset = why_no_hand(session.state), session.state.dataset
    if reason or dataset is None:
        raise SettingError(reason)
    return dataset


def _taken(session: Session) -> tuple[Dataset, Edited]:
    dataset = _editable(session)
    return dataset, edited(dataset)


def _take(session: Session, hand: ByHand, name: str, gesture: str, *, chosen: int | None) -> None:
    """Take on edited rows at once: they are few, and what moves follows the hand."""
    work, held = session.state.work, session.state.holding
    if hand == work.data.by_hand:
        return
    changed = _replace(work, data=_replace(work.data, by_hand=hand))
    datasets = [load(spec) for spec in data_needed(changed, known_data(session.state))]
    merge = f"{name}: {gesture}" if gesture else ""
    if held and held.rows != rows_of(work.data):  # the rows are others than those that it was taken for
        held = replace(hand_for(_editable(session)), ink=held.ink)
    after = replace(held, row=chosen) if held else None
    commit(session, _ended(changed, datasets[0]), name, merge, *datasets, is_held=True, hand=after)


def _ended(work: Work, dataset: Dataset) -> Work:
    """Return the work with an output for each column of the targets: a class may have come or gone."""
    has_all = isinstance(work.subject, Stack) and work.subject.network.targets == dataset.y.shape[1]
    return work if has_all else fit_to(work, dataset)


def _columns(session: Session, places: Sequence[Place]) -> FloatArray:
    """Return places of a picture, across and up, in the order of a row's numbers, (n, 2)."""
    return np.array(places)[:, np.argsort(axes_for(session.state))]


def _check_row(row: int, places: Sequence[int]) -> None:
    if not 0 <= row < len(places):
        raise SettingError(f"There is no row {row}; there are {len(places)}, counted from 0.")


def _ink(session: Session) -> int:
    hand: Hand | None = session.state.holding
    return max(hand.ink, 0) if hand else 0


def _share(session: Session) -> float:
    dataset = session.state.dataset
    assert dataset is not None
    return dataset.spec.held_out


def _last_ink(dataset: Dataset) -> int:
    """Return the last class that can be added: a new one, where there are marks for it."""
    classes = len(dataset.classes)
    return min(classes, MOST_CLASSES - 1) if classes else 0


def _new_name(classes: tuple[str, ...]) -> str:
    """Return a name that no class has yet: the next number."""
    number = len(classes)
    while str(number) in classes:
        number += 1
    return str(number)
