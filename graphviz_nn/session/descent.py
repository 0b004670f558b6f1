"""Where the runs are on the loss surface now, what pushes the one that is stepped, and what there is to say of it."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite

import numpy as np

from graphviz_nn.debug.moment import Moment
from graphviz_nn.landscape.curvature import Curvature
from graphviz_nn.landscape.outlook import Ghost, Outlook
from graphviz_nn.landscape.plane import Plane, Surface, derivative
from graphviz_nn.landscape.stability import bearing
from graphviz_nn.ops import FloatArray
from graphviz_nn.optim import Optimiser, Sgd
from graphviz_nn.session import queries
from graphviz_nn.session.state import State
from graphviz_nn.text import short
from graphviz_nn.training.variants import apply

BESIDE = 0.05  # of the way to the bottom: so near to it is at it
NEAR = 1e-9  # a point no farther from the plane than this lies in it
GRADIENT = "−gradient"


@dataclass(frozen=True, eq=False)
class Push:
    """What moves a run: its name, and a vector in the plane."""

    name: str
    vector: FloatArray


@dataclass(frozen=True, eq=False)
class Descent:
    """How far the runs have come.

    Attributes:
        paths: for each run its path until now, of shape (n, 2), the last point being where it is.
        downhill: what the gradient alone would do to the one that is stepped; None where there is none.
        step: the whole step, where the rule makes more of it; else None.

    """

    paths: tuple[FloatArray, ...]
    downhill: Push | None = None
    step: Push | None = None


def descent(state: State, surface: Surface) -> Descent:
    """Return how far the runs have come, between two updates straight from one place to the next.

    Where nothing says how far that is, the paths are whole.
    """
    if not state.runs or len(surface.epochs) != len(surface.paths):
        return Descent(surface.paths)
    epoch = state.done / queries.updates_per_epoch(state)
    walked = zip(surface.epochs, surface.paths, strict=True)
    paths = tuple(_until(epochs, path, epoch) for epochs, path in walked)
    return Descent(paths, *_pushes(state, surface))


def place_of(state: State, surface: Surface) -> str:
    """Return where the run that is stepped is: an expression's variables and value, or how far off the plane."""
    moment = state.moment
    if moment is None or not _is_of(surface.plane, moment):
        return ""
    if surface.plane.exact and not moment.problem.network.is_fed:
        return _at(state, moment)
    if surface.plane.exact:
        return ""  # there is nowhere else
    here = moment.before.weights[None]
    distance = float(surface.plane.distance(here)[0])
    if distance < NEAR:
        return "in this plane"
    words = f"{short(float(f'{distance:.2g}'))} off this plane"
    across, up = surface.plane.project(here)[0].tolist()
    shown = surface.at(across, up)
    if (seen := _seen(state)) is None or not isfinite(shown):
        return words
    return f"{words}: loss {short(seen.loss, 3)} there, {short(shown, 3)} as drawn"


def beyond_of(state: State, surface: Surface, found: Descent) -> str:
    """Return which runs are beyond the part of the plane that is drawn, where some are."""
    (left, right), (low, high) = surface.across[[0, -1]].tolist(), surface.up[[0, -1]].tolist()
    walked = zip(queries.variant_labels(state), found.paths, strict=False)
    ends = {name: path[-1].tolist() for name, path in walked if len(path)}
    gone = [
        name
        for name, (x, y) in ends.items()
        if not (left <= x <= right and (surface.is_curve or low <= y <= high))
    ]
    if not gone:
        return ""
    return "beyond the picture" if len(ends) == 1 else f"{' and '.join(gone)} beyond the picture"


def elsewhere_of(state: State, surface: Surface) -> str:
    """Return which runs have no path here: their rows are others, or their network is."""
    walked = zip(queries.variant_labels(state), surface.paths, strict=False)
    others = [name for name, path in walked if not len(path)]
    if not others or len(others) == len(surface.paths):
        return ""
    return f"{' and '.join(others)}: on a surface of {'its' if len(others) == 1 else 'their'} own"


