"""A part of a graph that can be folded into one card: a layer, or a part of a formula."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Scope:
    """What a graph knows of a layer.

    Attributes:
        name: what the names of its nodes begin with, as in `dense_1`.
        kind: what it is, as in `dense`.
        words: what there is to say about it, as in `tanh · 4 units`.
        parent: the name of the scope that it lies in, or "".
        roles: the indices of its parameters by what they are to it, as in {"kernel": 1, "bias": 3}.
        stages: the nodes that its number passes through on its way from input to output, by their indices.

    """

    name: str
    kind: str
    words: str = ""
    parent: str = ""
    roles: Mapping[str, int] = field(default_factory=dict)
    stages: tuple[int, ...] = ()

    @property
    def caption(self) -> str:
        """A sentence that begins with its name: `dense_1 · sigmoid · 1 unit`, `hidden · dense · tanh · 4 units`."""
        kind = () if self.name.startswith(self.kind) else (self.kind,)
        return " · ".join((self.name, *kind, *filter(None, (self.words,))))
