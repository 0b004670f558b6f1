"""Text to graph: arithmetic, the registry's functions, names, numbers and `@`, by a whitelist over Python's `ast`."""

from __future__ import annotations

import ast
import math
import warnings
from collections.abc import Iterator, Mapping

from numpy.typing import ArrayLike

from graphviz_nn.errors import ExpressionError, ShapeError
from graphviz_nn.graph.builder import Builder, Term
from graphviz_nn.graph.graph import Graph
from graphviz_nn.graph.options import make_op, quoted
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
NUMBERS: Mapping[str, float] = {"pi": math.pi, "e": math.e}
MOST_NUMBERS = 1_000_000
_SYNTAX = "Write arithmetic with + - * / ** @, parentheses, numbers, names and " + ", ".join(FUNCTIONS) + "."


def expression(text: str, /, **leaves: ArrayLike) -> Graph:
    """Return the graph of an expression such as `"x1*x2 + ln(x1) - sin(x2)"`.

    The keywords give the leaves as numbers, lists or arrays of any rank; the result may be of any shape, and its
    gradients are those of the sum of its cells. Raise ExpressionError for what is not of the grammar and for names
    that have no value, and ShapeError for shapes that do not fit or for more than MOST_NUMBERS numbers in all.
    """
    return graph_of(text, leaves)


def graph_of(text: str, leaves: Mapping[str, ArrayLike]) -> Graph:
    """Like `expression`, with the leaves in a mapping."""
    tree = _parsed(text)
    builder = Builder()
    made: dict[str, Term] = {}
    used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    for name, value in leaves.items():
        _check_leaf(name, text, used)
        made[name] = builder.input(name, _numbers(name, value), needs_gradient=True)
    stack: list[Term] = []
    for part in _operands_first(tree):
        _push(part, text, builder, made, stack)
    _check_size(builder, text)
    return builder.graph(stack.pop())


def names(text: str) -> tuple[str, ...]:
    """Return the names in an expression that need a value, in the order in which they appear."""
    parts = (part for part in _operands_first(_parsed(text)) if isinstance(part, ast.Name))
    return tuple(dict.fromkeys(part.id for part in parts if part.id not in NUMBERS))


def _parsed(text: str) -> ast.expr:
    if not isinstance(text, str):
        raise ExpressionError(f"The expression is {cited(text)}; it must be text, as in 'x1*x2'.")
    if not text.strip():
        raise ExpressionError(f"The expression is empty. {_SYNTAX}")
    try:
        with warnings.catch_warnings(action="ignore"):  # on doubtful spellings, such as `2if`
            return ast.parse(text.strip(), mode="eval").body
    except SyntaxError as error:
        if "too many nested" in error.msg:
            raise ExpressionError(f"{quoted(text)} is nested too deeply. Split it into parts.") from None
        place = f" at {text.strip()[(error.offset or 1) - 1 :][:12]!r}" if error.offset else ""
        raise ExpressionError(f"{quoted(text)} cannot be read{place}. {_SYNTAX}") from None
    except ValueError:
        raise ExpressionError(f"{quoted(text)} cannot be read. {_SYNTAX}") from None
    except (RecursionError, MemoryError):
        raise ExpressionError(f"{quoted(text)} is nested too deeply. Split it into parts.") from None


def _operands_first(tree: ast.expr) -> Iterator[ast.expr]:
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
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant()):
            return []  # a negative number is a number
        case ast.UnaryOp(operand=operand):
            return [operand]
        case ast.Call(func=ast.Name(), args=arguments):
            return arguments
    return []


def _push(part: ast.expr, text: str, builder: Builder, made: dict[str, Term], stack: list[Term]) -> None:
    match part:
        case ast.Constant(value=int() | float() as number) if not isinstance(number, bool):
            stack.append(_number(number, builder, made))
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() | float() as number)):
            stack.append(_number(-number, builder, made))
        case ast.Name(id=name):
            stack.append(made[name] if name in made else _named_number(name, text, builder, made))
        case ast.UnaryOp(op=ast.UAdd()):
            pass
        case ast.UnaryOp(op=ast.USub()):
            stack.append(builder.apply(Negate(), stack.pop()))
        case ast.BinOp(op=operator) if type(operator) in BINARY:
            right, left = stack.pop(), stack.pop()
            stack.append(builder.apply(BINARY[type(operator)], left, right))
        case ast.Call(func=ast.Name(id=function), args=[_], keywords=options) if function in FUNCTIONS:
            stack.append(builder.apply(make_op(function, options, text), stack.pop()))
        case _:
            raise _refusal(part, text)


def _number(number: float, builder: Builder, made: dict[str, Term]) -> Term:
    """Return the constant of this value, one node however often it is written."""
    try:
        value = float(number)
    except OverflowError:
        value = math.inf
    if math.isinf(value):
        what = f"The number {number!r:.20}…" if isinstance(number, int) else "A number"
        raise ExpressionError(f"{what} is too large. The largest is 1.8e308.")
    key = repr(number)
    if key not in made:
        made[key] = builder.constant(value, key)
    return made[key]


def _named_number(name: str, text: str, builder: Builder, made: dict[str, Term]) -> Term:
    if name not in NUMBERS:
        cure = (
            f"It is a function: write {name}(…)."
            if name in FUNCTIONS
            else f"Give it one, as in {name[:40]}=2."
        )
        raise ExpressionError(f"{quoted(name)} in {quoted(text)} has no value. {cure}")
    made[name] = builder.constant(NUMBERS[name], name)
    return made[name]


def _refusal(part: ast.expr, text: str) -> ExpressionError:
    piece = ast.get_source_segment(text.strip(), part) or type(part).__name__
    match part:
        case ast.Call(func=ast.Name(id=function)) if function in FUNCTIONS:
            return ExpressionError(f"{function} in {quoted(text)} takes one argument, as in {function}(x).")
        case ast.Call(func=ast.Name(id=function)):
            return ExpressionError(
                f"The function {quoted(function)} in {quoted(text)} is unknown. There are {', '.join(FUNCTIONS)}."
            )
    return ExpressionError(f"{quoted(piece)} in {quoted(text)} is not allowed in an expression. {_SYNTAX}")


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
