"""A map of runs: a run for each cell over two settings, or over where it starts, and what came of each."""

from __future__ import annotations

import math
from collections.abc import Generator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Annotated, Any, Literal, NamedTuple

import msgspec
import numpy as np

from graphviz_nn.engine.pool import cores
from graphviz_nn.errors import SettingError
from graphviz_nn.ops import BoolArray, FloatArray
from graphviz_nn.settings import Option, Setting, check
from graphviz_nn.training.axes import KINDS, Axis, axis_names, axis_of, known_at
from graphviz_nn.training.basins import Basins, basins_of
from graphviz_nn.training.effort import seconds_of_training, seconds_of_update
from graphviz_nn.training.machines import is_compiled, is_ready, make_machine, prepare
from graphviz_nn.training.problem import MOST_UPDATES, Problem
from graphviz_nn.training.spec import TrainingSpec
from graphviz_nn.training.sweep import COARSEST, UPDATES, Sweep, sweep, with_setting

SIDES = (65, 33, 17, 9)  # cells along each side, so that a coarse map lies on the cells of the fine one
LEAST_SIDE = 17  # before a map becomes coarser than that, its runs become shorter
PATIENCE = 4.0  # seconds of the cores for a whole map
MOST_WEIGHTS = 2000  # that are offered as axes; a larger network's list would not help

Shows = Literal["loss", "updates", "ends"]


