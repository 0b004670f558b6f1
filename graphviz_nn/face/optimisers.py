"""Optimisers as a script writes them, by Keras's names: arguments, defaults and checks are the rules' own settings."""

from __future__ import annotations

from collections.abc import Iterator
from inspect import Parameter, Signature, cleandoc
from typing import Any, Protocol, TypeVar

from graphviz_nn.errors import SettingError
from graphviz_nn.face.schedules import AnyDecay
from graphviz_nn.face.taken import filled
from graphviz_nn.optim import Adagrad as AdagradRule
from graphviz_nn.optim import Adam as AdamRule
from graphviz_nn.optim import AdamW as AdamWRule
from graphviz_nn.optim import ConstantRate, Optimiser, RmsProp, Sgd
from graphviz_nn.optim import Nadam as NadamRule
from graphviz_nn.settings import Field, settings_of
from graphviz_nn.text import cited

R = TypeVar("R", bound=Optimiser)
Made = TypeVar("Made", bound=Optimiser, covariant=True)

# Arguments that are no settings of a rule.
_OTHERS = {
    "lr": "The older name of learning_rate.",
    "clipnorm": "Keras shortens each parameter's gradient to it on its own; not here. Give global_clipnorm.",
}


class Maker(Protocol[Made]):
    """Makes an update rule of one kind. Raise SettingError for a value of another type or out of range."""

    def __call__(
        self,
        learning_rate: float | AnyDecay = ...,
        *settings: float,
        lr: float | AnyDecay | None = None,
        weight_decay: float | None = None,
        clipnorm: None = None,
        clipvalue: float | None = None,
        global_clipnorm: float | None = None,
        **named: float | str,
    ) -> Made:
        """Return the rule; its own settings follow the learning rate in Keras's order, or are given by name.

        - `learning_rate`: a number, or a schedule such as `gnn.ExponentialDecay(…)`.
        - `weight_decay`: λ. Each update first takes λ · rate · w off every weight, biases too, apart from the
          gradient (Loshchilov and Hutter, 2019): with Adam this is AdamW. PyTorch's AdamW does the same; its other
          optimisers add λ · w to the gradient instead.
        - `global_clipnorm`: PyTorch's `clip_grad_norm_` (Pascanu, Mikolov and Bengio, 2013), which adds 1e-6 to the
          length. Only one of `clipvalue` and this may be given.
        """


def _maker(name: str, rule: type[R], words: str) -> Maker[R]:
    """Return what a script calls by a name to make a rule."""
    fields = [field for field in settings_of(rule).values() if field.kind != "part"]
    parameters = sorted(map(_parameter, fields), key=lambda parameter: parameter.kind)
    parameters += [Parameter(other, Parameter.KEYWORD_ONLY, default=None) for other in _OTHERS]
    signature = Signature(parameters, return_annotation=rule)

    def make(*values: Any, **named: Any) -> R:
        try:
            given = signature.bind(*values, **named)
        except TypeError as error:
            raise TypeError(f"{name}() {error}") from None
        given.apply_defaults()
        return _made(name, rule, given.arguments)

    tips = {field.keras: field.tip for field in fields} | _OTHERS
    make.__name__ = make.__qualname__ = name
    make.__doc__ = "\n".join([cleandoc(words), "", *_lines(parameters, tips)])
    vars(make)["__signature__"] = signature
    return make


def _parameter(field: Field) -> Parameter:
    """Return the argument of a setting; what all rules share and what Keras does not have is given by name only."""
    shared = settings_of(Optimiser).get(field.name)
    if field.name != "learning_rate" and shared is not None and shared.usual == field.usual:
        return Parameter(field.keras, Parameter.KEYWORD_ONLY, default=None)
    if field.options:
        usual = next(option.keras for option in field.options if option.key == field.usual)
        return Parameter(field.keras, Parameter.KEYWORD_ONLY, default=usual)
    return Parameter(field.keras, Parameter.POSITIONAL_OR_KEYWORD, default=field.usual)


def _lines(parameters: list[Parameter], tips: dict[str, str]) -> Iterator[str]:
    """Yield the documentation of the arguments."""
    yield "Arguments:"
    for parameter in parameters:
        yield f"    {parameter.name} ({parameter.default!r}): {tips[parameter.name]}"
    yield ""
    yield "All of them are told in `graphviz_nn.face.optimisers.Maker`."


