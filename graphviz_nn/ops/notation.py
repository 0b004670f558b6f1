r"""The language of the ops' formulas: one text to compute, to typeset, and to hold against SymPy.

A formula is a Python expression over names, numbers, pi, `+ - * / ** @ > < >= <= == !=` and the functions of FUNCTIONS:

    evaluate("g * y * (1 - y)", {"g": g, "y": y})   → an array
    compiled(("slope * x",), ("x",))(op, x)         → its value, as fast as Python by hand
    latex("g / (2 * y)", {"g": "0.0018"})           → \frac{0.0018}{2 \cdot y}
    plain("g @ transpose(B)")                       → g · Bᵀ
"""

from __future__ import annotations

import ast
import copy
import math
import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any

import numpy as np

from graphviz_nn.errors import ExpressionError
from graphviz_nn.ops.arrays import (
    Array,
    clipped,
    count,
    erf,
    head,
    part,
    put,
    rows,
    spread,
    tail,
    to_left,
    to_right,
    unpermute,
)
from graphviz_nn.ops.typesetting import LATEX, OPERATORS, PLAIN, Bond, Form, write, write_sum
from graphviz_nn.ops.windows import alike, matrix, patches, unpatched, unwindowed, windowed


@dataclass(frozen=True)
class Function:
    """A function of the language: what it computes, and how it looks typeset and in one line of text."""

    compute: Callable[..., Any]
    latex: Form
    plain: Form


def _call(name: str, arguments: int = 1) -> tuple[Form, Form]:
    """Return the forms of a function that is written `name(argument, …)`."""
    listed = ", ".join(f"#{k}" for k in range(arguments))
    return Form(rf"\operatorname{{{name}}}\left({listed}\right)", bond=Bond.POWER), Form(f"{name}({listed})")


def _named(name: str) -> tuple[Form, Form]:
    r"""Return the forms of a function that is typeset as LaTeX's own `\name argument`."""
    return Form(rf"\{name} #0", (Bond.POWER,), Bond.POWER), Form(f"{name}(#0)")


def _based(base: int) -> tuple[Form, Form]:
    """Return the forms of a logarithm to a base."""
    return Form(rf"\log_{{{base}}} #0", (Bond.POWER,), Bond.POWER), Form(f"log{base}(#0)")


def _sum(x: Array, axis: Any = None, keepdims: bool = False) -> Array:
    return np.asarray(np.sum(x, axis=axis, keepdims=keepdims))


def _mean(x: Array, axis: tuple[int, ...] | None = None, keepdims: bool = False) -> Array:
    return np.asarray(_sum(x, axis, keepdims) / count(np.asarray(x), axis))


def _max(x: Array, axis: tuple[int, ...] | None = None, keepdims: bool = False) -> Array:
    return np.asarray(np.max(x, axis=axis, keepdims=keepdims))


def _concat(a: Array, b: Array, axis: int) -> Array:
    return np.concatenate([a, b], axis)


def _adjoint(name: str) -> tuple[Form, Form]:
    """Return the forms of what sends back through a linear function: its transpose."""
    return Form(rf"\operatorname{{{name}}}^{{\top}}\left(#0\right)", bond=Bond.POWER), Form(f"{name}ᵀ(#0)")


def _swap(x: Array) -> Array:
    return x.mT


_CASES = r"\begin{cases} #1 & \text{if } {#0} \\ #2 & \text{otherwise} \end{cases}"
_CELLS = (Form("#0[#1]", (Bond.ATOM, Bond.CONDITION)),) * 2
_PUT = (
    Form(r"#0 \text{ at } [#2], \text{ else } 0", (Bond.SUM, Bond.CONDITION), Bond.CHOICE),
    Form("#0 at [#2], else 0", (Bond.SUM, Bond.CONDITION), Bond.CHOICE),
)
_SHARE = Form(r"#0\vert_{#1}", (Bond.ATOM,), Bond.POWER), Form("#0 over #1", (Bond.ATOM,), Bond.PREFIX)
_TOP = Form(r"#0^{\top}", (Bond.ATOM,), Bond.POWER), Form("#0ᵀ", (Bond.ATOM,))
_TO_LEFT = (
    Form(r"#0 \, #2^{\top}", (Bond.PRODUCT, Bond.ATOM), Bond.PRODUCT),
    Form("#0 · #2ᵀ", (Bond.PRODUCT, Bond.ATOM), Bond.PRODUCT),
)
_TO_RIGHT = (
    Form(r"#1^{\top} \, #0", (Bond.PRODUCT, Bond.ATOM), Bond.PRODUCT),
    Form("#1ᵀ · #0", (Bond.PRODUCT, Bond.ATOM), Bond.PRODUCT),
)
_SIGMA = Form(r"\sum #0", (Bond.PREFIX,), Bond.PREFIX), Form("Σ #0", (Bond.PREFIX,), Bond.PREFIX)
_AVERAGE = Form(r"\frac{1}{n} \sum #0", (Bond.PREFIX,), Bond.PREFIX), Form("mean(#0)")

