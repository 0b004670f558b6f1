"""Text to graph: arithmetic, functions, names, numbers, tensors and slices, and nothing else."""

from __future__ import annotations

import math
from collections.abc import Container, Mapping
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike

from graphviz_nn.errors import ExpressionError, ShapeError
from graphviz_nn.graph.builder import Builder, Term
from graphviz_nn.graph.cures import apart
from graphviz_nn.graph.grammar import FLAGS, SYNTAX, parsed
from graphviz_nn.graph.graph import Graph
from graphviz_nn.graph.literals import NUMBERS, at_of, segment, tensor_of
from graphviz_nn.graph.options import make_op
from graphviz_nn.graph.syntax import (
    Binary,
    Call,
    Formulas,
    Indexed,
    Name,
    Number,
    Part,
    Row,
    Signed,
    operands_first,
)
from graphviz_nn.graph.tokens import plain_name, quoted, refused
from graphviz_nn.kept import kept
from graphviz_nn.ops import (
    FUNCTIONS,
    Add,
    Divide,
    Equal,
    FloatArray,
    Greater,
    GreaterEqual,
    Less,
    LessEqual,
    MatMul,
    Multiply,
    Negate,
    NotEqual,
    Op,
    Power,
    Shape,
    Slice,
    Subtract,
    as_floats,
)
from graphviz_nn.text import cited

BINARY: Mapping[str, Op] = {
    "+": Add(),
    "-": Subtract(),
    "*": Multiply(),
    "·": Multiply(),
    "/": Divide(),
    "**": Power(),
    "@": MatMul(),
    ">": Greater(),
    "<": Less(),
    ">=": GreaterEqual(),
    "<=": LessEqual(),
    "==": Equal(),
    "!=": NotEqual(),
}
INPUTS: Mapping[str, int] = {name: len(op.inputs) for name, op in FUNCTIONS.items()}
MOST_NUMBERS = 1_000_000
KEPT_NODES = 10_000  # of graphs that are asked for again, with other numbers in their leaves
LONGEST_NAME = 24  # of a tensor that is called what it is: [[1, 2], [3, 4]]


def expression(text: str, /, **leaves: ArrayLike) -> Graph:
    """Return the graph of an expression such as `"x1*x2 + ln(x1) - sin(x2)"`.

    It may have parts with names, as in `"c = a + b; c*c"`, and is read as people write it: `"2x² + |sin x|"`. The
    keywords give the leaves as numbers, lists or arrays of any rank; the result may be of any shape, and its
    gradients are those of the sum of its cells. Raise ExpressionError for what is not of the grammar, or has two
    readings, and for names that have no value, and ShapeError for shapes that do not fit or for more than MOST_NUMBERS
    numbers in all.
    """
    return graph_of(text, leaves)


def graph_of(text: str, leaves: Mapping[str, ArrayLike]) -> Graph:
    """Like `expression`, with the leaves in a mapping."""
    formulas = read(text)
    values: dict[str, FloatArray] = {}
    for given, value in leaves.items():
        name = plain_name(given)
        _check_leaf(name, formulas, leaves)
        values[name] = _numbers(name, value)
    return _graph(text, tuple((name, value.shape) for name, value in values.items())).with_leaf_values(values)


def names(text: str) -> tuple[str, ...]:
    """Return the names in an expression that need a value, in the order in which they appear."""
    formulas = read(text)
    parts = (part for _, whole in formulas.in_order() for part in operands_first(whole, INPUTS))
    found = dict.fromkeys(part.name for part in parts if isinstance(part, Name))
    return tuple(name for name in found if name not in NUMBERS and name not in formulas.named)


def read(text: str) -> Formulas:
    """Return what an expression is made of; raise ExpressionError for what is none."""
    if not isinstance(text, str):
        raise ExpressionError(f"The expression is {cited(text)}; it must be text, as in 'x1*x2'.")
    return _read(text)


