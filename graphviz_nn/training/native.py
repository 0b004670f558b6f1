"""What runs updates natively: whole stretches of training in one call, without Python and without its lock."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, partial

import numpy as np

from graphviz_nn.engine import codes, native
from graphviz_nn.engine.code import Code
from graphviz_nn.engine.pool import split
from graphviz_nn.engine.program import Program, compile_program, empty_arena, noise_header
from graphviz_nn.engine.types import Arena, IntArray
from graphviz_nn.errors import DivergenceError
from graphviz_nn.graph import Role, reference
from graphviz_nn.graph.noise import key_of
from graphviz_nn.kept import kept
from graphviz_nn.model import Network
from graphviz_nn.model.network import EXAMPLES, TARGETS, WEIGHTS
from graphviz_nn.ops import DType, FloatArray
from graphviz_nn.optim import Optimiser
from graphviz_nn.training.divergence import divergence
from graphviz_nn.training.machine import Advance, Machine, between, over_all_rows
from graphviz_nn.training.metrics import Thresholds
from graphviz_nn.training.problem import Problem, TrainingState

KEPT_NODES = 20_000  # of graphs whose programs are asked for again
MOST_SPARE = 500_000  # numbers: 4 MB for each run; to fill more takes longer than to have it anew
_METRICS = {"mse": codes.METRIC_MSE, "mae": codes.METRIC_MAE, "accuracy": codes.METRIC_ACCURACY}


@dataclass(frozen=True, eq=False)
class NativeMachine(Machine):
    """Every update through the native kernels; the first call waits for them, if they are not ready."""

    problem: Problem

    def advance(
        self,
        state: TrainingState,
        updates: int,
        every: int = 0,
        epochs: bool = False,
        metrics: tuple[str, ...] = (),
    ) -> Advance:
        """See `Machine`."""
        steps = (every, self.problem.updates_per_epoch if epochs else 0)
        done, states, rows = self._train(state, updates, steps, metrics)
        if done == updates:
            return Advance(states, rows, None)
        # The kernel went one step too far: replay up to there. It is the same to the bit.
        _, states, rows = self._train(state, done, steps, metrics)
        return Advance(states, rows, self._divergence(states[-1]))

    def losses(self, points: FloatArray, states: FloatArray | None = None) -> FloatArray:
        """See `Machine`."""
        return over_all_rows(self.problem, partial(_losses, points, states))

    def losses_in(
        self, frame: FloatArray, places: FloatArray, states: FloatArray | None = None
    ) -> FloatArray:
        """See `Machine`; the points themselves are never laid out."""
        return over_all_rows(self.problem, partial(_losses, places, states, frame=plain(frame)))

    def gradients(self, points: FloatArray, states: FloatArray | None = None) -> FloatArray:
        """See `Machine`."""
        return over_all_rows(self.problem, partial(_gradients, points, states))

    def _train(
        self, state: TrainingState, updates: int, steps: tuple[int, int], metrics: tuple[str, ...]
    ) -> tuple[int, tuple[TrainingState, ...], FloatArray]:
        """Do so many updates; return how many were done, the kept states and the last, and the rows.

        `steps` says which states are kept: every so manyth, and those at the ends of so many updates or of none, 0.
        """
        if not self.problem.network.states:
            return self._stretch(state, updates, steps, metrics)
        # The kernel keeps weights and memory on its way; moving averages are read where it stops, so it stops there.
        kept, rows = [state], [np.empty((0, 1 + len(metrics)))]
        for stop in (*between(state.update, updates, *steps), state.update + updates):
            here = kept[-1]
            wanted = stop - here.update
            done, reached, measured = self._stretch(here, wanted, (0, 0), metrics)
            kept.append(reached[-1])
            rows.append(measured)
            if done < wanted:
                return here.update + done - state.update, tuple(kept[1:]), np.concatenate(rows)
        return updates, tuple(kept[1:]) or (state,), np.concatenate(rows)

    def _stretch(
        self, state: TrainingState, updates: int, steps: tuple[int, int], metrics: tuple[str, ...]
    ) -> tuple[int, tuple[TrainingState, ...], FloatArray]:
        problem, count = self.problem, len(state.weights)
        arena, memory = self._arena(), np.array(state.memory, problem.training.dtype)
        for program in dict.fromkeys(self._batches):
            lay_constants(program, arena)
        _lay_states(problem.network, self._batches[0], arena, state.states)
        for name, header in self._batches[0].noises.items():
            key = key_of(problem.training.seed, name)
            header.view(arena)[:] = noise_header(key, state.update)
        arena[:count] = state.weights
        rows = np.empty((updates, 1 + len(metrics)))
        numbers = between(state.update, updates, *steps)
        kept = np.empty((len(numbers), 1 + len(memory), count), arena.dtype)
        training, (every, per_epoch) = problem.training, steps
        span = (state.update, updates, every, problem.ahead, per_epoch)
        seeds = np.array([(training.seed, training.shuffle, -1, 0)], dtype=np.int64)
        code, batches = self._table
        done = native.kernels(training.dtype).train(
            *(arena, code, np.array(span, dtype=np.int64), seeds, batches, *self.rows),
            *(settings_of([training.optimiser], count), memory.ravel()),
            self._measured(metrics),
            *(rows, kept),
        )
        kept, memory = (np.asarray(numbers, np.float64) for numbers in (kept, memory))
        columns = zip(*(kept[:, i] for i in range(1, kept.shape[1])), strict=True)
        states = [*map(TrainingState, kept[:, 0], columns, numbers)]
        leaves = self._batches[0].leaves
        averages = [np.empty(0), *(leaves[s.name].view(arena).ravel() for s in problem.network.states)]
        update, weights = state.update + updates, arena[:count].astype(np.float64)
        states.append(TrainingState(weights, tuple(memory), update, np.concatenate(averages)))
        if done == updates and len(arena) <= MOST_SPARE:  # else there may be NaN in it
            self._spare[:] = [arena]
        return done, tuple(states), rows

    def _measured(self, metrics: tuple[str, ...]) -> FloatArray:
        """Return the table `metrics` of `kernels.training.perform`."""
        nothing = Thresholds(np.nan, np.nan)
        parted = [self.problem.thresholds if metric == "accuracy" else nothing for metric in metrics]
        lines = [(_METRICS[metric], *each) for metric, each in zip(metrics, parted, strict=True)]
        return np.array(lines, dtype=np.float64).reshape(-1, 3)

    @cached_property
    def _spare(self) -> list[Arena]:
        """The arena of the last stretch, if nobody has taken it: new memory costs more than an update fills."""
        return []

    def _arena(self) -> Arena:
        """Return an arena for the mini-batches, with whatever numbers in it."""
        try:
            return self._spare.pop()
        except IndexError:
            return empty_arena(self._batches[1].size, self.problem.training.dtype)

    @property
    def _batches(self) -> tuple[Program, Program]:
        size = self.problem.batch_size
        return batch_programs(self.problem.network, size, len(self.problem.x) % size)

    @cached_property
    def _table(self) -> tuple[Code, IntArray]:
        """The instructions of both programs, and the table `batches` of `kernels.training.train`."""
        full, rest = self._batches
        lines = [
            batch_line(self.problem.network, full, 0, len(full.code)),
            batch_line(self.problem.network, rest, len(full.code), len(rest.code)),
        ]
        return full.code + rest.code, np.array(lines, dtype=np.int64)

    @cached_property
    def rows(self) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Examples, targets and the examples' weights, if they have some, as the kernels are compiled for."""
        problem = self.problem
        rows = len(problem.x)
        weights = np.ones((rows, int(problem.network.weighted)))
        if problem.sample_weight is not None:
            weights = problem.sample_weight[:, np.newaxis]
        x, y, weights = (plain(each, problem.training.dtype) for each in (problem.x, problem.y, weights))
        return x, y, weights

    def _divergence(self, state: TrainingState) -> DivergenceError:
        """Return why the update after a state is not finite."""
        problem = self.problem
        graph = problem.network.graph(problem.size_of(state.update))
        values = reference.forward(graph.nodes, problem.leaves(graph, state))
        return divergence(
            graph, values, state.update + 1, problem.training.dtype, is_fed=problem.network.is_fed
        )