def shape_of(state: State, surface: Surface) -> str:
    """Return how the ground is curved, everywhere or here; of a plane of paths what it holds of them."""
    curved, parts = surface.grid.curvature, []
    if curved is not None and surface.plane.exact:
        if np.isfinite(curved.condition) and len(curved.eigenvalues) > 1:
            parts.append(f"{_times(curved.condition)} times as steep across as along")
        if _sees_all_rows(state):
            parts.append(f"2/λmax = {short(curved.rate_limit())}")
    elif (here := curvature_here(state)) is not None:
        parts.append(f"λmax = {short(here.largest, 3)}")
        if here.largest > 0:
            parts.append(f"2/λmax = {short(here.rate_limit(), 3)}")
        if isfinite(here.condition) and len(here.eigenvalues) > 1:
            parts.append(f"κ = {_times(here.condition)}")
    if surface.plane.shares:
        held = min(sum(surface.plane.shares), 1.0)
        parts.append(f"holds {held:.0%} of the movement")
    return " · ".join(parts)


def landing_of(state: State) -> str:
    """Return where the shown update lands on the parabola through the loss along it: Cockpit's α, and what it means."""
    seen = _seen(state)
    if seen is None or not isfinite(seen.alpha):
        return ""
    side = "short of" if seen.alpha < -BESIDE else "beyond" if seen.alpha > BESIDE else "at"
    higher = ", and higher than it began" if seen.alpha > 1 else ""
    return f"lands {side} the bottom{higher}: α = {short(seen.alpha, 2)}"


def curvature_here(state: State) -> Curvature | None:
    """Return how the loss is curved everywhere, or else at the shown update; None while that is not known."""
    if state.surface is not None and state.surface.grid.curvature is not None:
        return state.surface.grid.curvature
    seen = _seen(state)
    return seen.curvature if seen else None


def ghosts_of(state: State) -> tuple[Ghost, ...]:
    """Return where the next updates would lead at other rates, where that is asked for and may be told."""
    seen, surface, moment = _seen(state), state.surface, state.moment
    if seen is None or surface is None or moment is None or not _is_of(surface.plane, moment):
        return ()
    may_tell = state.view.ghosts and "future" not in state.view.covered and not state.playing.direction
    return seen.ghosts if may_tell else ()


def rate_marks(state: State) -> tuple[tuple[float, str], ...]:
    """Return the learning rates above which descent with all rows diverges, here or everywhere, each with its words.

    That is 2/λmax without momentum, (2 + 2β)/λmax with it, and as much as `bearing` says for the other dialects.
    """
    curved = curvature_here(state)
    if curved is None or not state.runs or curved.largest <= 0:
        return ()
    rules = [
        queries.settings(state).optimiser,
        *(_rule(state, place) for place in range(len(state.work.variants))),
    ]
    found = {2.0: "2/λmax"} if isinstance(rules[0], Sgd) else {}
    momenta = {rule.momentum for rule in rules if isinstance(rule, Sgd) and rule.momentum}
    for rule in rules:
        if isinstance(rule, Sgd) and isfinite(times := bearing(rule)):
            which = f" for β {rule.momentum:.3g}" if rule.momentum and len(momenta) > 1 else ""
            found.setdefault(times, limit_words(rule) + which)
    return tuple((times / curved.largest, words) for times, words in sorted(found.items()))


def limit_words(rule: Sgd) -> str:
    """Return the rate above which descent by a rule diverges, as textbooks write it."""
    if not rule.momentum:
        return "2/λmax"
    below = "(1+2β)" if rule.nesterov else ""
    below += "(1−β)" if rule.momentum_formula == "running mean" else ""
    return f"(2+2β)/({below}λmax)" if below else "(2+2β)/λmax"


