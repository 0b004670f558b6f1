"""Optimisers as a script writes them, by Keras's names, with its arguments and defaults.

All of them take these, by name:

- `learning_rate`: a number above 0, or a schedule such as `gnn.ExponentialDecay(…)`; `lr` is the older name of it.
- `weight_decay`: λ, at least 0. Each update first takes λ · rate · w off every weight, biases too, apart from the
  gradient (Loshchilov and Hutter, 2019): with Adam this is AdamW. PyTorch's AdamW does the same; its other
  optimisers add λ · w to the gradient instead.
- `clipvalue`: each number of the gradient is cut to ± this.
- `global_clipnorm`: a gradient longer than this, all parameters together, is shortened to it (Pascanu, Mikolov and
  Bengio, 2013; PyTorch's `clip_grad_norm_`, which adds 1e-6 to the length). Only one of the two may be given.

Each raises SettingError for a value that is no number or out of range.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from graphviz_nn.errors import SettingError
from graphviz_nn.face.arrays import number
from graphviz_nn.face.schedules import AnyDecay, CosineDecay, ExponentialDecay
from graphviz_nn.ops import short
from graphviz_nn.optim import Adagrad as AdagradRule
from graphviz_nn.optim import Adam as AdamRule
from graphviz_nn.optim import ConstantRate, RmsProp, Sgd
from graphviz_nn.optim.sgd import MomentumFormula

_FORMULAS: Mapping[str, MomentumFormula] = {"keras": "rate inside", "lecture": "rate outside"}


def SGD(
    learning_rate: float | AnyDecay = 0.01,
    momentum: float = 0.0,
    nesterov: bool = False,
    *,
    lr: float | None = None,
    formula: Literal["keras", "lecture"] = "keras",
    weight_decay: float | None = None,
    clipnorm: None = None,
    clipvalue: float | None = None,
    global_clipnorm: float | None = None,
) -> Sgd:
    """Return stochastic gradient descent: w ← w − rate · g, or with momentum v ← momentum · v − rate · g; w ← w + v.

    Momentum: Polyak, 1964; `nesterov` looks ahead along the velocity, as in Sutskever et al., 2013. `formula` says
    where the rate stands in the momentum: inside the velocity ("keras"), or outside ("lecture": Goodfellow, Bengio
    and Courville, 2016, and PyTorch); the two part where the rate changes. The arguments that all optimisers share
    are told in `graphviz_nn.face.optimisers`. Raise SettingError for a value out of range.
    """
    if not isinstance(formula, str) or formula not in _FORMULAS:
        raise SettingError(
            f"The momentum formula {formula!r} is unknown. Choose one of {', '.join(_FORMULAS)}."
        )
    return Sgd(
        momentum=number("The momentum", momentum),
        nesterov=bool(nesterov) and momentum != 0,  # without a velocity it is plain descent, as in Keras
        momentum_formula=_FORMULAS[formula],
        **_rate("SGD", learning_rate, lr, 0.01),
        **_decay_and_clipping("SGD", weight_decay, clipnorm, clipvalue, global_clipnorm),
    )


def Adagrad(
    learning_rate: float | AnyDecay = 0.001,
    initial_accumulator_value: float = 0.1,
    epsilon: float = 1e-7,
    *,
    lr: float | None = None,
    weight_decay: float | None = None,
    clipnorm: None = None,
    clipvalue: float | None = None,
    global_clipnorm: float | None = None,
) -> AdagradRule:
    """Return Adagrad: a ← a + g²; w ← w − rate · g / √(a + epsilon), where a starts at `initial_accumulator_value`.

    Duchi, Hazan and Singer, 2011. PyTorch starts a at 0, has a rate of 0.01, and adds its epsilon, 1e-10, after the
    root. The arguments that all optimisers share are told in `graphviz_nn.face.optimisers`. Raise SettingError
    for a value out of range.
    """
    return AdagradRule(
        initial_accumulator_value=number("The initial accumulator value", initial_accumulator_value),
        epsilon=number("The epsilon", epsilon),
        **_rate("Adagrad", learning_rate, lr, 0.001),
        **_decay_and_clipping("Adagrad", weight_decay, clipnorm, clipvalue, global_clipnorm),
    )


def RMSprop(
    learning_rate: float | AnyDecay = 0.001,
    rho: float = 0.9,
    momentum: float = 0.0,
    epsilon: float = 1e-7,
    centered: bool = False,
    *,
    lr: float | None = None,
    weight_decay: float | None = None,
    clipnorm: None = None,
    clipvalue: float | None = None,
    global_clipnorm: float | None = None,
) -> RmsProp:
    """Return RMSprop: v ← rho · v + (1 − rho) · g²; w ← w − rate · g / √(v + epsilon).

    Tieleman and Hinton, 2012. With `momentum` the step is kept: m ← momentum · m + step; w ← w − m. `centered` takes
    the square of the gradients' running mean off v. PyTorch has rho = 0.99 (its `alpha`), a rate of 0.01, and adds
    its epsilon, 1e-8, after the root. The arguments that all optimisers share are told in
    `graphviz_nn.face.optimisers`. Raise SettingError for a value out of range.
    """
    return RmsProp(
        rho=number("The decay rho", rho),
        momentum=number("The momentum", momentum),
        epsilon=number("The epsilon", epsilon),
        centred=bool(centered),
        **_rate("RMSprop", learning_rate, lr, 0.001),
        **_decay_and_clipping("RMSprop", weight_decay, clipnorm, clipvalue, global_clipnorm),
    )


def Adam(
    learning_rate: float | AnyDecay = 0.001,
    beta_1: float = 0.9,
    beta_2: float = 0.999,
    epsilon: float = 1e-7,
    *,
    lr: float | None = None,
    weight_decay: float | None = None,
    clipnorm: None = None,
    clipvalue: float | None = None,
    global_clipnorm: float | None = None,
) -> AdamRule:
    """Return Adam: running means m of g and v of g², and w ← w − rate · correction · m / (√v + epsilon).

    m ← m + (1 − beta_1) · (g − m); v ← v + (1 − beta_2) · (g² − v); correction = √(1 − beta_2ᵗ) / (1 − beta_1ᵗ),
    where t counts updates from 1. Kingma and Ba, 2015, in the order of their section 2, as Keras does; PyTorch adds
    its epsilon, 1e-8, to the corrected root, √(v / (1 − beta_2ᵗ)). With `weight_decay` this is AdamW. The arguments
    that all optimisers share are told in `graphviz_nn.face.optimisers`. Raise SettingError for a value out of
    range.
    """
    return AdamRule(
        beta_1=number("The decay beta_1", beta_1),
        beta_2=number("The decay beta_2", beta_2),
        epsilon=number("The epsilon", epsilon),
        **_rate("Adam", learning_rate, lr, 0.001),
        **_decay_and_clipping("Adam", weight_decay, clipnorm, clipvalue, global_clipnorm),
    )


def _rate(who: str, rate: float | AnyDecay, older: float | AnyDecay | None, default: float) -> dict[str, Any]:
    """Return the fields of the learning rate, from its two names: a number, or a schedule."""
    if older is not None and rate not in (default, older):
        raise SettingError(f"{who} has learning_rate={rate} and lr={older}. Give one of the two.")
    chosen = rate if older is None else older
    if isinstance(chosen, ExponentialDecay | CosineDecay):
        return {"learning_rate": chosen(0), "schedule": chosen.spec}
    return {"learning_rate": number("The learning rate", chosen), "schedule": ConstantRate()}


def _decay_and_clipping(
    who: str, decay: object, clipnorm: object, clipvalue: object, global_clipnorm: object
) -> dict[str, Any]:
    """Return the fields that all rules share but the rate; None is none of it."""
    if clipnorm is not None:
        raise SettingError(
            f"{who} has clipnorm={short(clipnorm)}, which would shorten each parameter's gradient on its own, and "
            "that is not here. Give global_clipnorm, which shortens all of them together, or clipvalue."
        )
    return {
        "weight_decay": 0.0 if decay is None else number("The weight decay", decay),
        "clip_value": None if clipvalue is None else number("The clipvalue", clipvalue),
        "clip_norm": None if global_clipnorm is None else number("The global_clipnorm", global_clipnorm),
    }
