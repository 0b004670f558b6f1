"""From loaded data to rows that a hand can edit, and from a place in a picture to a row."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from graphviz_nn.data.by_hand import MOST_ROWS, ByHand, Point, rank_of
from graphviz_nn.data.dataset import Dataset
from graphviz_nn.data.encoding import class_numbers
from graphviz_nn.ops import FloatArray
from graphviz_nn.text import counted

BY_HAND = ", edited by hand"


class Edited(NamedTuple):
    """Rows for a hand, and the place among them of each of the data's rows, held-out ones behind the training rows."""

    hand: ByHand
    places: tuple[int, ...]


def why_not(dataset: Dataset) -> str:
    """Return why the rows cannot be edited by hand, with a cure; "" where they can.

    Classes lie over two features, and one target over one feature: there is a place for each row.
    """
    features, rows = len(dataset.features), len(dataset.x) + len(dataset.x_test)
    if rows > MOST_ROWS:
        return f"{rows:,} rows are too many for a hand; the most is {MOST_ROWS:,}. Take fewer rows."
    if dataset.classes and features != 2:
        return f"Classes are edited by hand over two features; here are {counted(features, 'feature')}. Choose two."
    if not dataset.classes and (features, len(dataset.targets)) != (1, 1):
        return (
            f"Numbers are edited by hand where one target is told by one feature; here are "
            f"{counted(len(dataset.targets), 'target')} and {counted(features, 'feature')}. Choose one of each."
        )
    return ""


def edited(dataset: Dataset) -> Edited:
    """Return the rows of data as they are now, for a hand: those that are held out stay so."""
    known, n = dataset.spec.by_hand, len(dataset.x)
    share = dataset.spec.held_out
    if known is not None:
        return Edited(known, tuple(np.concatenate(known.split(share)).tolist()))
    raw = dataset.unscale(np.concatenate([dataset.x, dataset.x_test]))
    y = np.concatenate([dataset.y, dataset.y_test])
    goals = class_numbers(y).astype(np.float64) if dataset.classes else dataset.unscale_y(y)[:, 0]
    ranks = [share + (1 - share) * rank_of(place) for place in range(n)]
    ranks += [share * rank_of(place) for place in range(len(dataset.x_test))]
    hand = ByHand(
        name=f"{dataset.name}{BY_HAND}",
        x=tuple(map(tuple, raw.tolist())),
        y=tuple(goals.tolist()),
        ranks=tuple(ranks),
        features=dataset.features,
        target=_target(dataset),
        classes=dataset.classes,
    )
    return Edited(hand, tuple(range(len(raw))))


def placed(dataset: Dataset, places: FloatArray) -> tuple[list[Point], list[float]]:
    """Return what lies at places in the picture of the data, (n, 2): examples in the source's units, and targets.

    Over two features both are the example's, in the units of x, and the targets stay to be told; over one feature the
    way up is the target, in the source's unit.
    """
    examples = dataset.unscale(places[:, : len(dataset.features)])
    return list(map(tuple, examples.tolist())), places[:, 1].tolist()


def _target(dataset: Dataset) -> str:
    """Return the name of the target, whose columns may be called by its classes, too."""
    name, classes = dataset.targets[0], dataset.classes
    return name.removesuffix(f"={classes[0]}") if len(dataset.targets) > 1 and classes else name