@kept(4, KEPT_NODES, weigh=lambda graph: len(graph.nodes), least=2)
def _graph(text: str, leaves: tuple[tuple[str, Shape], ...]) -> Graph:
    """Return the graph of an expression whose leaves have these shapes; what they hold, it does not depend on."""
    formulas = read(text)
    reader = _Reader(formulas)
    for name, shape in leaves:
        nothing = np.broadcast_to(0.0, shape)
        reader.made[name] = reader.builder.input(name, nothing, needs_gradient=True)
    for name, part in formulas.in_order():
        reader.read(name, part)
    _check_size(reader.builder, text)
    for constant in reader.builder.leaves.values():
        constant.setflags(write=False)  # all graphs of this text have it
    return reader.builder.graph(reader.stack.pop())


@lru_cache(maxsize=4)  # an expression is asked for its names, for what they begin with, and for its graph
def _read(text: str) -> Formulas:
    formulas = parsed(text)
    _check_names(formulas)
    return formulas


class _Reader:
    """Turns the parts of an expression into nodes, operands first.

    Attributes:
        builder: the graph so far.
        made: the leaves and the parts with names, and the constants, by how they are written: each is one node.
        stack: the operands that wait for their operation.

    """

    def __init__(self, formulas: Formulas) -> None:
        self.text = formulas.text
        self.builder = Builder()
        self.builder.keep(*formulas.named)
        self.made: dict[str, Term] = {}
        self.stack: list[Term] = []

    def read(self, name: str, whole: Part) -> None:
        """Add the nodes of a formula to the graph, the last one by its name, and leave that on the stack."""
        for part in operands_first(whole, INPUTS):
            self._read(part, name if part is whole and name else None)
        if name:
            self.made[name] = self.stack[-1]

    def _read(self, part: Part, name: str | None) -> None:
        """Add the node of a part to the graph, and put it on the stack in place of its operands."""
        match part:
            case Number(value=value):
                self.stack.append(self._number(value, name))
            case Name(name=known) if known in self.made:
                self.stack.append(self.made[known])
            case Name(name=known):
                self.stack.append(self._named_number(known, name))
            case Row():
                self.stack.append(self._tensor(part, name))
            case Signed(sign="+"):
                pass
            case _:
                self._apply(part, op_of(part, self.text), name)

    def _apply(self, part: Part, op: Op, name: str | None) -> None:
        count = len(op.inputs)
        operands = self.stack[-count:]
        del self.stack[-count:]
        if operands[0].node.shape:
            self._check_doubt(part, operands)
        self.stack.append(self.builder.apply(op, *operands, name=name))

    def _number(self, number: float, name: str | None) -> Term:
        try:
            value = float(number)
        except OverflowError:
            value = math.inf
        if math.isinf(value):
            told = cited(number) if isinstance(number, int) else "a number"
            what = told.capitalize() if told.startswith("a ") else f"The number {told}"
            raise ExpressionError(f"{what} is too large. The largest is 1.8e308.")
        return self._constant(repr(number), value, name)

    def _named_number(self, known: str, name: str | None) -> Term:
        if known not in NUMBERS:
            raise _without_value(known, self.text, self.made)
        return self._constant(known, NUMBERS[known], name)

    def _tensor(self, part: Row, name: str | None) -> Term:
        tensor = tensor_of(part, self.text)
        written = " ".join(segment(self.text, part).split())
        called = written if len(written) <= LONGEST_NAME else "constant"
        return self._constant(written, tensor, name, called)

    def _constant(self, key: str, value: ArrayLike, name: str | None, called: str = "") -> Term:
        """Return the constant of this value, one node however often it is written, unless it has a name."""
        if name is not None:
            return self.builder.constant(value, name)
        if key not in self.made:
            self.made[key] = self.builder.constant(value, called or key)
        return self.made[key]

    def _check_doubt(self, part: Part, operands: list[Term]) -> None:
        """Raise ExpressionError for what is plain for numbers, but not for tensors: a·b, and |x|."""
        if isinstance(part, Binary) and part.sign == "·" and operands[1].node.shape:
            a, b = segment(self.text, part.left), segment(self.text, part.right)
            words = "multiplies tensors, which can be done cell by cell, or rows by columns."
            raise refused(self.text, segment(self.text, part), words, f"{a}*{b}", f"{a} @ {b}")
        if isinstance(part, Call) and part.name == "abs":
            x, written = segment(self.text, part.arguments[0]), segment(self.text, part)
            if "abs" not in written.removesuffix(")").removesuffix(x):
                words = "stands for a tensor, whose cells or whose length could be meant."
                raise refused(self.text, written, words, f"abs({x})", f"sqrt(sum(square({x})))")