class MapSpec(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a map of runs shows.

    Attributes:
        across, up: what it is over: "learning_rate", "momentum", "batch_size", or the name of a weight, over whose
            first value it is. What the training does not have is replaced by what it has.
        shows: the loss after the updates, after how many updates a loss is reached, or which starts end at one place.
        updates: of each run; None is those of the training, at most 500.
        goal: the loss to be reached; None is one that half of the runs reach.

    """

    across: str = "learning_rate"
    up: str = "momentum"
    shows: Annotated[
        Shows,
        Setting(
            "Shows",
            "What the map says of each run.",
            called="kind of map",
            options=(
                Option("loss", "loss", "The loss over all rows after the updates; dark is low."),
                Option(
                    "updates",
                    "updates to a loss",
                    "After how many updates the loss is reached; dark is soon.",
                ),
                Option(
                    "ends", "basins", "Which runs come to one end: each basin has a letter, A the lowest."
                ),
            ),
        ),
    ] = "loss"
    updates: Annotated[
        int | None,
        Setting(
            "Updates",
            "How many updates each run of the map has.",
            least=1,
            most=MOST_UPDATES,
            unit="updates",
            empty="as many as the run, at most 500",
            called="number of updates",
        ),
    ] = None
    goal: Annotated[
        float | None,
        Setting(
            "Loss to reach", "The mean loss of an epoch that counts as reached.", empty="what half reach"
        ),
    ] = None

    def __post_init__(self) -> None:
        check(self)
        if self.across == self.up:
            raise SettingError(
                f"The map is over {self.across} both across and up. Choose another for one of them."
            )


class Size(NamedTuple):
    """How large a map is: its cells along each side, the updates of each run, and whether that is less than wanted."""

    side: int
    updates: int
    is_less: bool


@dataclass(frozen=True, eq=False)
class RunMap:
    """What came of the runs of a map so far.

    Attributes:
        problem: what they train, without the settings that the map is over.
        across, up: its axes.
        size: how large it is.
        found: what came of them; its grids are of shape (up, across).
        key: tells it from maps of other runs; None where those are to take its place.
        is_whole: whether all runs are done.
        basins: which starts end at one place, where that was asked for and all are done.
        begun_at: the loss that all runs begin with; NaN where each begins elsewhere.

    """

    problem: Problem
    across: Axis
    up: Axis
    size: Size
    found: Sweep
    key: object = None
    is_whole: bool = False
    basins: Basins | None = None
    begun_at: float = float("nan")

    @cached_property
    def losses(self) -> FloatArray:
        """The loss of each run after its updates; for one that is not done that of the nearest coarser cell."""
        return _filled(self.found.losses, self.found.done)

    def updates_to(self, goal: float) -> FloatArray:
        """Return after how many updates each run reached a loss, NaN where it did not; filled likewise."""
        return _filled(self.found.updates_to(goal), self.found.done)

    @cached_property
    def is_known(self) -> BoolArray:
        """Where a number is known, be it that of a coarser cell."""
        known = np.where(self.found.done, 1.0, np.nan)
        return np.isfinite(_filled(known, self.found.done))

    @cached_property
    def common_goal(self) -> float:
        """A loss of two digits that half of the runs that are done come down to; NaN while there is none."""
        lowest = self.found.lowest
        sound = lowest[np.isfinite(lowest)]
        # One of them, and not the mean of two: that may be no number.
        return float(f"{np.quantile(sound, 0.5, method='higher'):.2g}") if len(sound) else float("nan")

    def settings_at(self, row: int, column: int) -> dict[str, Any]:
        """Return what the run of a cell has, by the names of the axes."""
        values = ((self.across.name, self.across.values[column]), (self.up.name, self.up.values[row]))
        return {name: value.item() for name, value in values}

    def place_of(self, problem: Problem) -> tuple[float, float] | None:
        """Return where, in cells across and up, the run of a problem lies, or would lie at the edge; None for NaN."""
        across, up = (axis.place(known_at(problem, axis.name)) for axis in (self.across, self.up))
        return None if math.isnan(across) or math.isnan(up) else (across, up)


def names_of(spec: MapSpec, problem: Problem) -> tuple[str, str]:
    """Return what a map is over, across and up: as is wished, or the first that the training has."""
    known = axis_names(problem, MOST_WEIGHTS)
    across = (
        spec.across if spec.across in known else next((name for name in known if name != spec.up), known[0])
    )
    up = spec.up if spec.up in known and spec.up != across else next(name for name in known if name != across)
    return across, up


def can_be_mapped(problem: Problem) -> bool:
    """Whether there are two things that a map of its runs could be over."""
    return problem.network.is_trainable and len(axis_names(problem, 2)) > 1


def neutral(problem: Problem, spec: MapSpec) -> TrainingSpec:
    """Return the training without what the map is over: two runs of equal ones lie on one map."""
    training = problem.training
    for name in names_of(spec, problem):
        if name in KINDS:
            # The highest: a momentum of 0 would take Nesterov's variant away from all.
            training = with_setting(training, name, axis_of(problem, name, 2).values[-1].item())
        else:
            start = {known: number for known, number in training.start.items() if known != name}
            training = msgspec.structs.replace(training, start=start)
    return training


def wanted_updates(problem: Problem, spec: MapSpec) -> int:
    """Return how many updates the runs of a map are to have."""
    return spec.updates or min(problem.updates, UPDATES)


def size_of(problem: Problem, spec: MapSpec) -> Size:
    """Return how large a map can be that is there within some seconds."""
    wanted = wanted_updates(problem, spec)
    a_run = _seconds_of_update(problem, spec)
    updates, side = wanted, SIDES[0]
    for side in SIDES:
        if side * side * updates * a_run <= PATIENCE or side == LEAST_SIDE:
            break
    while updates > 1 and side * side * updates * a_run > PATIENCE:
        updates = max(updates // 2, 1)
    if side * side * updates * a_run > PATIENCE:
        side = SIDES[-1]
    return Size(side, updates, (side, updates) != (SIDES[0], wanted))


def mapped(problem: Problem, spec: MapSpec, key: object = None) -> Generator[RunMap, None, RunMap]:
    """Train all runs of a map, coarsely first; yield what there is of it, marked by a key."""
    dtype = problem.training.dtype
    if is_compiled(dtype):  # else a coarse map comes now, and the fine one once they are
        prepare(SIDES[0] ** 2 * wanted_updates(problem, spec) * _by_reference(problem), dtype)
    size = size_of(problem, spec)
    across, up = (axis_of(problem, name, size.side) for name in names_of(spec, problem))
    ground = replace(problem, training=neutral(problem, spec))
    work = sweep(
        ground,
        {up.name: up.values, across.name: across.values},
        size.updates,
        keeps_ends=spec.shows == "ends",
    )
    begun_at = _begun_at(ground) if {across.name, up.name} <= KINDS.keys() else float("nan")
    while True:
        try:
            found = next(work)
        except StopIteration as end:
            found = end.value
            break
        yield RunMap(ground, across, up, size, found, key, begun_at=begun_at)
    basins = None
    if found.ends is not None:
        basins = basins_of(found.ends, found.losses, _spread(across, up))
    return RunMap(ground, across, up, size, found, key, is_whole=True, basins=basins, begun_at=begun_at)


def _seconds_of_update(problem: Problem, spec: MapSpec) -> float:
    """Return about how many seconds an update of the map's runs takes, on all cores; of several sizes the mean."""
    if not is_ready(problem):
        return _by_reference(problem)
    tasks = [problem]
    if "batch_size" in names_of(spec, problem):
        sizes = axis_of(problem, "batch_size", SIDES[-1]).values.tolist()
        tasks = [
            replace(problem, training=with_setting(problem.training, "batch_size", size)) for size in sizes
        ]
    return sum(map(seconds_of_update, tasks)) / len(tasks) / cores()


def _begun_at(problem: Problem) -> float:
    start = problem.start
    return float(make_machine(problem).losses(start.weights[None], start.states)[0])


def _by_reference(problem: Problem) -> float:
    return seconds_of_training(problem) / max(problem.updates, 1)


def _spread(across: Axis, up: Axis) -> float:
    """Return over how far the starts of a map spread: the diagonal of its weights; 1 where it is over none."""
    wide = [float(axis.values[-1] - axis.values[0]) for axis in (across, up) if axis.name not in KINDS]
    return math.hypot(*wide) or 1.0


def _filled(grid: FloatArray, done: BoolArray) -> FloatArray:
    """Return a grid in which what is not done is as the nearest done cell of the finest coarser grid; NaN for none."""
    made, known, step = np.where(done, grid, np.nan), done.copy(), 2
    while step <= COARSEST and not known.all():
        places = [
            np.minimum((np.arange(n) + step // 2) // step * step, (n - 1) // step * step) for n in grid.shape
        ]
        near = np.ix_(*places)
        fits = ~known & done[near]
        made[fits], known = grid[near][fits], known | fits
        step *= 2
    return made