def _made(name: str, rule: type[R], given: dict[str, Any]) -> R:
    """Return a rule from all arguments of its maker."""
    if given["clipnorm"] is not None:
        raise SettingError(
            f"{name} has clipnorm={cited(given['clipnorm'])}, which would shorten each parameter's gradient on its "
            "own, and that is not here. Give global_clipnorm, which shortens all of them together, or clipvalue."
        )
    rate = _rate(name, given["learning_rate"], given["lr"], settings_of(rule)["learning_rate"].usual)
    falls = isinstance(rate, AnyDecay)
    decay = 0.0 if given["weight_decay"] is None else given["weight_decay"]
    fields = filled(rule, given | {"learning_rate": rate(0) if falls else rate, "weight_decay": decay})
    if fields.get("momentum") == 0 and "nesterov" in fields:
        fields["nesterov"] = False  # without a velocity it is plain descent, as in Keras
    return rule(**fields, schedule=rate.spec if falls else ConstantRate())


def _rate(name: str, rate: Any, older: Any, usual: float) -> Any:
    """Return the learning rate from its two names: a number, or a schedule of this face."""
    if older is not None and rate not in (usual, older):
        raise SettingError(
            f"{name} has learning_rate={cited(rate)} and lr={cited(older)}. Give one of the two."
        )
    return rate if older is None else older


SGD = _maker(
    "SGD",
    Sgd,
    """Return stochastic gradient descent: w ← w − rate · g, or with momentum v ← momentum · v − rate · g; w ← w + v.

    Momentum: Polyak, 1964; `nesterov` looks ahead along the velocity, as in Sutskever et al., 2013. `formula` says
    where the rate stands in the momentum: inside the velocity ("keras"), or outside ("lecture": Goodfellow, Bengio
    and Courville, 2016, and PyTorch), which part where the rate changes; or outside of a velocity that is a running
    mean of gradients, v ← momentum · v − (1 − momentum) · g ("mean": Hagan, Demuth and Beale; Ng).
    """,
)

Adagrad = _maker(
    "Adagrad",
    AdagradRule,
    """Return Adagrad: a ← a + g²; w ← w − rate · g / √(a + epsilon), where a starts at `initial_accumulator_value`.

    Duchi, Hazan and Singer, 2011. PyTorch starts a at 0, has a rate of 0.01, and adds its epsilon, 1e-10, after the
    root.
    """,
)

RMSprop = _maker(
    "RMSprop",
    RmsProp,
    """Return RMSprop: v ← rho · v + (1 − rho) · g²; w ← w − rate · g / √(v + epsilon).

    Tieleman and Hinton, 2012. With `momentum` the step is kept: m ← momentum · m + step; w ← w − m. `centered` takes
    the square of the gradients' running mean off v. PyTorch has rho = 0.99 (its `alpha`), a rate of 0.01, and adds
    its epsilon, 1e-8, after the root.
    """,
)

Adam = _maker(
    "Adam",
    AdamRule,
    """Return Adam: running means m of g and v of g², and w ← w − rate · correction · m / (√v + epsilon).

    m ← m + (1 − beta_1) · (g − m); v ← v + (1 − beta_2) · (g² − v); correction = √(1 − beta_2ᵗ) / (1 − beta_1ᵗ),
    where t counts updates from 1. Kingma and Ba, 2015, in the order of their section 2, as Keras does; PyTorch adds
    its epsilon, 1e-8, to the corrected root, √(v / (1 − beta_2ᵗ)). With `weight_decay` this is AdamW.
    """,
)

AdamW = _maker(
    "AdamW",
    AdamWRule,
    """Return AdamW: w ← w − weight_decay · rate · w, and then Adam's update (Loshchilov and Hutter, 2019).

    With weight_decay=0 it is Adam. PyTorch has weight_decay=0.01, and adds its epsilon, 1e-8, to the corrected root.
    """,
)

Nadam = _maker(
    "Nadam",
    NadamRule,
    """Return Nadam: Adam that looks ahead along its momentum: w ← w − rate · (a · m + b · g) / (√(v / c) + epsilon).

    m and v as in Adam, c = 1 − beta_2ᵗ; the momentum of update t is u = beta_1 · (1 − 0.96ᵗ/2), a = u' / (1 − U · u')
    with the next one u' and the product U of all up to t, and b = (1 − u) / (1 − U). Dozat, 2016, as in Keras; PyTorch
    lets the momentum grow 250 times slower, by its momentum_decay of 0.004.
    """,
)
