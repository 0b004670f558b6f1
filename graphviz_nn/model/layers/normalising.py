"""The settings that the normalising layers share."""

from __future__ import annotations

from typing import Annotated, TypeAlias

from graphviz_nn.settings import Setting

Epsilon: TypeAlias = Annotated[
    float,
    Setting("Epsilon", "Added to the variance, against division by 0.", above=0.0, most=1e100, finer=True),
]
Center: TypeAlias = Annotated[
    bool, Setting("Shift", "Whether β, which is learnt, is added.", called="shift β", finer=True)
]
Scale: TypeAlias = Annotated[
    bool, Setting("Scale", "Whether γ, which is learnt, multiplies.", called="scale γ", finer=True)
]