def _losses(
    points: FloatArray, states: FloatArray | None, part: Problem, frame: FloatArray | None = None
) -> FloatArray:
    program = _program(part.network, len(part.x), gradients=False)
    inside = () if frame is None else (frame,)
    return _swept(part, program, states, points, program.values[program.graph.output].start, 1, *inside)[:, 0]


def _gradients(points: FloatArray, states: FloatArray | None, part: Problem) -> FloatArray:
    program = _program(part.network, len(part.x), gradients=True)
    return _swept(part, program, states, points, program.count, program.count)


def _swept(
    part: Problem,
    program: Program,
    states: FloatArray | None,
    points: FloatArray,
    place: int,
    width: int,
    *frame: FloatArray,
) -> FloatArray:
    """Run a program over the rows of a problem at all points, on all cores; return `width` numbers from `place` on."""
    out = np.empty((len(points), width))
    points = plain(points)
    sweep = native.kernels().sweep

    def some(span: slice) -> None:
        sweep(_filled(part, program, states), program.code, points[span], out[span], place, *frame)

    split(some, len(points))
    return out


def _filled(part: Problem, program: Program, states: FloatArray | None) -> Arena:
    """Return an arena with all rows of a problem in it."""
    network, arena = part.network, empty_arena(program.size)
    lay_constants(program, arena)
    _lay_states(network, program, arena, states)
    fed = network.leaves(np.zeros(program.count), part.x, part.y, states, part.sample_weight)
    for name in network.fed:
        program.leaves[name].view(arena)[...] = fed[name]
    return arena


