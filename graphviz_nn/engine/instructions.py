"""The instructions, each declared once: the lowering fills the fields, the kernels read them, a listing shows them.

In the table an instruction is its opcode, its length in words, its fields, and what its docstring says comes behind.
A field `lanes` says how many numbers, one for each run that is trained side by side, lie in the place of each number.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, NamedTuple, TypeAlias, TypeVar

from graphviz_nn.engine.codes import Function, Function2, LossKind, Mode, NoiseKind, Opcode, PenaltyKind, Way

Offset: TypeAlias = Annotated[int, "offset"]  # of a tensor's first cell in the arena; −1 where there is none
Bits: TypeAlias = Annotated[int, "bits"]  # a float: the word that holds its bits

Fields = TypeVar("Fields", bound="tuple[int, ...]")


class Fill(NamedTuple):
    """Write one number to all cells."""

    target: Offset
    cells: int
    number: Bits


class Move(NamedTuple):
    """Add source / divisor to the target's cells, or assign it; behind: the offsets of both for each run.

    Where many cells of the source lead to one of the target, this is a sum, and where one leads to many, a spread.
    """

    mode: Mode
    target: Offset
    size: int
    divisor: Bits
    cells: int
    target_step: int
    source_step: int
    runs: int


class Unary(NamedTuple):
    """Value = function(source), cell by cell; behind: the function's constants."""

    function: Function
    value: Offset
    source: Offset
    cells: int
    constants: int


class UnaryBack(NamedTuple):
    """Result = gradient · slope of the function, cell by cell; behind: the function's constants."""

    function: Function
    result: Offset
    gradient: Offset
    value: Offset
    source: Offset
    cells: int
    constants: int


class Binary(NamedTuple):
    """Value = function(a, b), cell by cell; behind: the offsets of a and b for each run."""

    function: Function2
    value: Offset
    cells: int
    a_step: int
    b_step: int
    runs: int


class BinaryBack(NamedTuple):
    """Result = what the function sends to a (argument 0) or b (1) before any sum; behind: as for Binary."""

    function: Function2
    argument: int
    result: Offset
    gradient: Offset
    value: Offset
    cells: int
    a_step: int
    b_step: int
    runs: int


class Product(NamedTuple):
    """Products of matrices, out = factor · source; behind: the offsets of out, source and factor for each."""

    rows: int
    depth: int
    columns: int
    out_row: int
    source_row: int
    factor_row: int
    factor_step: int
    matrices: int


class Dense(NamedTuple):
    """A dense layer; value, sum and source have the batch innermost; behind: the activation's constants."""

    function: Function
    value: Offset
    sum: Offset
    source: Offset
    kernel: Offset
    bias: Offset
    batch: int
    inputs: int
    units: int
    constants: int
    lanes: int = 1


class DenseBack(NamedTuple):
    """What a dense layer sends to kernel, bias and source; behind: the activation's constants.

    The arriving gradient is turned into that of the sum where it lies. Where the sum was not kept, it is the value;
    a cell of which the value alone does not tell the slope has its sum computed once more.
    """

    function: Function
    gradient: Offset
    value: Offset
    sum: Offset
    source: Offset
    kernel: Offset
    bias: Offset
    batch: int
    inputs: int
    units: int
    to_kernel: Offset
    kernel_mode: Mode
    to_bias: Offset
    bias_mode: Mode
    to_source: Offset
    source_mode: Mode
    scratch: Offset
    constants: int
    lanes: int = 1


class Largest(NamedTuple):
    """The largest cell of each line; behind: the offset of each line's first cell, then of each cell from there.

    Each line is `lanes` of them side by side, each with a largest cell of its own.
    """

    value: Offset
    lanes: int
    lines: int
    cells: int


class LargestBack(NamedTuple):
    """The gradient of each line, shared by the cells that are not beaten; behind: as for Largest.

    `shift` leads from a cell of the source to that of the result. The shares are added: lines may have cells in
    common. `scratch` has a cell for each lane.
    """

    mode: Mode
    result: Offset
    size: int
    gradient: Offset
    value: Offset
    scratch: Offset
    shift: int
    lanes: int
    lines: int
    cells: int


class Softmax(NamedTuple):
    """The softmax of each line, or its logarithm (1); behind: the offset of each line."""

    logarithm: int
    value: Offset
    source: Offset
    size: int
    cells: int
    step: int
    lines: int


class SoftmaxBack(NamedTuple):
    """What a softmax sends back, or its logarithm (1); behind: the offset of each line."""

    logarithm: int
    result: Offset
    gradient: Offset
    value: Offset
    cells: int
    step: int
    lines: int


