"""Orders: chunks as plain values and arrays, to be done by another process; and what it sends back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple, TypeAlias

import msgspec
import numpy as np

from graphviz_nn.errors import DivergenceError
from graphviz_nn.model import Stack
from graphviz_nn.ops import FloatArray, read_only
from graphviz_nn.settings.convert import converted
from graphviz_nn.training.crew import Chunk
from graphviz_nn.training.group import Group
from graphviz_nn.training.machines import make_machine
from graphviz_nn.training.part import Found, Part, Starts
from graphviz_nn.training.problem import Problem, TrainingState
from graphviz_nn.training.run import Run, Runs
from graphviz_nn.training.spec import TrainingSpec

# The examples, the targets, and the weights of the examples or None; then weights and states for each place at which
# runs begin that is not their seed's. Chunks of the same rows share them.
Ground: TypeAlias = tuple[FloatArray | None, ...]
_OF_SEED = -1


class SentRun(NamedTuple):
    """A run as it is sent back.

    Attributes:
        updates: how many were done at each of its k checkpoints, of shape (k,).
        weights, memory, states: there, of shape (k, count), (k, memories, count) and (k, states).
        losses, batch_losses, divergence, seconds: see `Run`.

    """

    updates: tuple[int, ...]
    weights: FloatArray
    memory: FloatArray
    states: FloatArray
    losses: FloatArray
    batch_losses: FloatArray
    divergence: DivergenceError | None
    seconds: float


Sent: TypeAlias = tuple[SentRun, ...] | Found


class _OfGroup(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag="group"):
    """What a `Group` is beside its problems."""

    checkpoints: int
    runs: int


class _OfPart(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag="part"):
    """What a `Part` is beside its problems."""

    updates: int


class _Order(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A chunk without its arrays.

    Attributes:
        stack: what the network is made from.
        weighted: whether it is the network whose examples have weights.
        settings: those of each run.
        begins: the number of the place in the ground where each run begins; −1 for that of its seed.
        ahead: see `Problem`.
        is_native: whether the kernels do the updates.
        asked: what is to be done.

    """

    stack: Stack
    weighted: bool
    settings: tuple[TrainingSpec, ...]
    begins: tuple[int, ...]
    ahead: int
    is_native: bool
    asked: _OfGroup | _OfPart


class _Told(NamedTuple):
    """A chunk taken apart: where each of its runs begins is a place in weight space, or None for its seed's."""

    base: Problem
    settings: tuple[TrainingSpec, ...]
    firsts: tuple[tuple[FloatArray, FloatArray] | None, ...]
    asked: _OfGroup | _OfPart


def ground_of(chunk: Chunk[Any]) -> Ground:
    """Return the arrays that a chunk needs; the same objects for chunks of the same rows that begin likewise."""
    told = _told(chunk)
    places = [array for first in _distinct(told.firsts) for array in first]
    return (told.base.x, told.base.y, told.base.sample_weight, *places)


def order_of(chunk: Chunk[Any]) -> bytes:
    """Return what a chunk is beside its arrays; raise TypeError where nobody has kept what made its network."""
    told = _told(chunk)
    network, distinct = told.base.network, [id(first) for first in _distinct(told.firsts)]
    if not isinstance(network.made_from, Stack):
        raise TypeError(f"{network!r} was not made from a stack of layers: it can't be made elsewhere.")
    order = _Order(
        stack=network.made_from,
        weighted=network.weighted,
        settings=told.settings,
        begins=tuple(_OF_SEED if first is None else distinct.index(id(first)) for first in told.firsts),
        ahead=told.base.ahead,
        is_native=chunk.is_native,
        asked=told.asked,
    )
    return msgspec.msgpack.encode(order)


def chunk_of(order: bytes, ground: Ground) -> Chunk[Any]:
    """Return the chunk again, in whatever process."""
    given = converted(msgspec.msgpack.decode(order), _Order)
    tasks = (_problem(given, place, ground) for place in range(len(given.settings)))
    match given.asked:
        case _OfGroup(checkpoints, runs):
            return Group(tuple(tasks), checkpoints, runs, given.is_native)
        case _OfPart(updates):
            base = next(tasks)
            return Part(base, given.settings, updates, given.is_native, Starts(base))


def sent_of(made: Runs | Found) -> Sent:
    """Return what came of a chunk, as it is sent back."""
    return made if isinstance(made, Found) else tuple(map(_sent, made))


def made_of(chunk: Chunk[Any], sent: Sent) -> Any:
    """Return what came of a chunk, from what was sent back; its arrays are not copied."""
    if isinstance(sent, Found):
        return sent
    assert isinstance(chunk, Group)
    return tuple(_run(task, chunk.is_native, each) for task, each in zip(chunk.tasks, sent, strict=True))


def _told(chunk: Chunk[Any]) -> _Told:
    if isinstance(chunk, Part):
        base, settings = chunk.base, chunk.settings
        epochs = (
            base.training.epochs
        )  # the base is long enough for the updates, and so is what is made of it again
        settings = tuple(msgspec.structs.replace(each, epochs=epochs) for each in settings)
        return _Told(base, settings, (base.first,) * len(settings), _OfPart(chunk.updates))
    assert isinstance(chunk, Group)
    settings = tuple(task.training for task in chunk.tasks)
    firsts = tuple(task.first for task in chunk.tasks)
    return _Told(chunk.tasks[0], settings, firsts, _OfGroup(chunk.checkpoints, chunk.runs))


def _distinct(
    firsts: Sequence[tuple[FloatArray, FloatArray] | None],
) -> list[tuple[FloatArray, FloatArray]]:
    return list({id(first): first for first in firsts if first is not None}.values())


def _problem(order: _Order, place: int, ground: Ground) -> Problem:
    """Return what the run at a place trains."""
    x, y, sample_weight, *places = ground
    at = order.begins[place]
    first = None
    if at != _OF_SEED:
        weights, states = places[2 * at : 2 * at + 2]
        assert weights is not None
        assert states is not None
        first = weights, states
    assert x is not None
    assert y is not None
    network = order.stack.weighted_network if order.weighted else order.stack.network
    return Problem(network, order.settings[place], x, y, first, sample_weight, order.ahead)


def _sent(run: Run) -> SentRun:
    states = run.checkpoints
    count = len(run.end.weights)
    return SentRun(
        run.path_updates,
        run.path,
        np.array([state.memory for state in states]).reshape(len(states), -1, count),
        np.array([state.states for state in states]),
        run.losses,
        run.batch_losses,
        run.divergence,
        run.seconds,
    )


def _run(task: Problem, is_native: bool, sent: SentRun) -> Run:
    states = zip(sent.updates, sent.weights, sent.memory, sent.states, strict=True)
    return Run(
        task,
        make_machine(task, is_native),
        tuple(TrainingState(weights, tuple(memory), update, own) for update, weights, memory, own in states),
        read_only(sent.losses),
        divergence=sent.divergence,
        batch_losses=sent.batch_losses,
        seconds=sent.seconds,
    )
