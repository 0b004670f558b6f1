"""A program rewritten for many runs side by side: each number becomes a row of numbers, one for each run.

No number of one run ever meets one of another, and each sum is added up in the order in which it is for one run: so
every run has the bits that it has alone. Most instructions do not know: a cell by cell function has more cells, a
softmax more lines. Where a kernel sums along cells that must lie side by side, each lane's are
copied first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from graphviz_nn.engine import instructions
from graphviz_nn.engine.assembler import bits
from graphviz_nn.engine.code import Code
from graphviz_nn.engine.codes import LANES, LossKind, Mode, Opcode
from graphviz_nn.engine.instructions import FORMATS, HEAD, OPCODES, Move
from graphviz_nn.engine.program import Program

Words = tuple[int, ...]
Instruction = tuple[Any, Words]  # its fields, and the words behind them
Rule = Callable[
    [Any, Words, int], Iterator[Instruction]
]  # (fields, words behind, scratch) → the same in lanes
_ONE = bits(1.0)


@dataclass(frozen=True, eq=False)
class Wide:
    """A program in lanes.

    Attributes:
        code: the instructions.
        size: the floats in the arena, the row of number i of the program being those from i · LANES on.

    """

    code: Code
    size: int


def widened(program: Program) -> Wide | None:
    """Return a program in lanes; None where it has an instruction that needs its numbers side by side."""
    scratch, words = program.size * LANES, []
    for _, (opcode, _, *rest) in program.code:
        rule = _RULES.get(Opcode(opcode))
        if rule is None:
            return None
        make: Any = FORMATS[Opcode(opcode)]
        count = len(make._fields)
        for fields, behind in rule(make(*rest[:count]), tuple(rest[count:]), scratch):
            words += [OPCODES[type(fields)], HEAD + len(fields) + len(behind), *fields, *behind]
    # Two copies at most are made out of a lane, and one result goes back, of no more numbers than there are.
    return Wide(Code(np.array(words, dtype=np.int64), {}), scratch + 3 * program.size)


def _rows(offsets: Words) -> Words:
    """Return where the rows of some numbers begin."""
    return tuple(offset * LANES for offset in offsets)


def _grown(*names: str) -> Rule:
    """Return the rule of an instruction that needs nothing but larger offsets and counts; nowhere, −1, stays so."""

    def rule(fields: Any, behind: Words, _: int) -> Iterator[Instruction]:
        old = ((name, getattr(fields, name)) for name in names)
        yield (
            fields._replace(**{name: number if number == -1 else number * LANES for name, number in old}),
            behind,
        )

    return rule


def _lines_grown(*names: str) -> Rule:
    """Return the rule of an instruction along lines that have lanes of their own, whose offsets come behind it."""

    def rule(fields: Any, behind: Words, scratch: int) -> Iterator[Instruction]:
        yield from _grown("lanes", *names)(fields, _rows(behind), scratch)

    return rule


def _largest_back(fields: Any, behind: Words, scratch: int) -> Iterator[Instruction]:
    moved = fields._replace(shift=fields.shift * LANES)  # a distance, which may be −1
    yield from _lines_grown("result", "size", "gradient", "value", "scratch")(moved, behind, scratch)


def _more_lines(*names: str) -> Rule:
    """Return the rule of an instruction along lines of cells a step apart: each line becomes one for each lane."""

    def rule(fields: Any, behind: Words, scratch: int) -> Iterator[Instruction]:
        lines = tuple(first + lane for first in _rows(behind) for lane in range(LANES))
        yield from _grown("step", "lines", *names)(fields, lines, scratch)

    return rule


def _lane_by_lane(steps: tuple[str, ...], *names: str) -> Rule:
    """Return the rule of an instruction of any steps, done once for each lane; what comes behind are offsets."""

    def rule(fields: Any, behind: Words, scratch: int) -> Iterator[Instruction]:
        ((grown, _),) = _grown(*steps, *names)(fields, behind, scratch)
        for lane in range(LANES):
            yield grown._replace(**{name: getattr(grown, name) + lane for name in names}), _rows(behind)

    return rule


def _copied(cells: str, inputs: tuple[str, ...], output: str, *numbers: str) -> Rule:
    """Return the rule of an instruction along cells side by side: they are copied out of each lane, and back.

    `numbers` are fields of a single number; an instruction without an output of cells names none.
    """

    def rule(fields: Any, behind: Words, scratch: int) -> Iterator[Instruction]:
        n = getattr(fields, cells)
        copies = {
            name: scratch + place * n for place, name in enumerate((*inputs, *([output] if output else [])))
        }
        for lane in range(LANES):
            for name in inputs:
                yield _moved(copies[name], 1, getattr(fields, name) * LANES + lane, LANES, n)
            there = {name: getattr(fields, name) * LANES + lane for name in numbers}
            yield fields._replace(**copies, **there), behind
            if output:
                yield _moved(getattr(fields, output) * LANES + lane, LANES, copies[output], 1, n)

    return rule


def _moved(target: int, to_step: int, source: int, step: int, cells: int) -> Instruction:
    """Return the instruction that copies cells."""
    return Move(Mode.ASSIGN, target, cells, _ONE, cells, to_step, step, 1), (target, source)


def _move(fields: Move, behind: Words, scratch: int) -> Iterator[Instruction]:
    """Move rows; a sum of cells that lie side by side is that of a copy, in the same order."""
    f, places = fields, list(zip(behind[::2], behind[1::2], strict=True))
    grown = f._replace(target=f.target * LANES, size=f.size * LANES)
    if f.target_step != 0 or f.cells == 1:
        yield _runs_of_rows(grown, "target_step", "source_step", places)
        return
    if f.mode == Mode.RESTART:
        yield instructions.Fill(grown.target, grown.size, bits(0.0)), ()
    added = grown._replace(mode=Mode.ACCUMULATE, runs=1)
    for target, source in places:
        for lane in range(LANES):
            to, at = target * LANES + lane, source * LANES + lane
            if f.source_step == 1:
                yield _moved(scratch, 1, at, LANES, f.cells)
                yield added, (to, scratch)
            else:
                yield added._replace(source_step=f.source_step * LANES), (to, at)


def _binary(fields: Any, behind: Words, _: int) -> Iterator[Instruction]:
    names = {
        name: getattr(fields, name) * LANES
        for name in ("value", "result", "gradient")
        if hasattr(fields, name)
    }
    places = list(zip(behind[::2], behind[1::2], strict=True))
    yield _runs_of_rows(fields._replace(**names), "a_step", "b_step", places)


def _runs_of_rows(fields: Any, first: str, second: str, places: list[tuple[int, int]]) -> Instruction:
    """Return runs over two tensors as runs over their rows: as long where both are dense, else a row at a time."""
    steps, cells = (getattr(fields, first), getattr(fields, second)), fields.cells
    dense = {first: 1, second: 1}
    if steps == (1, 1):
        return fields._replace(cells=cells * LANES), _rows(
            tuple(offset for pair in places for offset in pair)
        )
    apart = [
        at + i * step for pair in places for i in range(cells) for at, step in zip(pair, steps, strict=True)
    ]
    return fields._replace(cells=LANES, runs=len(apart) // 2, **dense), _rows(tuple(apart))


_LOSS = _copied("cells", ("prediction", "target"), "", "value")


def _loss(fields: Any, behind: Words, scratch: int) -> Iterator[Instruction]:
    if fields.kind == LossKind.MSE:
        yield from _grown("lanes", "value", "prediction", "target")(fields, behind, scratch)
    else:
        yield from _LOSS(fields, behind, scratch)


_ROW = ("prediction", "target", "logarithms")
_PARTS = ("value", "sum", "source", "kernel", "bias")
_RULES: Mapping[Opcode, Rule] = {
    Opcode.FILL: _grown("target", "cells"),
    Opcode.MOVE: _move,
    Opcode.UNARY: _grown("value", "source", "cells"),
    Opcode.UNARY_BACK: _grown("result", "gradient", "value", "source", "cells"),
    Opcode.BINARY: _binary,
    Opcode.BINARY_BACK: _binary,
    Opcode.DENSE: _grown("lanes", *_PARTS),
    Opcode.DENSE_BACK: _grown("lanes", "gradient", *_PARTS, "to_kernel", "to_bias", "to_source", "scratch"),
    Opcode.LARGEST: _lines_grown("value"),
    Opcode.LARGEST_BACK: _largest_back,
    Opcode.LOG_SUM_EXP: _lines_grown("value", "source"),
    Opcode.LOG_SUM_EXP_BACK: _lines_grown("result", "gradient", "source"),
    Opcode.SOFTMAX: _more_lines("value", "source", "size"),
    Opcode.SOFTMAX_BACK: _more_lines("result", "gradient", "value"),
    Opcode.LOSS: _loss,
    Opcode.LOSS_BACK: _grown("lanes", "result", "gradient", "prediction", "target"),
    Opcode.CROSS: _lane_by_lane(("step",), "value", *_ROW),
    Opcode.CROSS_BACK: _lane_by_lane(("step",), "result", "gradient", *_ROW),
    Opcode.PENALTY: _copied("cells", ("weights",), "", "value"),
    Opcode.PENALTY_BACK: _copied("cells", ("weights",), "result", "gradient"),
    Opcode.NOISE: _lane_by_lane(("example_step", "cell_step", "header_step"), "value", "header"),
}