def op_of(part: Part, text: str) -> Op:
    """Return the op that a part of an expression asks for; raise ExpressionError where there is none."""
    match part:
        case Signed():
            return Negate()
        case Binary():
            return BINARY[part.sign]
        case Indexed():
            return Slice(at_of(part.at, text))
        case Call():
            return make_op(part, text)
    raise ExpressionError(
        f"{quoted(segment(text, part))} in {quoted(text)} is not allowed in an expression. {SYNTAX}"
    )


def _without_value(name: str, text: str, known: Mapping[str, object]) -> ExpressionError:
    """Return the error for a name without a value, with what else it may be: a function, a product of names."""
    words = f"{quoted(name)} in {quoted(text)} has no value."
    cure = _slip(name, known)
    instead = f", or write {cure}" if cure else ""
    return ExpressionError(
        f"{words} Give it one, as in {name[:40]}=2{instead}.", cures=(cure,) if cure else ()
    )


def _slip(name: str, known: Container[str]) -> str:
    """Return what a name may be a slip for: a function of one letter, or a product of known ones; "" for nothing."""
    is_product = len(name) > 1 and all(letter in known for letter in name)
    return apart(name) or ("*".join(name) if is_product else "")


def _check_names(formulas: Formulas) -> None:
    """Raise ExpressionError for names that are none, and for those of parts that come too late or are of no use."""
    text, waiting, used = formulas.text, set(formulas.named), set[str]()
    for name in formulas.named:
        if name in FUNCTIONS or name in NUMBERS or name in FLAGS:
            words = "names a part by what already means something in expressions."
            raise refused(text, f"{name} =", words, f"{name}1 = {segment(text, formulas.named[name])}")
    for name, whole in formulas.in_order():
        for part in operands_first(whole, INPUTS):
            if isinstance(part, Name):
                _check_name(part.name, text, waiting)
                used.add(part.name)
        waiting.discard(name)
    for name, part in formulas.named.items():
        if name not in used and part is not formulas.result:
            raise refused(text, f"{name} =", "names a part that nothing uses. Leave it out, or use it.")


def _check_name(name: str, text: str, waiting: set[str]) -> None:
    if name in FUNCTIONS:
        raise ExpressionError(
            f"{quoted(name)} in {quoted(text)} has no value. It is a function: write {name}(…)."
        )
    if name in FLAGS:
        raise refused(text, name, "is no number; it sets what a function does, as in sum(x, 0, True).")
    if name in waiting:
        raise refused(text, name, "is used before it is there. Put the part of that name before it.")


def _check_leaf(name: str, formulas: Formulas, known: Container[str]) -> None:
    text = formulas.text
    if name in FUNCTIONS or name in NUMBERS:
        raise ExpressionError(
            f"{name!r} already means something in expressions. Name the variable otherwise."
        )
    if name in formulas.named:
        raise ExpressionError(
            f"{quoted(name)} has a value, and is also a part of {quoted(text)}. Leave the value out, or that part."
        )
    if name not in formulas.words:
        slips = (_slip(other, known) for other in names(text) if other not in known)
        cure = next((slip for slip in slips if name in slip), "")
        raise ExpressionError(
            f"{quoted(name)} has a value but does not appear in {quoted(text)}. "
            + (f"Write {cure}, leave it out, or use it." if cure else "Leave it out, or use it."),
            cures=(cure,) if cure else (),
        )


def _numbers(name: str, value: ArrayLike) -> FloatArray:
    try:
        return as_floats(value)
    except ValueError as reason:
        raise ExpressionError(
            f"{name} = {cited(value)} is not a number or an array of numbers with rows of equal length: "
            f"{reason}."
        ) from None


def _check_size(builder: Builder, text: str) -> None:
    """Raise ShapeError before anything is computed that would not fit into the memory."""
    total = sum(math.prod(node.shape) for node in builder.nodes)
    if total > MOST_NUMBERS:
        raise ShapeError(
            f"The nodes of {quoted(text)} hold {total:,} numbers, and the most is {MOST_NUMBERS:,}. "
            "Give smaller arrays."
        )
