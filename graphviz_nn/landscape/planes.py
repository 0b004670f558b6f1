"""Which plane to cut the loss with: along paths, weights, random directions or the gradient, or through points."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial

import numpy as np

from graphviz_nn.errors import SettingError
from graphviz_nn.landscape.plane import Plane, PlaneKind, PlaneSpec
from graphviz_nn.landscape.principal import principal_axes, turn_towards
from graphviz_nn.landscape.reach import near, shown_parts
from graphviz_nn.model import Network
from graphviz_nn.ops import FloatArray
from graphviz_nn.training.run import Run

# So many points of each path decide on the principal directions, fewer where there are very many weights.
PATH_POINTS, LEAST_POINTS, PATH_NUMBERS = 128, 16, 4_000_000
LEAST_ANGLE = 1e-6  # between two directions: nearer to each other they are one
# Of what the best plane holds of the paths: a plane from before that holds so much stays, where the paths begin where
# they began, as they do while a rate is dragged, and where they begin elsewhere.
KEPT, KEPT_ELSEWHERE = 0.3, 0.75
NO_WEIGHTS = (
    "The model has no weights, and a surface is its loss over a plane through them. "
    "Add a layer that has some, such as Dense."
)


def make_plane(
    spec: PlaneSpec,
    network: Network,
    runs: Sequence[Run],
    before: Plane | None = None,
    kept: float = KEPT_ELSEWHERE,
) -> Plane:
    """Return the plane that a spec asks for, through the weights of the first run's end, or through what it names.

    Of a run that diverges, the end is where it was before it went out of all bounds.
    A network of one or two parameters has only one plane, which is exact. The principal directions are those of all
    paths together, about that end (Li et al., 2018); where the paths span fewer than two dimensions, axes of weights
    fill up. So that pictures can be compared, a plane from `before` that was fitted to paths stays where it is as long
    as it holds them about as well as the best one, a share `kept` of it; else the best is turned in itself until its
    axes lie as near as can be to those before. Raise SettingError for a weight or a run that the model does not have,
    and for a model that has none.
    """
    if not network.count:
        raise SettingError(NO_WEIGHTS)
    if network.count <= 2 and spec.kind != "weight":
        return replace(_whole(network), spec=spec)
    made = replace(_PLANES[spec.kind](spec, network, runs), spec=spec)
    if before is None or before.spec != spec or before.origin.size != network.count:
        return made
    if spec.kind in ("gradient", "points", "random"):
        return before if kept < KEPT_ELSEWHERE else made
    return _kept(before, made, runs, kept) if spec.kind == "pca" else made


def plane_through(points: Sequence[FloatArray], labels: tuple[str, str], network: Network) -> Plane:
    """Return the plane through three points of weight space, of shape (count,) each.

    The first axis leads from the first point to the second; the third lies above it. Where they lie on a line, or are
    one point, axes of weights fill up.
    """
    first, second, third = points
    return _spanned(first, [second - first, third - first], labels, network)


def whole_plane(names: Sequence[str], full: Sequence[str] = (), swapped: bool = False) -> Plane:
    """Return the plane over one or two numbers, which are its coordinates; swapped, the second is across."""
    size = len(names)
    order = [1, 0] if swapped and size == 2 else [0, 1]
    named, told = ([*words, ""][:2] for words in (names, full or names))
    labels, whole = ((words[order[0]], words[order[1]]) for words in (named, told))
    return Plane(np.zeros(size), np.eye(2, size)[order], labels, True, names=whole)


def axis_name(network: Network, place: int) -> str:
    """Return what an axis calls a weight: `w1`, `w2` and `b` where there is one neuron alone, else its full name."""
    kernels = [slot for slot in network.slots if slot.is_kernel]
    if len(kernels) != 1 or kernels[0].shape[1:] != (1,) or network.count > kernels[0].shape[0] + 1:
        return network.cell_name(place)
    within = place - kernels[0].start
    if not 0 <= within < kernels[0].shape[0]:
        return "b"
    return f"w{within + 1}" if kernels[0].shape[0] > 1 else "w"


def _whole(network: Network) -> Plane:
    """Return the only plane of a network; of an expression's variables the first in the alphabet stands across."""
    names, full = (
        [name(place) for place in range(network.count)] for name in (_short(network), network.cell_name)
    )
    return whole_plane(names, full, swapped=not network.is_fed and sorted(full) != full)


def _short(network: Network) -> Callable[[int], str]:
    return partial(axis_name, network)


