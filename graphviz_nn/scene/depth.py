"""How deep a graph is drawn."""

from __future__ import annotations

from typing import Literal, TypeAlias

Depth: TypeAlias = Literal["layers", "neurons", "operations"]