@kept(16, KEPT_NODES, weigh=lambda program: len(program.graph.nodes), least=2)
def _program(network: Network, rows: int, *, gradients: bool) -> Program:
    """Return the program that measures a network over so many rows; the same for all seeds and settings."""
    return compile_program(network.graph(rows, "predict"), gradients=gradients)


@kept(16, KEPT_NODES, weigh=lambda programs: sum(len(each.graph.nodes) for each in programs))
def batch_programs(network: Network, size: int, left: int) -> tuple[Program, Program]:
    """Return the program of a full mini-batch, and of the `left` examples at the end of an epoch, if there are some."""
    compiled = partial(compile_program, visible={network.predictions["train"]}, fed=network.fed)
    full = compiled(network.graph(size))
    return full, compiled(network.graph(left), above=full.size) if left else full


def _lay_states(network: Network, program: Program, arena: Arena, states: FloatArray | None) -> None:
    """Lay the states of the network, flat."""
    flat = network.held(states)
    for slot in network.states:
        program.leaves[slot.name].view(arena)[...] = flat[slot.start : slot.stop].reshape(slot.shape)


def lay_constants(program: Program, arena: Arena, lanes: int = 1) -> None:
    """Lay the values that a graph brings along, beside its parameters and its data."""
    graph = program.graph
    for name, place in program.leaves.items():
        if graph.nodes[graph.index[name]].role is Role.CONSTANT:
            for lane in range(lanes):
                place.view_of_lane(arena, lane, lanes)[...] = graph.leaves[name]


def plain(array: FloatArray, dtype: DType = "float64") -> FloatArray:
    """Return an array as the kernels are compiled for: row by row and writable; itself, or a copy."""
    return np.require(array, dtype, ("C", "W"))


def settings_of(optimisers: Sequence[Optimiser], count: int) -> FloatArray:
    """Return the update rules of the runs side by side as the settings of `kernels.update.update`."""
    numbers = np.zeros((codes.SETTINGS, len(optimisers)))
    for lane, optimiser in enumerate(optimisers):
        own = numbers_of(optimiser)
        numbers[: len(own), lane] = own
    cells = min(max(count, 1), codes.BLOCK)  # of each run, and of the block that they share
    return np.tile(numbers, min(cells, codes.BLOCK // len(optimisers))).ravel()


def numbers_of(optimiser: Optimiser) -> tuple[float, ...]:
    """Return the numbers of an update rule in their order."""
    rule, *own = optimiser.numbers
    clips = (optimiser.clip_value or np.inf, optimiser.clip_norm or np.inf)
    head = (rule, optimiser.learning_rate, *optimiser.schedule.numbers, optimiser.weight_decay, *clips)
    return (*head, *own)


def batch_line(network: Network, program: Program, offset: int, words: int) -> Sequence[int]:
    """Return the row of the table `batches` for a program whose instructions are so many words from one on."""
    values, leaves, graph = program.values, program.leaves, program.graph
    size = len(graph.leaves[EXAMPLES]) if network.is_fed else 1
    fed = (leaves[EXAMPLES].start, leaves[TARGETS].start) if network.is_fed else (0, 0)
    weights = leaves[WEIGHTS].start if network.weighted else 0
    read = (values[network.predictions["train"]].start, values[graph.output].start)
    return (size, offset, offset + words, *fed, *read, weights)
