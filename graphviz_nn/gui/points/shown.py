"""Which picture suits the data, and where in it each row lies."""

from __future__ import annotations

from typing import NamedTuple, TypeAlias

import numpy as np

from graphviz_nn.data import Dataset
from graphviz_nn.data.encoding import class_numbers
from graphviz_nn.debug.moment import Moment
from graphviz_nn.gui.plots.beside_picture import BesidePicture
from graphviz_nn.gui.plots.boundary_picture import NOWHERE, BoundaryPicture, Rings
from graphviz_nn.gui.plots.confusion_picture import ConfusionPicture, confusion
from graphviz_nn.gui.plots.hidden_picture import HiddenNumbersPicture, HiddenPicture
from graphviz_nn.gui.plots.regression_pictures import AgreementPicture, FittedPicture
from graphviz_nn.landscape.agreement import Agreement
from graphviz_nn.landscape.boundary import Boundary, has_plane
from graphviz_nn.model.losses import is_parted_at_0
from graphviz_nn.ops import FloatArray
from graphviz_nn.session import beside, queries
from graphviz_nn.session.state import State

Picture: TypeAlias = (
    BoundaryPicture
    | BesidePicture
    | HiddenPicture
    | HiddenNumbersPicture
    | AgreementPicture
    | FittedPicture
    | ConfusionPicture
)


class Shown(NamedTuple):
    """What is on the plot.

    Attributes:
        picture: the picture.
        places: of the training rows and the held-out rows behind them in it, of shape (rows, 2); empty where the rows
            are counted.

    """

    picture: Picture
    places: FloatArray


def shown_of(state: State) -> Shown | None:
    """Return the picture that suits the data: classes over two features, or counted, or numbers that are predicted."""
    dataset, moment = state.dataset, state.moment
    if dataset is None or moment is None:
        return None
    if not dataset.classes:
        return _in_space(state, dataset) or _fitted(state, dataset) or _agreement(state.agreement, dataset)
    if not has_plane(moment.problem.network):
        return confusion_of(state, held_out=len(dataset.x_test) > 0)
    return _beside(state) or _in_space(state, dataset) or _over_plane(state, dataset)


def confusion_of(state: State, *, held_out: bool) -> Shown | None:
    """Return the counts of the held-out rows by what they are and are seen as, or of the training rows."""
    made, dataset, moment = state.predictions, state.dataset, state.moment
    if made is None or dataset is None or moment is None or not dataset.classes or not _is_of(made, dataset):
        return None
    said, y = (made.held_out, dataset.y_test) if held_out else (made.training, dataset.y)
    counts = confusion(class_numbers(y), seen_as(moment, said), len(dataset.classes))
    rows = "held-out rows" if held_out else "training rows"
    return Shown(ConfusionPicture(counts, dataset.classes, rows), NOWHERE)


def rows_in(state: State, true: int, seen: int, *, held_out: bool) -> list[int]:
    """Return the rows of one class that the model sees as another, held-out rows counted behind the training rows."""
    made, dataset, moment = state.predictions, state.dataset, state.moment
    if made is None or dataset is None or moment is None or not dataset.classes or not _is_of(made, dataset):
        return []
    said, y = (made.held_out, dataset.y_test) if held_out else (made.training, dataset.y)
    found = np.flatnonzero((class_numbers(y) == true) & (seen_as(moment, said) == seen))
    return (found + held_out * len(dataset.x)).tolist()


def seen_as(moment: Moment, said: FloatArray) -> np.ndarray:
    """Return the number of the class that outputs tell, of shape (rows,)."""
    return class_numbers(np.nan_to_num(said), above=moment.problem.thresholds.prediction)


def rings_of(state: State, view: Shown, lit: list[int] | tuple[int, ...] = ()) -> Rings:
    """Return the rings around the mini-batch, where it is a part of the rows, and around the neurons' example.

    Others go around the row that a hand has chosen, and around rows that are lit.
    """
    # For a moment the record may still be of other data, which had more rows.
    known = len(state.dataset.x) if state.dataset is not None and len(view.places) else 0
    rows = [row for row in state.record.rows if row < known] if state.record is not None else []
    row = queries.example_row(state)
    example = view.places[row : row + 1] if row is not None and row < known else NOWHERE
    hand = state.holding
    chosen = NOWHERE if hand is None or hand.row is None else view.places[hand.row : hand.row + 1]
    lit = [each for each in lit if each < len(view.places)]
    return Rings(
        view.places[rows] if len(rows) < known else NOWHERE,
        NOWHERE if hand is not None else example,
        chosen,
        view.places[lit] if lit else NOWHERE,
    )


