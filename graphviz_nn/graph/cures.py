"""What to write for what people write and expressions do not know, or know in two meanings."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches

from graphviz_nn.errors import ExpressionError
from graphviz_nn.graph.tokens import quoted, refused
from graphviz_nn.ops import FUNCTIONS

# What to write for functions that there are not, or that mean this to some and that to others; {0} is the first
# argument, {1} the second.
CURES: dict[str, tuple[str, ...]] = {
    "log": ("ln({0})", "log10({0})"),
    "lg": ("log10({0})", "log2({0})"),
    "e": ("exp({0})", "e*({0})"),
    "σ": ("sigmoid({0})", "σ*({0})"),
    "sinh": ("(exp({0}) - exp(-({0})))/2",),
    "cosh": ("(exp({0}) + exp(-({0})))/2",),
    **{"sec": ("1/cos({0})",), "csc": ("1/sin({0})",), "cot": ("1/tan({0})",)},
    **{"cbrt": ("({0})**(1/3)",), "sqr": ("square({0})",), "exp2": ("2**({0})",)},
    **{"log1p": ("ln(1 + {0})",), "expm1": ("exp({0}) - 1",), "ld": ("log2({0})",), "lb": ("log2({0})",)},
    "norm": ("sqrt(sum(square({0})))",),
    "avg": ("mean({0})",),
    "average": ("mean({0})",),
    "neg": ("-({0})",),
    **dict.fromkeys(("pow", "power"), ("({0})**({1})",)),
    **dict.fromkeys(("dot", "matmul"), ("({0}) @ ({1})",)),
    **{"add": ("{0} + {1}",), "subtract": ("{0} - ({1})",), "sub": ("{0} - ({1})",)},
    **dict.fromkeys(("multiply", "mul"), ("({0})*({1})",)),
    **dict.fromkeys(("divide", "div"), ("({0})/({1})",)),
    **{
        f"{name}_from_logits": (f"{name}({{0}}, {{1}}, from_logits=True)",)
        for name in ("binary_crossentropy", "categorical_crossentropy")
    },
}
# Those of them that people write without parentheses.
WITHOUT_PARENTHESES = {"log", "lg", "ld", "lb", "sinh", "cosh", "sec", "csc", "cot"}
LONGEST_FACTOR = 3  # letters of a name that may stand before parentheses as a factor
_LOG_TO_BASE = "ln({0})/ln({1})"
# What to write for words of programs.
WORDS = {
    **dict.fromkeys(("if", "else"), ("where(x > 0, a, b)",)),
    "and": ("(x > 0)*(x < 1)",),
    "or": ("maximum(x < 0, x > 1)",),
    "not": ("1 - (x > 0)",),
    "lambda": ("λ", "lam"),
}
_MODULES = {"np", "numpy", "math", "torch", "tf", "jnp", "sympy", "F", "Math", "keras"}


def apart(name: str) -> str:
    """Return what a name may be a slip for, as `sin(x)` for `sinx`; "" where it is a name like any other."""
    found = (
        f for f in _APPLIED if name.startswith(f) and (name[len(f) :].isdigit() or len(name) == len(f) + 1)
    )
    return next((f"{f}({name[len(f) :]})" for f in found if name[len(f) :].isalnum()), "")


_APPLIED = ("sin", "cos", "tan", "ln", "exp", "sqrt", "abs", "tanh", "sigmoid", "relu")


def no_function(text: str, name: str, arguments: Sequence[str]) -> ExpressionError:
    """Return the error for a name before parentheses that is no function, with what else it may be."""
    inside = f"({', '.join(arguments)})"
    cures = [cure.format(*arguments, "x", "x") for cure in CURES.get(name, ())]
    if name == "log" and len(arguments) == 2:
        cures = [_LOG_TO_BASE.format(*arguments)]
    which = "means two things" if len(cures) > 1 else "is unknown"
    cures = cures or [f"{near}{inside}" for near in get_close_matches(name.lower(), [*FUNCTIONS], 1, 0.75)]
    if len(name) <= LONGEST_FACTOR and name not in CURES and len(arguments) == 1:
        cures.append(f"{name}*{inside}")
    cure = f"Write {', or '.join(cures)}." if cures else f"There are {', '.join(FUNCTIONS)}."
    words = f"The function {quoted(name)} in {quoted(text)} {which}. {cure}"
    return ExpressionError(words, cures=tuple(cures))


def member(text: str, piece: str, left: str, call: str) -> ExpressionError:
    """Return the error for `left.call`, as programs have it."""
    name, _, inside = call.removesuffix(")").partition("(")
    cures = []
    if name == "T":
        cures = [f"transpose({left})"]
    elif left in _MODULES:
        cures = [call]
    elif name in FUNCTIONS:
        cures = [f"{name}({', '.join(filter(None, [left, inside.strip()]))})"]
    return refused(text, piece, "has a point behind a name, which is not allowed in an expression.", *cures)
