"""AdamW: Adam, and apart from it each update takes a share off every weight."""

from __future__ import annotations

from typing import ClassVar

from graphviz_nn.optim.base import WeightDecay
from graphviz_nn.optim.moments import AdamStep


class AdamW(AdamStep, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="adamw", tag_field="rule"):
    """w ← w − λ ε w, then Adam's update (Loshchilov and Hutter, 2019), in Keras's arithmetic and defaults.

    PyTorch has λ = 0.01, and its δ as in `Adam`.
    """

    weight_decay: WeightDecay = 0.004

    title: ClassVar[str] = "AdamW"
    words: ClassVar[str] = (
        "Adam, and apart from the gradient each update takes a small share off every weight."
    )
