"""Penalties on a kernel, as a script writes them, by Keras's names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, TypeAlias

from graphviz_nn.errors import SettingError
from graphviz_nn.ops import plain
from graphviz_nn.settings import Setting

_TIP = "A penalty on {}: it keeps the weights small, and the boundary smooth."
L1Factor: TypeAlias = Annotated[
    float, Setting("L1", _TIP.format("|weights|"), least=0.0, most=1e100, called="L1 penalty", finer=True)
]
L2Factor: TypeAlias = Annotated[
    float, Setting("L2", _TIP.format("weights²"), least=0.0, most=1e100, called="L2 penalty", finer=True)
]


@dataclass(frozen=True)
class L1:
    """The penalty factor · Σ |kernel|, added to the loss."""

    l1: float = 0.01


@dataclass(frozen=True)
class L2:
    """The penalty factor · Σ kernel², added to the loss."""

    l2: float = 0.01


def penalty(layer: str, regulariser: object) -> dict[str, float]:
    """Return the factors that a regulariser means; raise SettingError for what is none."""
    match regulariser:
        case None:
            return {}
        case L1(l1=factor):
            return {"l1": _number("L1", factor)}
        case L2(l2=factor):
            return {"l2": _number("L2", factor)}
    raise SettingError(
        f"{layer} has kernel_regularizer={regulariser!r}; give gnn.L1(0.01), gnn.L2(0.01) or None."
    )


def _number(name: str, factor: object) -> float:
    number = plain(factor)
    if isinstance(number, bool) or not isinstance(number, int | float):
        raise SettingError(f"The factor of {name} is {factor!r}; give a number, as in gnn.{name}(0.01).")
    return float(number)
