"""Adam: momentum and a step size of its own for each weight, both corrected for their start at zero."""

from __future__ import annotations

from typing import ClassVar

from graphviz_nn.optim.moments import AdamStep


class Adam(AdamStep, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="adam", tag_field="rule"):
    """m ← m + (1 − β₁)(g − m); v ← v + (1 − β₂)(g² − v); w ← w − ε √(1 − β₂ᵗ) / (1 − β₁ᵗ) · m / (√v + δ).

    Kingma and Ba, 2015, in Keras's arithmetic and defaults. PyTorch adds its δ = 1e-8 to the corrected root: there
    it weighs √(1 − β₂ᵗ) times as much in the first updates. With weight decay this is AdamW.
    """

    title: ClassVar[str] = "Adam"
    words: ClassVar[str] = (
        "Momentum, and each weight's step divided by the size of its gradients; both corrected for their start."
    )