def _over_plane(state: State, dataset: Dataset) -> Shown | None:
    boundary = state.boundary
    if boundary is None or not _fits(boundary, dataset):
        return None
    picture = BoundaryPicture(
        boundary,
        dataset.x,
        dataset.y,
        dataset.x_test,
        dataset.y_test,
        dataset.features,
        dataset.classes,
        is_parted_at_0(state.network.loss),
        dataset.spec.standardise,
        _is_parted(state, dataset),
    )
    return Shown(picture, np.vstack([picture.places(dataset.x), picture.places(dataset.x_test)]))


def _beside(state: State) -> Shown | None:
    """Return the boundaries of all runs, where one looks at them and no hand moves the rows."""
    tiles = state.beside
    if not tiles or state.holding is not None:
        return None
    places = [(tile.of.variant, tile.of.seed) for tile in tiles]
    if max(variant for variant, _ in places) >= len(state.work.variants):
        return None  # for a moment they may still be of the variants before
    names = tuple(queries.strand_name(state, *place) for place in places)
    shown = state.view.variant, state.seed
    active = places.index(shown) if shown in places else None
    variants = queries.variant_labels(state)
    legend = variants if len(variants) > 1 else ()
    if state.work.seeds == 1:
        return Shown(BesidePicture(tiles, names, names, legend, active), NOWHERE)
    titles = tuple(f"seed {tile.of.problem.training.seed}" for tile in tiles)
    return Shown(BesidePicture(tiles, names, titles, legend, active, beside.columns(state)), NOWHERE)


def _in_space(state: State, dataset: Dataset) -> Shown | None:
    """Return the space of a node's values, where one looks at it and no hand moves the rows over their features."""
    found = state.hidden
    if found is None or state.holding is not None or found.source.x is not dataset.x:
        return None
    if len(found.places) != len(dataset.y) + len(dataset.y_test):
        return None
    if not dataset.classes:
        targets, held_out, said = (
            dataset.unscale_y(each) for each in (dataset.y, dataset.y_test, found.outputs)
        )
        return Shown(
            HiddenNumbersPicture(found, targets, held_out, said[..., 0], dataset.targets[0]), found.places
        )
    logits, parted = is_parted_at_0(state.network.loss), _is_parted(state, dataset)
    picture = HiddenPicture(found, dataset.y, dataset.y_test, dataset.classes, logits, parted)
    return Shown(picture, found.places)


def _is_parted(state: State, dataset: Dataset) -> bool:
    """Whether the mini-batch is a part of the rows, so that it is to be told from the others."""
    batch = state.record.rows if state.record is not None else ()
    return len(batch) < len(dataset.x)


def _fitted(state: State, dataset: Dataset) -> Shown | None:
    """Return the curve over the one feature; None where there are several, and while it is of other data."""
    curve, made = state.fitted, state.agreement
    if curve is None or made is None or not _is_of(made, dataset) or dataset.x.shape[1] != 1:
        return None
    targets, said, held_out, said_of_held_out = _in_their_unit(made, dataset)
    along = dataset.unscale_y(curve.outputs[:, np.newaxis])[:, 0]
    name = f"{dataset.features[0]}, standardised" if dataset.spec.standardise else dataset.features[0]
    picture = FittedPicture(
        curve.across,
        along,
        dataset.x[:, 0],
        targets,
        said,
        dataset.x_test[:, 0],
        held_out,
        said_of_held_out,
        name,
        dataset.targets[0],
        state.reach[1] if state.reach else None,
    )
    return Shown(picture, picture.points)


def _agreement(made: Agreement | None, dataset: Dataset) -> Shown | None:
    """Return predictions against targets; None while they are of other data."""
    if made is None or not _is_of(made, dataset):
        return None
    picture = AgreementPicture(*_in_their_unit(made, dataset), dataset.targets[0])
    return Shown(picture, picture.points)


def _in_their_unit(
    made: Agreement, dataset: Dataset
) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]:
    """Return the first target and its predictions, then those of the held-out rows; each of shape (rows,)."""
    parts = (dataset.y, made.training, dataset.y_test, made.held_out)
    targets, said, held_out, said_of_held_out = (dataset.unscale_y(part)[:, 0] for part in parts)
    return targets, said, held_out, said_of_held_out


def _is_of(made: Agreement, dataset: Dataset) -> bool:
    """Whether predictions are of these data: between two states they may still be of the data before."""
    shapes = made.training.shape, made.held_out.shape
    return shapes == (dataset.y.shape, dataset.y_test.shape)


def _fits(boundary: Boundary, dataset: Dataset) -> bool:
    """Whether the boundary is of these data: between two states it may still be of the data before."""
    return max(boundary.features) < len(dataset.features) and boundary.outputs.shape[-1] == dataset.y.shape[1]