FUNCTIONS: Mapping[str, Function] = MappingProxyType(
    {
        "exp": Function(np.exp, Form("e^{#0}", bond=Bond.POWER), Form("e^#0", (Bond.ATOM,), Bond.POWER)),
        "ln": Function(np.log, *_named("ln")),
        "log10": Function(np.log10, *_based(10)),
        "log2": Function(np.log2, *_based(2)),
        "sqrt": Function(np.sqrt, Form(r"\sqrt{#0}", bond=Bond.POWER), Form("√#0", (Bond.ATOM,), Bond.POWER)),
        "abs": Function(np.abs, Form(r"\left|#0\right|"), Form("|#0|")),
        "sign": Function(np.sign, *_call("sign")),
        "sin": Function(np.sin, *_named("sin")),
        "cos": Function(np.cos, *_named("cos")),
        "tan": Function(np.tan, *_named("tan")),
        "tanh": Function(np.tanh, *_named("tanh")),
        "erf": Function(erf, *_call("erf")),
        "maximum": Function(np.maximum, Form(r"\max\left(#0, #1\right)"), Form("max(#0, #1)")),
        "minimum": Function(np.minimum, Form(r"\min\left(#0, #1\right)"), Form("min(#0, #1)")),
        "where": Function(
            np.where,
            Form(_CASES, bond=Bond.CHOICE),
            Form("#1 if #0 else #2", (Bond.CONDITION, Bond.SUM), Bond.CHOICE),
        ),
        "clip": Function(np.clip, *_call("clip", 3)),
        "clipped": Function(
            clipped, *_call("clip")
        ),  # between 1e-7 and 1 − 1e-7, which a loss need not repeat
        # The reductions, over `axis`, and what spreads their gradient back.
        "sum": Function(_sum, *_SIGMA),
        "mean": Function(_mean, *_AVERAGE),
        "max": Function(_max, *_named("max")),
        "count": Function(count, Form("n"), Form("n")),
        "rows": Function(rows, Form("m"), Form("m")),
        "spread": Function(spread, Form("#0"), Form("#0")),
        # The cells in another arrangement: matrices transposed, axes reordered and put back.
        "transpose": Function(_swap, *_TOP),
        "permute": Function(np.transpose, *_TOP),
        "unpermute": Function(unpermute, *_TOP),
        "reshape": Function(np.reshape, *_call("reshape")),
        "shape": Function(np.shape, *_call("shape")),
        # What a product of matrices, or of vectors as a row and a column, sends back to its factors.
        "to_left": Function(to_left, *_TO_LEFT),
        "to_right": Function(to_right, *_TO_RIGHT),
        # Parts and wholes: two tensors side by side and their shares of it, the cells at an index and back there.
        "concat": Function(_concat, *_call("concat", 2)),
        "head": Function(head, *_SHARE),
        "tail": Function(tail, *_SHARE),
        "part": Function(part, *_CELLS),
        "put": Function(put, *_PUT),
        # What windows see of a picture, and what they send back put together; read as matrices where they meet one.
        "patches": Function(patches, *_call("patches")),
        "unpatched": Function(unpatched, *_adjoint("patches")),
        "windows": Function(windowed, *_call("windows")),
        "unwindowed": Function(unwindowed, *_adjoint("windows")),
        "matrix": Function(matrix, Form("#0"), Form("#0")),
        "alike": Function(alike, Form("#0"), Form("#0")),
    }
)

CONSTANTS = MappingProxyType({"pi": math.pi})

_LATEX_FORMS = {name: function.latex for name, function in FUNCTIONS.items()}

