"""Stochastic gradient descent, plain or with momentum, in the three formulas in which it is taught."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal, TypeAlias

from graphviz_nn.engine import codes
from graphviz_nn.errors import SettingError
from graphviz_nn.ops import FloatArray
from graphviz_nn.optim.base import Memory, Momentum, Optimiser
from graphviz_nn.optim.schedules import digits
from graphviz_nn.settings import Option, Setting

MomentumFormula = Literal["rate inside", "rate outside", "running mean"]
Nesterov: TypeAlias = Annotated[
    bool,
    Setting(
        "Nesterov",
        "Measure the gradient after the step along the velocity: it looks ahead, and brakes earlier.",
        called="Nesterov variant",
        needs="momentum",
    ),
]
Formula: TypeAlias = Annotated[
    MomentumFormula,
    Setting(
        "Formula",
        "Where the learning rate stands.",
        called="momentum formula",
        keras="formula",
        needs="momentum",
        options=(
            Option("rate inside", "rate inside", "Keras: v ← α v − ε g, then w ← w + v.", "keras"),
            Option(
                "rate outside",
                "rate outside",
                "The lecture, Goodfellow, Bengio and Courville, PyTorch: v ← α v − g, then w ← w + ε v.",
                "lecture",
            ),
            Option(
                "running mean",
                "running mean",
                "Hagan's Neural Network Design, Ng's course: v ← α v − (1 − α) g, then w ← w + ε v.",
                "mean",
            ),
        ),
    ),
]


class Sgd(Optimiser, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="sgd", tag_field="rule"):
    """w ← w − ε g, or with momentum α and velocity v one of three formulas.

    - rate inside (Keras): v ← α v − ε g; w ← w + v. Nesterov's variant: w ← w + α v − ε g.
    - rate outside (Goodfellow, Bengio and Courville, 2016, and PyTorch up to the sign): v ← α v − g; w ← w + ε v.
      Nesterov's variant: w ← w + ε (α v − g).
    - running mean (Hagan, Demuth and Beale, Neural Network Design, chapter 12; Ng, Deep Learning Specialization):
      v ← α v − (1 − α) g; w ← w + ε v. Nesterov's variant: w ← w + ε (α v − (1 − α) g).

    The first two take the same path while the rate stays as it is, and part when it changes: what is inside the
    velocity keeps the rate that it entered with. The third is the second at (1 − α) times the rate: its velocity is no
    longer than the gradients are, and it bears a rate 1/(1 − α) times as high. Momentum: Polyak, 1964; Nesterov's
    variant as in Sutskever et al., 2013.

    Attributes:
        momentum: α.
        nesterov: whether to look ahead along the velocity.
        momentum_formula: where the learning rate stands.

    """

    momentum: Momentum = 0.0
    nesterov: Nesterov = False
    momentum_formula: Formula = "rate inside"

    title: ClassVar[str] = "SGD"
    words: ClassVar[str] = (
        "Stochastic gradient descent: each step is the gradient times the rate, with or without momentum."
    )
    memory_names: ClassVar[tuple[str, ...]] = ("velocity",)
    memory_letters: ClassVar[tuple[str, ...]] = ("v",)

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.nesterov and self.momentum == 0:
            raise SettingError("Nesterov's variant needs momentum, and the momentum is 0. Set one above 0.")

    @property
    def rule_lines(self) -> tuple[str, ...]:
        """The rule's assignments with its settings."""
        rate, momentum = self.rate_text, digits(self.momentum)
        if not self.momentum:
            return (f"w ← w − {rate} · g",)
        kick, scale = {
            "rate inside": (f"{rate} · g", ""),
            "rate outside": ("g", f"{rate} · "),
            "running mean": (f"(1 − {momentum}) · g", f"{rate} · "),
        }[self.momentum_formula]
        velocity = f"v ← {momentum} · v − {kick}"
        move = f"({momentum} · v − {kick})" if self.nesterov else "v"
        return velocity, f"w ← w + {scale}{move}"

    @property
    def moves(self) -> str:
        """See `Optimiser`."""
        if not self.momentum:
            return "moves against its gradient"
        return "moves by its velocity" + (", looking ahead" if self.nesterov else "")

    @property
    def numbers(self) -> tuple[float, ...]:
        """See `Optimiser`."""
        return codes.SGD, self.momentum, self.nesterov, self.momentum_formula != "rate inside", self.share

    @property
    def share(self) -> float:
        """How much of a gradient enters the velocity, beside the rate."""
        return 1 - self.momentum if self.momentum_formula == "running mean" else 1.0

    def move(
        self, w: FloatArray, g: FloatArray, memory: Memory, ε: float, t: int
    ) -> tuple[FloatArray, Memory]:
        """Return the next w and v."""
        α = self.momentum
        if not α:
            return w - ε * g, memory
        (v,) = memory
        kick, scale = (ε * g, 1.0) if self.momentum_formula == "rate inside" else (self.share * g, ε)
        v = α * v - kick
        move = α * v - kick if self.nesterov else v
        return w + scale * move, (v,)