def _kept(before: Plane, made: Plane, runs: Sequence[Run], kept: float) -> Plane:
    """Return the plane of before with its shares of these paths if it still holds them, else the new one, turned."""
    points = _all_points(runs, made.origin.size) - made.origin
    points /= (
        np.abs(points).max() or 1.0
    )  # shares alone count, and squares of a run that diverges are beyond numbers
    total = float((points**2).sum())
    moved = points @ before.directions.T
    if (moved**2).sum() >= kept * sum(made.shares) * total:
        spread = (moved**2).sum(axis=0) / (total or 1.0)
        return replace(before, shares=tuple(spread.tolist()))
    turn = turn_towards(made.directions, before.directions)
    shares = (turn**2)[:, : len(made.shares)] @ made.shares
    return replace(made, directions=turn @ made.directions, shares=tuple(shares.tolist()))


def _principal(spec: PlaneSpec, network: Network, runs: Sequence[Run]) -> Plane:
    origin = _end(network, runs)
    found, shares = principal_axes(_all_points(runs, network.count) - origin)
    labels = ["1st principal direction", "2nd principal direction"][: len(found)]
    return replace(_completed(origin, found, labels, network), shares=tuple(shares))


def _all_points(runs: Sequence[Run], size: int) -> FloatArray:
    """Return points of all paths, of shape (n, size), without the parts that fly off; 0 where there are none."""
    parts = shown_parts([_chosen(run) for run in runs])
    return np.concatenate([*filter(len, parts)] or [np.zeros((1, size))])


