"""Text to graph: arithmetic, functions, names, numbers, tensors and slices, by a whitelist over Python's `ast`."""

from __future__ import annotations

import ast
import math
import unicodedata
import warnings
from collections.abc import Iterator, Mapping

from numpy.typing import ArrayLike

from graphviz_nn.errors import ExpressionError, ShapeError
from graphviz_nn.graph.builder import Builder, Term
from graphviz_nn.graph.graph import Graph
from graphviz_nn.graph.literals import NUMBERS, at_of, number_of, quoted, segment, tensor_of
from graphviz_nn.graph.options import make_op
from graphviz_nn.ops import (
    FUNCTIONS,
    Add,
    Divide,
    FloatArray,
    MatMul,
    Multiply,
    Negate,
    Op,
    Power,
    Slice,
    Subtract,
    as_floats,
)
from graphviz_nn.text import cited

BINARY: Mapping[type[ast.operator], Op] = {
    ast.Add: Add(),
    ast.Sub: Subtract(),
    ast.Mult: Multiply(),
    ast.Div: Divide(),
    ast.Pow: Power(),
    ast.MatMult: MatMul(),
}
MOST_NUMBERS = 1_000_000
LONGEST_NAME = 24  # of a tensor that is called what it is: [[1, 2], [3, 4]]
_SYNTAX = (
    "Write arithmetic with + - * / ** @, parentheses, numbers, names, tensors as [[1, 2], [3, 4]], parts as x[0, 1:], "
    f"and {', '.join(FUNCTIONS)}."
)
_TOO_DEEP = "has too many terms, or too many parentheses in each other. Split it into parts."


def expression(text: str, /, **leaves: ArrayLike) -> Graph:
    """Return the graph of an expression such as `"x1*x2 + ln(x1) - sin(x2)"`.

    The keywords give the leaves as numbers, lists or arrays of any rank; the result may be of any shape, and its
    gradients are those of the sum of its cells. Raise ExpressionError for what is not of the grammar and for names
    that have no value, and ShapeError for shapes that do not fit or for more than MOST_NUMBERS numbers in all.
    """
    return graph_of(text, leaves)


def graph_of(text: str, leaves: Mapping[str, ArrayLike]) -> Graph:
    """Like `expression`, with the leaves in a mapping."""
    tree = parsed(text)
    reader = _Reader(text)
    used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    for given, value in leaves.items():
        name = unicodedata.normalize("NFKC", given)  # as Python reads the names in the text
        _check_leaf(name, text, used)
        reader.made[name] = reader.builder.input(name, _numbers(name, value), needs_gradient=True)
    for part in operands_first(tree):
        reader.read(part)
    _check_size(reader.builder, text)
    return reader.builder.graph(reader.stack.pop())


def names(text: str) -> tuple[str, ...]:
    """Return the names in an expression that need a value, in the order in which they appear."""
    parts = (part for part in operands_first(parsed(text)) if isinstance(part, ast.Name))
    return tuple(dict.fromkeys(part.id for part in parts if part.id not in NUMBERS))


def parsed(text: str) -> ast.expr:
    """Return the syntax tree of an expression; raise ExpressionError for what is none."""
    if not isinstance(text, str):
        raise ExpressionError(f"The expression is {cited(text)}; it must be text, as in 'x1*x2'.")
    if not text.strip():
        raise ExpressionError(f"The expression is empty. {_SYNTAX}")
    try:
        with warnings.catch_warnings(action="ignore"):  # on doubtful spellings, such as `2if`
            return ast.parse(text.strip(), mode="eval").body
    except SyntaxError as error:
        if "too many nested" in error.msg:
            raise ExpressionError(f"{quoted(text)} {_TOO_DEEP}") from None
        where = f" at {text.strip()[(error.offset or 1) - 1 :][:12]!r}" if error.offset else ""
        raise ExpressionError(f"{quoted(text)} cannot be read{where}. {_SYNTAX}") from None
    except ValueError:
        raise ExpressionError(f"{quoted(text)} cannot be read. {_SYNTAX}") from None
    except (RecursionError, MemoryError):
        raise ExpressionError(f"{quoted(text)} {_TOO_DEEP}") from None


