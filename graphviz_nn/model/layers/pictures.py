"""Settings that layers over pictures share: how a window slides, in Keras's words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, TypeAlias

from graphviz_nn.errors import SettingError, ShapeError
from graphviz_nn.ops import Op, Shape, shape_text
from graphviz_nn.ops.windows import Pair
from graphviz_nn.settings import Option, Setting

_STRIDES = Setting(
    "Strides",
    "How far the window moves down and to the right.",
    least=1,
    finer=True,
    empty="its own size",
    plural=True,
)
Strides: TypeAlias = Annotated[Pair, _STRIDES]
OptionalStrides: TypeAlias = Annotated[Pair | None, _STRIDES]

Padding: TypeAlias = Annotated[
    str,
    Setting(
        "Padding",
        "What becomes of the picture's edge.",
        finer=True,
        options=(
            Option("valid", "valid", "Windows stay inside the picture, which shrinks."),
            Option("same", "same", "As many places as cells: beyond the edge lie zeros."),
        ),
    ),
]


def slid(layer: str, op: Op, inputs: Shape, *others: Shape) -> Shape:
    """Return the shape of an example after an op that slides over pictures; raise SettingError where it can't."""
    if len(inputs) != 3:
        raise SettingError(
            f"{layer} takes pictures, height × width × channels, and is given {shape_text(inputs)}. "
            "Give the first layer such an input shape, as in (8, 8, 1), and put Flatten behind the last picture."
        )
    try:
        return op.shape((1, *inputs), *others)[1:]
    except ShapeError as error:
        raise SettingError(f"{layer}: {error}") from None


def pair(value: int | Sequence[int]) -> Sequence[int]:
    """Return what Keras takes as one number for both axes, or as one for each."""
    return (value, value) if isinstance(value, int) else value


def by(pair: Pair) -> str:
    """Return a pair as people write it: `3 × 3`."""
    return shape_text(pair)
