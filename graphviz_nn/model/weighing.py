"""A loss whose examples weigh differently: what each costs is written out, times its weight, and averaged."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from graphviz_nn.graph import Builder, Term
from graphviz_nn.ops import (
    Abs,
    Add,
    Clip,
    Divide,
    Equal,
    Exp,
    LessEqual,
    Ln,
    Loss,
    Max,
    Maximum,
    Mean,
    Multiply,
    Op,
    RowLoss,
    Square,
    Subtract,
    Sum,
    Where,
)
from graphviz_nn.ops.arrays import EPSILON
from graphviz_nn.ops.notation import NUMPY, evaluate

# What a cost's formula may be made of; its powers are squares.
_ELEMENTWISE: Mapping[str, Op] = {
    **{"+": Add(), "-": Subtract(), "*": Multiply(), "/": Divide(), "<=": LessEqual(), "==": Equal()},
    **{"ln": Ln(), "exp": Exp(), "abs": Abs(), "maximum": Maximum(), "where": Where()},
}


def weighed(builder: Builder, loss: Loss, p: Term, t: Term, w: Term, name: str | None = None) -> Term:
    """Add Σ w · cost / m over m examples, for predictions and targets (m, outputs) and weights (m,).

    As in Keras the sum is divided by the number of examples, and not by that of the weights.
    """
    formula = evaluate(loss.parts, {**loss.statics, "p": p, "t": t}, _functions(builder))
    cell: Term = formula.item()
    over = Sum((-1,)) if isinstance(loss, RowLoss) else Mean((-1,))
    return builder.apply(Mean(), builder.apply(over, cell) * w, name=name)


def _functions(builder: Builder) -> dict[str, Callable[..., Any]]:
    """Return what makes nodes of a formula's functions; of numbers alone they make numbers."""

    def term(value: Any) -> Term:
        return value if isinstance(value, Term) else builder.constant(float(value))

    def over(op: Op, numbers: Callable[..., Any]) -> Callable[..., Any]:
        def made(*values: Any) -> Any:
            if not any(isinstance(value, Term) for value in values):
                return numbers(*values)
            return builder.apply(op, *map(term, values))

        return made

    return {
        **{name: over(op, NUMPY[name]) for name, op in _ELEMENTWISE.items()},
        "**": lambda x, _: builder.apply(Square(), x),
        "clip": lambda x, lo, hi: builder.apply(Clip(float(lo), float(hi)), x),
        "clipped": lambda x: builder.apply(Clip(EPSILON, 1 - EPSILON), x),
        "sum": lambda x, axis, keepdims: builder.apply(Sum((axis,), keepdims), x),
        "max": lambda x, axis, keepdims: builder.apply(Max((axis,), keepdims), x),
    }