# What computes each function and operator over NumPy arrays; a table over SymPy's makes formulas symbolic.
NUMPY: Mapping[str, Callable[..., Any]] = MappingProxyType(
    {
        **{name: function.compute for name, function in FUNCTIONS.items()},
        **{"+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv},
        **{"@": operator.matmul, "**": operator.pow, ">": operator.gt, "<": operator.lt},
        **{">=": operator.ge, "<=": operator.le, "==": operator.eq, "!=": operator.ne},
    }
)


def evaluate(
    text: str, names: Mapping[str, Any], functions: Mapping[str, Callable[..., Any]] = NUMPY
) -> Array:
    """Return the value of a formula, given arrays for its letters and values for its static parameters."""
    return np.asarray(_value(parse(text), names, functions))


def compiled(
    formulas: tuple[str, ...],
    letters: tuple[str, ...],
    functions: Mapping[str, Callable[..., Any]] = MappingProxyType({}),
) -> Callable[..., tuple[Any, ...]]:
    """Return formulas as a Python function, as fast as if it had been written by hand.

    It takes whatever has the static parameters as attributes, an op, and a value for each letter; it returns the
    value of each formula. `functions` compute what they name, NumPy the others.
    """
    bodies = [_ToPython(letters).visit(copy.deepcopy(parse(text))) for text in formulas]
    names = [ast.arg("self"), *map(ast.arg, letters)]
    arguments = ast.arguments(posonlyargs=[], args=names, kwonlyargs=[], kw_defaults=[], defaults=[])
    tree = ast.Expression(ast.Lambda(arguments, ast.Tuple(bodies, ast.Load())))
    code = compile(ast.fix_missing_locations(tree), f"<{', '.join(formulas)}>", "eval")
    known = {name: function.compute for name, function in FUNCTIONS.items()} | dict(functions)
    made: Callable[..., tuple[Any, ...]] = eval(code, {"__builtins__": {}, **CONSTANTS, **known})
    return made


class _ToPython(ast.NodeTransformer):
    """Makes a formula Python: what is neither letter nor function becomes an attribute of `self`."""

    def __init__(self, letters: tuple[str, ...]) -> None:
        self._known = {*letters, *CONSTANTS, *FUNCTIONS}

    def visit_Name(self, node: ast.Name) -> ast.expr:
        """Return a letter or a function as it is, a static parameter as an attribute."""
        return (
            node if node.id in self._known else ast.Attribute(ast.Name("self", node.ctx), node.id, node.ctx)
        )


def latex(text: str, names: Mapping[str, object] = MappingProxyType({})) -> str:
    r"""Return a formula as LaTeX, each name replaced by what `names` holds for it.

    A string is LaTeX, as in `{"x": latex_name("dense/add")}`, or a number, as in `{"g": "0.0018"}`;
    a number that is not a string is written with 4 significant digits.
    """
    return write(parse(text), _LATEX_FORMS, names, LATEX)


def latex_sum(terms: Sequence[tuple[str, Mapping[str, object]]], *, is_cut: bool = False) -> str:
    r"""Return the sum of formulas as LaTeX, each with its own names; where it `is_cut`, dots stand for the rest."""
    parsed = [(parse(text), names) for text, names in terms]
    return write_sum(parsed, _LATEX_FORMS, LATEX, r"\dots" if is_cut else "")


def latex_name(name: str) -> str:
    r"""Return a node's name as LaTeX: `x` as it is, `dense_1/add` as `\text{dense_1/add}`."""
    return name if len(name) == 1 and name.isalpha() else rf"\text{{{name}}}"


def plain(text: str, names: Mapping[str, object] = MappingProxyType({})) -> str:
    """Return a formula as one line of text, each name replaced by what `names` holds for it."""
    return write(parse(text), {name: function.plain for name, function in FUNCTIONS.items()}, names, PLAIN)


@cache
def parse(text: str) -> ast.expr:
    """Return the syntax tree of a formula; raise ExpressionError for anything that is not of the language."""
    try:
        tree = ast.parse(text, mode="eval").body
    except SyntaxError as error:
        raise ExpressionError(f"The formula {text!r} cannot be read: {error.msg}. Mend it there.") from error
    for node in ast.walk(tree):
        if not _allowed(node):
            raise ExpressionError(
                f"The formula {text!r} holds {ast.unparse(node)!r}, which is not of the language. "
                f"It knows names, numbers, + - * / ** @ > < >= <= == != and {', '.join(FUNCTIONS)}."
            )
    return tree


def _allowed(node: ast.AST) -> bool:
    match node:
        case ast.Call(func=ast.Name(id=name), keywords=[]):
            return name in FUNCTIONS
        case ast.Compare(ops=[op]):
            return type(op) in OPERATORS
        case ast.Constant(value=value):
            return value is None or isinstance(value, int | float)
        case ast.Name() | ast.Load() | ast.BinOp() | ast.UnaryOp(op=ast.USub()) | ast.USub():
            return True
    return type(node) in OPERATORS


def _value(node: ast.expr, names: Mapping[str, Any], functions: Mapping[str, Callable[..., Any]]) -> Any:
    match node:
        case ast.Constant(value=value):
            return value
        case ast.Name(id=name) if name in names:
            return names[name]
        case ast.Name(id=name) if name in CONSTANTS:
            return CONSTANTS[name]
        case ast.Name(id=name):
            raise ExpressionError(f"The formula has no value for {name!r}; it was given {', '.join(names)}.")
        case ast.UnaryOp(operand=operand):
            return -_value(operand, names, functions)
        case ast.BinOp(left=left, op=op, right=right) | ast.Compare(left=left, ops=[op], comparators=[right]):
            compute = functions[OPERATORS[type(op)]]
            return compute(_value(left, names, functions), _value(right, names, functions))
        case ast.Call(func=ast.Name(id=name), args=args):
            return functions[name](*(_value(arg, names, functions) for arg in args))
    raise AssertionError(f"parse let {ast.dump(node)} through")