def operands_first(tree: ast.expr) -> Iterator[ast.expr]:
    """Yield the operands of each operation before it, without recursion."""
    todo: list[tuple[ast.expr, bool]] = [(tree, False)]
    while todo:
        part, ready = todo.pop()
        operands = _operands(part)
        if ready or not operands:
            yield part
        else:
            todo.append((part, True))
            todo.extend((operand, False) for operand in reversed(operands))


def _operands(part: ast.expr) -> list[ast.expr]:
    match part:
        case ast.BinOp(left=left, right=right):
            return [left, right]
        case ast.UnaryOp(operand=operand):
            return [operand] if number_of(part) is None else []  # a negative number is a number
        case ast.Subscript(value=value):
            return [value]
        case ast.Call(func=ast.Name(id=name), args=arguments):
            return arguments[: len(FUNCTIONS[name].inputs)] if name in FUNCTIONS else arguments
    return []


class _Reader:
    """Turns the parts of an expression into nodes, operands first.

    Attributes:
        builder: the graph so far.
        made: the leaves, by name, and the constants, by how they are written: each is one node.
        stack: the operands that wait for their operation.

    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.builder = Builder()
        self.made: dict[str, Term] = {}
        self.stack: list[Term] = []

    def read(self, part: ast.expr) -> None:
        """Add the node of a part to the graph, and put it on the stack in place of its operands."""
        number = number_of(part)
        if number is not None:
            self.stack.append(self._number(number))
            return
        match part:
            case ast.Name(id=name):
                self.stack.append(self.made[name] if name in self.made else self._named_number(name))
            case ast.List():
                self.stack.append(self._tensor(part))
            case ast.UnaryOp(op=ast.UAdd()):
                pass
            case _:
                op = op_of(part, self.text)
                self._apply(op, len(op.inputs))

    def _apply(self, op: Op, count: int) -> None:
        operands = self.stack[-count:]
        del self.stack[-count:]
        self.stack.append(self.builder.apply(op, *operands))

    def _number(self, number: float) -> Term:
        try:
            value = float(number)
        except OverflowError:
            value = math.inf
        if math.isinf(value):
            what = f"The number {cited(number)}" if isinstance(number, int) else "A number"
            raise ExpressionError(f"{what} is too large. The largest is 1.8e308.")
        return self._constant(repr(number), value)

    def _named_number(self, name: str) -> Term:
        if name not in NUMBERS:
            cure = (
                f"It is a function: write {name}(…)."
                if name in FUNCTIONS
                else f"Give it one, as in {name[:40]}=2."
            )
            raise ExpressionError(f"{quoted(name)} in {quoted(self.text)} has no value. {cure}")
        return self._constant(name, NUMBERS[name])

    def _tensor(self, part: ast.List) -> Term:
        tensor = tensor_of(part, self.text)
        written = " ".join(segment(self.text, part).split())
        return self._constant(written, tensor, written if len(written) <= LONGEST_NAME else "constant")

    def _constant(self, key: str, value: ArrayLike, name: str | None = None) -> Term:
        """Return the constant of this value, one node however often it is written."""
        if key not in self.made:
            self.made[key] = self.builder.constant(value, name or key)
        return self.made[key]


def op_of(part: ast.expr, text: str) -> Op:
    """Return the op that a part of an expression asks for; raise ExpressionError where there is none."""
    match part:
        case ast.UnaryOp(op=ast.USub()):
            return Negate()
        case ast.BinOp(op=operator) if type(operator) in BINARY:
            return BINARY[type(operator)]
        case ast.Subscript(slice=inside):
            return Slice(at_of(inside, text))
        case ast.Call(func=ast.Name(id=name)) if name in FUNCTIONS:
            return make_op(part, name, text)
    raise _refusal(part, text)


def _refusal(part: ast.expr, text: str) -> ExpressionError:
    match part:
        case ast.Call(func=ast.Name(id=function)):
            return ExpressionError(
                f"The function {quoted(function)} in {quoted(text)} is unknown. There are {', '.join(FUNCTIONS)}."
            )
    return ExpressionError(
        f"{quoted(segment(text, part))} in {quoted(text)} is not allowed in an expression. {_SYNTAX}"
    )


def _check_leaf(name: str, text: str, used: set[str]) -> None:
    if name in FUNCTIONS or name in NUMBERS:
        raise ExpressionError(
            f"{name!r} already means something in expressions. Name the variable otherwise."
        )
    if name not in used:
        raise ExpressionError(
            f"{quoted(name)} has a value but does not appear in {quoted(text)}. Leave it out, or use it."
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