def _seen(state: State) -> Outlook | None:
    """Return what there is to say of the update that is shown; None while it is of another one."""
    moment, found = state.moment, state.outlook
    return found if moment is not None and found is not None and found.before is moment.before else None


def _sees_all_rows(state: State) -> bool:
    """Whether every update of every run is by the gradient of the whole loss, which the surface shows."""
    return all(run.problem.updates_per_epoch == 1 for run in state.runs)


def _is_of(plane: Plane, moment: Moment) -> bool:
    """Whether a plane cuts the weights that are shown: between two states it may still be of the model before."""
    return moment.before.weights.shape == plane.origin.shape


def _rule(state: State, place: int) -> Optimiser:
    return apply(queries.variant_at(state.work, place), state.work.training).optimiser


def _times(ratio: float) -> str:
    return short(float(f"{ratio:.3g}")) if ratio < 1e4 else short(ratio, 2)


def _until(epochs: FloatArray, path: FloatArray, now: float) -> FloatArray:
    """Return the path up to a time, its last point straight between two that were kept; nothing of one elsewhere."""
    if not len(path):
        return path
    passed = path[epochs <= now]
    here = [np.interp(now, epochs, path[:, axis]) for axis in (0, 1)]
    return np.vstack([passed, here])


def _pushes(state: State, surface: Surface) -> tuple[Push | None, Push | None]:
    """Return what the update does to the place: the gradient's part and, where the rule adds to it, the whole step."""
    moment, plane = state.moment, surface.plane
    if moment is None or not _is_of(plane, moment):
        return None, None
    changes = [np.ravel(change.gradient) for change in moment.record.changes.values()]
    if not changes:
        return None, None
    rule = moment.problem.training.optimiser
    with np.errstate(all="ignore"):  # where a training diverges
        step = moment.after.weights - moment.before.weights
        downhill = _downhill(rule, moment.record.update, np.concatenate(changes), step)
        name = _step_name(rule)
        whole = Push(name, plane.directions @ step) if name else None
        return Push(GRADIENT if isinstance(rule, Sgd) else "downhill", plane.directions @ downhill), whole


def _at(state: State, moment: Moment) -> str:
    """Return where an expression stands: its variables, its value and, before the update, its slope; or after it."""
    network, record, machine = moment.problem.network, moment.record, moment.machine
    is_done = machine is not None and state.position == len(record.events)
    weights = moment.after.weights if is_done else moment.before.weights
    # As the axes stand: x before y, whichever is written first.
    named = sorted((network.cell_name(place), x) for place, x in enumerate(weights.tolist()))
    names, parts = [name for name, _ in named], [f"{name} = {short(x)}" for name, x in named]
    value = float(record.values[record.graph.index[record.graph.output]])
    if machine is not None and is_done:
        value = float(machine.losses(weights[None])[0])
    parts.append(f"f({', '.join(names)}) = {short(value)}")
    slopes = np.concatenate([np.empty(0), *(np.ravel(change.gradient) for change in record.changes.values())])
    if len(slopes) == len(names) == 1 and not is_done:
        parts.append(f"f′({names[0]}) = {short(float(derivative(np.array([value]), slopes)[0]))}")
    return " · ".join(parts)


def _downhill(rule: Optimiser, update: int, gradient: FloatArray, step: FloatArray) -> FloatArray:
    """Return the gradient's part of a step; where the rule measures it anew for each weight, only its direction."""
    if isinstance(rule, Sgd):
        return -rule.rate(update) * gradient
    length = float(np.linalg.norm(gradient))
    return -gradient * (float(np.linalg.norm(step)) / length) if length > 0 else gradient


def _step_name(rule: Optimiser) -> str:
    """Return what the step is called where it is more than the gradient times the rate; else nothing."""
    if not isinstance(rule, Sgd):
        return rule.title
    if rule.momentum:
        return "velocity"
    is_plain = not rule.weight_decay and rule.clip_value is None and rule.clip_norm is None
    return "" if is_plain else "the step"
