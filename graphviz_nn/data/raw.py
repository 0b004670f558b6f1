"""What every source of data hands over: rows as they are measured, before splitting and scaling."""

from __future__ import annotations

from dataclasses import dataclass

from graphviz_nn.ops import FloatArray


@dataclass(frozen=True, eq=False)
class RawData:
    """Rows without holes, their targets encoded.

    Attributes:
        name: what to call the data on the screen.
        x: (rows, features), finite.
        y: (rows, targets), finite.
        features, targets: the names of the columns of x and y.
        classes: the names of the classes in the order of their numbers; empty for regression.
        notes: plain sentences on what was left out.

    """

    name: str
    x: FloatArray
    y: FloatArray
    features: tuple[str, ...]
    targets: tuple[str, ...]
    classes: tuple[str, ...]
    notes: tuple[str, ...] = ()
