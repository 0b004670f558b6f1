"""What scripts ask of a model's loss, or of an expression's value: its surface, paths down it, its curvature."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TypeAlias

import msgspec
import numpy as np
from numpy.typing import ArrayLike

from graphviz_nn.errors import SettingError, ShapeError
from graphviz_nn.face.arrays import named_numbers, numbers, row_numbers, whole
from graphviz_nn.face.names import optimiser_named
from graphviz_nn.face.seeds import checked_seed
from graphviz_nn.face.sequential import Sequential, check_model
from graphviz_nn.graph import Graph
from graphviz_nn.landscape.curvature import Curvature, curvature_at
from graphviz_nn.landscape.estimates import over_rows
from graphviz_nn.landscape.path import Path
from graphviz_nn.landscape.path import path as walk
from graphviz_nn.landscape.plane import Plane, PlaneSpec, Surface
from graphviz_nn.landscape.planes import make_plane, plane_through
from graphviz_nn.landscape.surface import SIDE
from graphviz_nn.landscape.surface import surface as measure
from graphviz_nn.model.formula import network_of
from graphviz_nn.model.network import Network
from graphviz_nn.optim import AnyOptimiser
from graphviz_nn.settings import settings_of
from graphviz_nn.text import cited
from graphviz_nn.training.effort import seconds_of_measuring, seconds_of_training
from graphviz_nn.training.machines import make_machine, prepare
from graphviz_nn.training.problem import Problem, TrainingState
from graphviz_nn.training.run import Run
from graphviz_nn.training.spec import TrainingSpec
from graphviz_nn.work import finish, quiet

MOST_SIDE = 1001
MOST_UPDATES = 50_000_000
KINDS = tuple(option.key for option in settings_of(PlaneSpec)["kind"].options)

# A kind of plane, one weight, two of them, or three points: see `surface`.
PlaneLike: TypeAlias = str | PlaneSpec | Sequence[str] | Sequence[ArrayLike]


def surface(
    model: Sequential | Graph,
    X: ArrayLike | None = None,
    Y: ArrayLike | None = None,
    plane: PlaneLike = "pca",
    side: int = SIDE,
    paths: Sequence[Path] = (),
    rows: ArrayLike | None = None,
) -> Surface:
    """Return the loss over all rows on a plane through weight space, of shape (side, side), with the last fit's path.

    In the middle stand the model's weights as they are, and the grid holds the whole path. An expression, of one
    number, has no rows: `surface(gnn.expression("x*x + y*y", x=1, y=2))` is its value over its leaves. The `plane` is

    - "pca": the one along which that path stretches most;
    - "random": two random directions, in which each neuron's part is scaled to its weights, and biases and what
      normalises stay (Li et al., 2018);
    - "gradient": the way downhill, and the velocity with which the fit ended;
    - a pair of weights by name, ("dense/kernel[0, 0]", "dense/kernel[1, 0]"); "weights" are the first two;
    - a weight by name alone, or "weight" for the first: the loss is then a curve, of shape (1, side);
    - three points of weight space, of shape (count,) each, as rows of a `path`'s weights; "points" are the path's ends
      and its middle.

    `paths`, each from `gnn.path`, are drawn in place of the fit's, and "pca" is of all of them. With `rows`, numbers of
    rows from 0, the loss is over these alone, as over a mini-batch, at the very places that all rows have. Raise
    SettingError for another plane, a weight that there is not, a row that there is not, a side that is not a whole
    number from 2 to MOST_SIDE, or a model without weights; ShapeError for points of other sizes.
    """
    if not 2 <= whole("The side of the surface", side) <= MOST_SIDE:
        raise SettingError(f"The side of the surface is {side}; it must be from 2 to {MOST_SIDE} points.")
    problem, taken = _asked(model, X, Y)
    prepare(seconds_of_measuring(problem, side * side))
    if rows is not None and not problem.network.is_fed:
        raise SettingError("An expression has no rows. Leave rows out, or give a gnn.Sequential.")
    machine = make_machine(problem)
    run = Run(problem, machine, taken, np.empty(0))
    walked = [_walked(run, each) for each in paths]
    cut = _plane(plane, problem.network, [run, *walked])
    shown = [each.path for each in walked] or [run.path]
    if rows is not None:
        machine = make_machine(over_rows(problem, row_numbers(rows, len(problem.x))))
    work = measure(machine, cut, shown, side, states=run.end.states, centre=run.end.weights)
    return finish(work, quiet)


def path(
    model: Sequential | Graph,
    X: ArrayLike | None = None,
    Y: ArrayLike | None = None,
    *,
    optimizer: str | AnyOptimiser | None = None,
    updates: int = 200,
    batch_size: int | None = None,
    seed: int = 0,
    start: Mapping[str, float] | None = None,
) -> Path:
    """Return the way that the weights take from where they are, and the loss over all rows at each point of it.

    `optimizer` is that of `compile`, by default the model's own, and "sgd" for an expression, whose leaves are its
    weights. Each update sees all rows, or `batch_size` of them, shuffled by the `seed`. It begins with the weights that
    `start` gives, as in {"dense/kernel[0,0]": 1.5}, and else with the model's, which stays as it is. A path that
    diverges ends before that update, and says why. Raise SettingError or DataError for what cannot be trained.
    """
    if not 1 <= whole("updates", updates) <= MOST_UPDATES:
        raise SettingError(f"The path has {updates} updates; it must have from 1 to {MOST_UPDATES:,}.")
    rule = None if optimizer is None else optimiser_named(optimizer)
    problem, taken = _asked(model, X, Y, rule)
    rows = len(problem.x)
    size = rows if batch_size is None else whole("batch_size", batch_size)
    if size < 1:
        raise SettingError(f"batch_size is {size}; it must be at least 1.")
    epochs = -(-updates // -(-rows // min(size, rows)))
    training = msgspec.structs.replace(
        problem.training,
        batch_size=size,
        epochs=epochs,
        seed=checked_seed(seed),
        start=named_numbers("start", start),
    )
    task = replace(problem, training=training, first=(taken[-1].weights, taken[-1].states))
    prepare(seconds_of_training(task), task.training.dtype)
    return walk(make_machine(task), updates)


def curvature(model: Sequential | Graph, X: ArrayLike | None = None, Y: ArrayLike | None = None) -> Curvature:
    """Return how the loss over all rows is curved at the model's weights as they are, or an expression's value.

    With the largest and the smallest eigenvalue of the Hessian, their eigenvectors, the condition number, and the
    learning rates above which descent diverges: `.largest`, `.smallest`, `.vectors`, `.condition`,
    `.rate_limit(momentum=0.9)`. Exact to rounding; of a large model both ends alone, by Lanczos' method, and `.error`
    says how far they may be off.
    """
    problem, taken = _asked(model, X, Y)
    if not problem.network.count:
        raise SettingError(
            "The model has no weights along which a loss could bend. Add a layer that has some, such as Dense."
        )
    return finish(curvature_at(problem, taken[-1].weights, taken[-1].states), quiet)


def _asked(
    model: Sequential | Graph, x: ArrayLike | None, y: ArrayLike | None, rule: AnyOptimiser | None = None
) -> tuple[Problem, tuple[TrainingState, ...]]:
    """Return what a model or an expression trains, by a rule if one is given, and the way that it has taken so far."""
    if isinstance(model, Graph):
        if x is not None or y is not None:
            raise SettingError("An expression has no rows. Leave X and Y out, or give a gnn.Sequential.")
        network = network_of(model)
        if not network.is_trainable:
            raise SettingError(
                f"The expression's value {model.output} cannot be descended. It must be one number, as sum(x) makes of "
                "a tensor, and have a leaf that it depends on."
            )
        task = Problem(network, TrainingSpec(optimiser=rule or optimiser_named("sgd")))
        return task, (task.start,)
    check_model(model)
    if x is None or y is None:
        raise SettingError(f"{'X' if x is None else 'Y'} is missing: a model's loss is over rows. Give both.")
    problem = model.problem(x, y)
    if rule is not None:
        problem = replace(problem, training=msgspec.structs.replace(problem.training, optimiser=rule))
    return problem, model.path


def _walked(run: Run, walked: Path) -> Run:
    """Return a path as a run of the same problem."""
    if not isinstance(walked, Path):
        raise SettingError(f"The paths hold {cited(walked)}; give what gnn.path returns.")
    states = tuple(TrainingState(w, (), update, run.end.states) for update, w in enumerate(walked.weights))
    if walked.weights.shape[1] != run.problem.network.count:
        raise ShapeError(
            f"A path is of {walked.weights.shape[1]} weights, the model has {run.problem.network.count}. "
            "Give paths of this model."
        )
    return replace(run, checkpoints=states)


def _plane(plane: PlaneLike, network: Network, runs: Sequence[Run]) -> Plane:
    """Return the plane that a script asks for; raise SettingError or ShapeError for what is none."""
    if isinstance(plane, PlaneSpec):
        return make_plane(plane, network, runs)
    if isinstance(plane, str):
        if plane in KINDS:
            return make_plane(PlaneSpec(kind=plane), network, runs)  # type: ignore[arg-type]  # checked there
        if not any(sign in plane for sign in "/[") and plane not in {slot.name for slot in network.slots}:
            raise SettingError(
                f"The plane is {cited(plane)}. Choose one of {', '.join(KINDS)}, or name one weight, or two."
            )
        return make_plane(PlaneSpec(kind="weight", first=network.place_of(plane)), network, runs)
    parts = [*plane] if isinstance(plane, Sequence | np.ndarray) else []
    if len(parts) == 2 and all(isinstance(part, str) for part in parts):
        first, second = (network.place_of(str(part)) for part in parts)
        return _of_weights(first, second, network, runs)
    if len(parts) == 1 and isinstance(parts[0], str):
        return _plane(parts[0], network, runs)
    if len(parts) != 3 or any(isinstance(part, str) for part in parts):
        raise SettingError(
            f"The plane is {cited(plane)}. Choose one of {', '.join(KINDS)}, name one weight, or two, or give three "
            "points."
        )
    points = [numbers("A point of the plane", part) for part in parts]
    for point in points:
        if point.shape != (network.count,):
            raise ShapeError(
                f"A point of the plane has the shape {point.shape}; the model has {network.count} weights. "
                "Give flat vectors, as the rows of a path's weights."
            )
    return plane_through(points, ("1st → 2nd point", "to the 3rd point"), network)


def _of_weights(first: int, second: int, network: Network, runs: Sequence[Run]) -> Plane:
    """Return the plane of two weights, the first of them across, also where there are no others."""
    made = make_plane(PlaneSpec(kind="weights", first=first, second=second), network, runs)
    if not made.exact or not made.directions[0, second]:
        return made
    return replace(made, directions=made.directions[::-1], labels=made.labels[::-1], names=made.names[::-1])