class LogSumExp(NamedTuple):
    """The logarithm of the sum of powers of each line; behind: as for Largest."""

    value: Offset
    source: Offset
    lanes: int
    lines: int
    cells: int


class LogSumExpBack(NamedTuple):
    """The gradient of each line, shared out as by a softmax, laid as the source; behind: as for Largest."""

    result: Offset
    gradient: Offset
    source: Offset
    lanes: int
    lines: int
    cells: int


class Loss(NamedTuple):
    """The sum of what each cell costs, divided: by the number of cells, or of rows; a kind may have a constant."""

    kind: LossKind
    value: Offset
    prediction: Offset
    target: Offset
    cells: int
    divisor: int
    constant: Bits
    lanes: int = 1


class LossBack(NamedTuple):
    """Each cell's pull on the prediction (argument 0) or the target (1)."""

    kind: LossKind
    argument: int
    result: Offset
    gradient: Offset
    prediction: Offset
    target: Offset
    cells: int
    divisor: int
    constant: Bits
    lanes: int = 1


class Cross(NamedTuple):
    """The average surprise at each row's truth; the logarithms are kept; behind: the offset of each row."""

    logits: int
    value: Offset
    prediction: Offset
    target: Offset
    logarithms: Offset
    classes: int
    step: int
    rows: int


class CrossBack(NamedTuple):
    """Each class's pull on the prediction (argument 0) or the target (1); behind: the offset of each row."""

    logits: int
    argument: int
    result: Offset
    gradient: Offset
    prediction: Offset
    target: Offset
    logarithms: Offset
    classes: int
    step: int
    rows: int


class Penalty(NamedTuple):
    """What the weights cost, times a factor."""

    kind: PenaltyKind
    value: Offset
    weights: Offset
    cells: int
    factor: Bits


class PenaltyBack(NamedTuple):
    """What each weight costs more, times the arriving gradient."""

    kind: PenaltyKind
    result: Offset
    gradient: Offset
    weights: Offset
    cells: int
    factor: Bits


class Noise(NamedTuple):
    """Numbers drawn anew; the steps lead from example to example, and from cell to cell of one.

    The header is KEY_DIGITS + UPDATE_DIGITS cells, a step apart: the digits of the key, the highest first, and of the
    number of the update, which goes on.
    """

    value: Offset
    examples: int
    cells: int
    example_step: int
    cell_step: int
    kind: NoiseKind
    amount: Bits
    header: Offset
    header_step: int = 1


class Call(NamedTuple):
    """An op without a kernel of its own: the run stops here, and Python does a node's work one way."""

    node: int
    way: Way


FORMATS: Mapping[Opcode, type[tuple[int, ...]]] = {
    Opcode.FILL: Fill,
    Opcode.MOVE: Move,
    Opcode.UNARY: Unary,
    Opcode.UNARY_BACK: UnaryBack,
    Opcode.BINARY: Binary,
    Opcode.BINARY_BACK: BinaryBack,
    Opcode.PRODUCT: Product,
    Opcode.DENSE: Dense,
    Opcode.DENSE_BACK: DenseBack,
    Opcode.LARGEST: Largest,
    Opcode.LARGEST_BACK: LargestBack,
    Opcode.SOFTMAX: Softmax,
    Opcode.SOFTMAX_BACK: SoftmaxBack,
    Opcode.LOSS: Loss,
    Opcode.LOSS_BACK: LossBack,
    Opcode.CROSS: Cross,
    Opcode.CROSS_BACK: CrossBack,
    Opcode.PENALTY: Penalty,
    Opcode.PENALTY_BACK: PenaltyBack,
    Opcode.NOISE: Noise,
    Opcode.CALL: Call,
    Opcode.LOG_SUM_EXP: LogSumExp,
    Opcode.LOG_SUM_EXP_BACK: LogSumExpBack,
}
OPCODES: Mapping[type[tuple[int, ...]], Opcode] = {format: opcode for opcode, format in FORMATS.items()}
HEAD = 2  # the words before the fields: opcode and length


def words_of(format: type[Fields]) -> Fields:
    """Return, in place of each field of a format, the number of its word, for kernels to read it by."""
    named: Any = format
    words: Fields = named._make(range(HEAD, behind(format)))
    return words


def behind(format: type[tuple[int, ...]]) -> int:
    """Return the number of the first word behind the fields of a format."""
    named: Any = format
    return HEAD + len(named._fields)
