"""What runs updates natively: whole stretches of training in one call, without Python and without its lock."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np

from graphviz_nn.engine import codes, native
from graphviz_nn.engine.pool import split
from graphviz_nn.engine.program import Program, compile_program, empty_arena
from graphviz_nn.engine.types import Arena, IntArray
from graphviz_nn.errors import DivergenceError
from graphviz_nn.graph import reference
from graphviz_nn.model import ModelSpec, build, prediction_name
from graphviz_nn.model.parameters import unpack
from graphviz_nn.ops import FloatArray
from graphviz_nn.optim import Optimiser
from graphviz_nn.training.machine import Advance, Machine, divergence
from graphviz_nn.training.problem import Problem, TrainingState

_METRICS = {"mse": codes.METRIC_MSE, "mae": codes.METRIC_MAE, "accuracy": codes.METRIC_ACCURACY}


@dataclass(frozen=True, eq=False)
class NativeMachine(Machine):
    """Every update through the native kernels; the first call waits for them, if they are not ready."""

    problem: Problem

    def advance(
        self, state: TrainingState, updates: int, *, every: int = 0, metrics: tuple[str, ...] = ()
    ) -> Advance:
        """See `Machine`."""
        done, states, rows = self._train(state, updates, every, metrics)
        if done == updates:
            return Advance(states, rows, None)
        # The kernel went one step too far: replay up to there. It is the same to the bit.
        _, states, rows = self._train(state, done, every, metrics)
        return Advance(states, rows, self._divergence(states[-1]))

    def losses(self, points: FloatArray) -> FloatArray:
        """See `Machine`."""
        program = self._measure
        place = program.values[program.graph.output]
        return self._swept(program, points, place.start, 1)[:, 0]

    def losses_in(self, frame: FloatArray, places: FloatArray) -> FloatArray:
        """See `Machine`; the points themselves are never laid out."""
        program = self._measure
        place = program.values[program.graph.output]
        return self._swept(program, places, place.start, 1, plain(frame))[:, 0]

    def gradients(self, points: FloatArray) -> FloatArray:
        """See `Machine`."""
        program = self._slope
        return self._swept(program, points, program.count, program.count)

    def _train(
        self, state: TrainingState, updates: int, every: int, metrics: tuple[str, ...]
    ) -> tuple[int, tuple[TrainingState, ...], FloatArray]:
        """Do so many updates; return how many were done, the kept states and the last, and the rows."""
        problem, count = self.problem, len(state.weights)
        arena, memory = empty_arena(self._batches[1].size), np.array(state.memory)
        arena[:count] = state.weights
        rows = np.empty((updates, 1 + len(metrics)))
        inside = (state.update + updates - 1) // every - state.update // every if every and updates else 0
        kept = np.empty((inside, 1 + len(memory), count))
        training = problem.training
        span = (training.seed, training.shuffle, state.update, updates, every)
        code, batches = self._table
        done = native.kernels().train(
            *(arena, code, np.array(span, dtype=np.int64), batches, *self._rows),
            *(settings_of(training.optimiser), memory.ravel()),
            np.array([_METRICS[metric] for metric in metrics], dtype=np.int64),
            *(rows, kept),
        )
        numbers = range((state.update // every + 1) * every, state.update + updates, every) if every else ()
        columns = zip(*(kept[:, i] for i in range(1, kept.shape[1])), strict=True)
        states = [*map(TrainingState, kept[:, 0], columns, numbers)]
        states.append(TrainingState(arena[:count].copy(), tuple(memory), state.update + updates))
        return done, tuple(states), rows

    @property
    def _batches(self) -> tuple[Program, Program]:
        size = self.problem.batch_size
        return _batch_programs(self.problem.model, size, len(self.problem.x) % size)

    @cached_property
    def _table(self) -> tuple[IntArray, IntArray]:
        """The words of both programs, and the table `batches` of `kernels.training.train`."""
        full, rest = self._batches
        lines = [
            _batch_line(self.problem.model, full, 0),
            _batch_line(self.problem.model, rest, len(full.code)),
        ]
        return np.concatenate([full.code, rest.code]), np.array(lines, dtype=np.int64)

    @cached_property
    def _rows(self) -> tuple[FloatArray, FloatArray]:
        """Examples and targets, as the kernels are compiled for."""
        return plain(self.problem.x), plain(self.problem.y)

    @property
    def _measure(self) -> Program:
        return _program(self.problem.model, len(self.problem.x), gradients=False)

    @property
    def _slope(self) -> Program:
        return _program(self.problem.model, len(self.problem.x), gradients=True)

    def _swept(
        self, program: Program, points: FloatArray, place: int, width: int, *frame: FloatArray
    ) -> FloatArray:
        """Run a program at all points, on all cores; return `width` numbers from `place` on for each."""
        out = np.empty((len(points), width))
        points = plain(points)
        sweep = native.kernels().sweep

        def part(span: slice) -> None:
            sweep(self._filled(program), program.code, points[span], out[span], place, *frame)

        split(part, len(points))
        return out

    def _filled(self, program: Program) -> Arena:
        """Return an arena with all rows of the problem in it."""
        arena = empty_arena(program.size)
        program.leaves["x"].view(arena)[...] = self.problem.x
        program.leaves["y"].view(arena)[...] = self.problem.y
        return arena

    def _divergence(self, state: TrainingState) -> DivergenceError:
        """Return why the update after a state is not finite."""
        problem = self.problem
        chosen = problem.batch_rows(state.update)
        graph = build(problem.model, len(chosen))
        leaves = {"x": problem.x[chosen], "y": problem.y[chosen], **unpack(problem.model, state.weights)}
        return divergence(graph, reference.forward(graph, leaves), state.update + 1)


@lru_cache(maxsize=16)
def _program(model: ModelSpec, rows: int, *, gradients: bool) -> Program:
    """Return the program that measures a model over so many rows; the same for all seeds and settings."""
    return compile_program(build(model, rows), gradients=gradients)


@lru_cache(maxsize=16)
def _batch_programs(model: ModelSpec, size: int, left: int) -> tuple[Program, Program]:
    """Return the program of a full mini-batch, and of the `left` examples at the end of an epoch, if there are some."""
    visible = {prediction_name(model)}
    full = compile_program(build(model, size), visible=visible)
    return full, compile_program(build(model, left), visible=visible, above=full.size) if left else full


def plain(array: FloatArray) -> FloatArray:
    """Return an array as the kernels are compiled for: row by row and writable; itself, or a copy."""
    return np.require(array, np.float64, ("C", "W"))


def settings_of(optimiser: Optimiser) -> FloatArray:
    """Return an update rule as the settings of `kernels.update.update`."""
    rule, *own = optimiser.numbers
    clips = (optimiser.clip_value or np.inf, optimiser.clip_norm or np.inf)
    head = (rule, optimiser.learning_rate, *optimiser.schedule.numbers, optimiser.weight_decay, *clips)
    return np.array((*head, *own), dtype=np.float64)


def _batch_line(model: ModelSpec, program: Program, offset: int) -> Sequence[int]:
    values, leaves = program.values, program.leaves
    places = (leaves["x"], leaves["y"], values[prediction_name(model)], values[program.graph.output])
    return (
        len(program.graph.leaves["x"]),
        offset,
        offset + len(program.code),
        *(place.start for place in places),
    )