def _chosen(run: Run) -> FloatArray:
    """Return evenly chosen points of a run's path, its first and last among them."""
    last = len(run.checkpoints) - 1
    most = min(PATH_POINTS, max(LEAST_POINTS, PATH_NUMBERS // run.end.weights.size))
    chosen = np.unique(np.linspace(0, last, min(last + 1, most)).round().astype(int))
    points: FloatArray = np.array([run.checkpoints[i].weights for i in chosen])
    return points


def _completed(origin: FloatArray, found: list[FloatArray], labels: list[str], network: Network) -> Plane:
    """Return a plane of these directions, each with the sign at which its largest number is above 0."""
    return _filled(
        origin, [row * np.copysign(1.0, row[np.abs(row).argmax()]) for row in found], labels, network
    )


def _filled(origin: FloatArray, found: list[FloatArray], labels: list[str], network: Network) -> Plane:
    """Return a plane of these directions, of which axes of weights stand in for missing ones."""
    directions = [*found]
    for place, axis in enumerate(np.eye(3, len(origin))):
        if len(directions) == 2:
            break
        rest = axis - sum(((axis @ row) * row for row in directions), np.zeros_like(axis))
        if np.linalg.norm(rest) > 0.5:
            directions.append(rest / np.linalg.norm(rest))
            labels = [*labels, axis_name(network, place)]
    return Plane(origin, np.array(directions), (labels[0], labels[1]), False)


def _weights(spec: PlaneSpec, network: Network, runs: Sequence[Run]) -> Plane:
    """Return the plane along two weights; its coordinates are the weights, the others rest where they ended."""
    if spec.first == spec.second:
        _check_weight(spec.first, network)
        name = network.cell_name(spec.first)
        raise SettingError(f"Both axes of the plane are {name}. Choose two different weights.")
    return _along([spec.first, spec.second], network, runs)


def _weight(spec: PlaneSpec, network: Network, runs: Sequence[Run]) -> Plane:
    """Return the line along one weight."""
    return _along([spec.first], network, runs)


def _along(chosen: list[int], network: Network, runs: Sequence[Run]) -> Plane:
    """Return the plane, or the line, of which the coordinates are weights."""
    for place in chosen:
        _check_weight(place, network)
    origin = _end(network, runs)
    origin[chosen] = 0.0
    directions = np.zeros((2, network.count))
    directions[range(len(chosen)), chosen] = 1.0
    (first, second), full = (
        [*(name(place) for place in chosen), ""][:2] for name in (_short(network), network.cell_name)
    )
    return Plane(origin, directions, (first, second), network.count == len(chosen), names=(full[0], full[1]))


def _check_weight(place: int, network: Network) -> None:
    if place >= network.count:
        raise SettingError(
            f"There is no weight {place}. The model has {network.count}; count from 0 to {network.count - 1}."
        )


def _gradient(spec: PlaneSpec, network: Network, runs: Sequence[Run]) -> Plane:
    """Return the plane of what moves the first run after an update: downhill across, and its velocity up.

    Where the rule keeps no velocity, the way that it has come last stands for it.
    """
    run = runs[0]
    last = run.checkpoints[max(len(near(run.path)) - 1, 0)]
    after = last.update if spec.update is None else min(spec.update, last.update)
    here = last if after == last.update else run.state_before(after)
    downhill = -run.machine.gradients(here.weights[None], here.states)[0]
    # A model that was never fitted has no memory of any step.
    names = run.problem.training.optimiser.memory_names if here.memory else ()
    velocity = dict(zip(names, here.memory, strict=True)).get("velocity")
    if velocity is None or not velocity.any():
        velocity = here.weights - run.checkpoint_before(max(after - 1, 0)).weights
    return _spanned(here.weights, [downhill, velocity], ("−gradient", "velocity"), network)


def _points(spec: PlaneSpec, network: Network, runs: Sequence[Run]) -> Plane:
    """Return the plane through three points of the runs' paths."""
    if not spec.points:
        path = near(runs[0].path)
        third = _end(network, runs[1:2]) if len(runs) > 1 else path[len(path) // 2]
        words = "start → end", "to the other end" if len(runs) > 1 else "to the middle"
        return plane_through([runs[0].path[0], _end(network, runs), third], words, network)
    for place, _ in spec.points:
        if place >= len(runs):
            raise SettingError(
                f"There is no run {place}. There are {len(runs)}; count from 0 to {len(runs) - 1}."
            )
    chosen = [
        runs[place].state_before(min(update, runs[place].updates)).weights for place, update in spec.points
    ]
    return plane_through(chosen, ("1st → 2nd point", "to the 3rd point"), network)


def _random(spec: PlaneSpec, network: Network, runs: Sequence[Run]) -> Plane:
    """Return a random plane, each neuron's part of a direction as long as its weights: filter normalisation.

    Li, Xu, Taylor, Studer and Goldstein, Visualizing the Loss Landscape of Neural Nets, 2018. Biases stay where they
    are, as there. The directions are then made orthonormal, so that distances in the plane are those in weight space.
    """
    origin = _end(network, runs)
    rng = np.random.default_rng(spec.seed)
    drawn = [_filter_normalised(network, rng.standard_normal(origin.size), origin) for _ in range(2)]
    return _spanned(origin, drawn, ("1st random direction", "2nd random direction"), network)


def _spanned(
    origin: FloatArray, vectors: Sequence[FloatArray], labels: tuple[str, str], network: Network
) -> Plane:
    """Return the plane through a point along some vectors, made orthonormal; each keeps its sense, where it counts.

    Axes of weights stand in for one that is 0, or lies along the other.
    """
    found: list[FloatArray] = []
    named: list[str] = []
    for vector, label in zip(vectors, labels, strict=True):
        unit = _unit(vector)
        rest = unit - sum(((unit @ other) * other for other in found), np.zeros_like(unit))
        if np.linalg.norm(rest) > LEAST_ANGLE:
            found.append(rest / np.linalg.norm(rest))
            named.append(label)
    return _filled(origin, found, named, network)


def _unit(vector: FloatArray) -> FloatArray:
    """Return a vector of length 1, however long it was; zeros for one of zeros, or that is not finite."""
    largest = np.abs(vector).max()  # whose square may be out of range, after a divergence
    if not 0 < largest < np.inf:
        return np.zeros_like(vector)
    scaled = vector / largest
    return np.asarray(scaled / np.linalg.norm(scaled))


def _filter_normalised(network: Network, direction: FloatArray, weights: FloatArray) -> FloatArray:
    """Return a direction with each neuron's part as long as its weights beside the largest of all weights."""
    scaled, largest = np.zeros_like(direction), float(np.abs(weights).max()) or 1.0
    drawn, held, out = (network.unpack(vector) for vector in (direction, weights / largest, scaled))
    for slot in network.slots:
        if slot.is_kernel:  # its last axis counts the neurons
            axes = tuple(range(len(slot.shape) - 1))
            lengths = _norm(held[slot.name], axes) / _norm(drawn[slot.name], axes)
            out[slot.name][:] = drawn[slot.name] * lengths
    return scaled if scaled.any() else direction


def _norm(array: FloatArray, axes: tuple[int, ...]) -> FloatArray:
    return np.asarray(np.sqrt(np.sum(array * array, axis=axes)))


def _end(network: Network, runs: Sequence[Run]) -> FloatArray:
    end: FloatArray = _all_points(runs[:1], network.count)[-1]
    return end.copy()


_PLANES: Mapping[PlaneKind, Callable[[PlaneSpec, Network, Sequence[Run]], Plane]] = {
    "pca": _principal,
    "weights": _weights,
    "weight": _weight,
    "gradient": _gradient,
    "points": _points,
    "random": _random,
}
