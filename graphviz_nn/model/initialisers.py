"""How parameters start: Keras's initialisers by their names."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import prod
from typing import Annotated, TypeAlias

import numpy as np

from graphviz_nn.ops import FloatArray, Shape
from graphviz_nn.settings import Option, Setting

MOST_SPREAD = 1e100
CUT = 2.0  # deviations from the middle: Keras draws what lies farther out again
CUT_DEVIATION = 0.87962566103423978  # of a Gaussian of deviation 1 that is cut there


@dataclass(frozen=True)
class Initialiser:
    """A distribution to draw from.

    Attributes:
        draw: `draw(rng, shape, spread)` returns an array of the shape.
        spread: `spread(shape)` is the standard deviation (normal), the half-width (uniform) or the length of a neuron's
            weights (orthogonal) for that shape.
        words: one sentence for tool tips.

    """

    draw: Callable[[np.random.Generator, Shape, float], FloatArray]
    spread: Callable[[Shape], float]
    words: str


def make_parameter(
    name: str, rng: np.random.Generator, shape: Shape, spread: float | None = None
) -> FloatArray:
    """Draw a parameter of this shape from the named initialiser; `spread` overrides its own, None keeps it."""
    initialiser = INITIALISERS[name]
    return initialiser.draw(rng, shape, initialiser.spread(shape) if spread is None else spread)


def _uniform(rng: np.random.Generator, shape: Shape, limit: float) -> FloatArray:
    return rng.uniform(-limit, limit, shape)


def _normal(rng: np.random.Generator, shape: Shape, deviation: float) -> FloatArray:
    return rng.normal(0.0, deviation, shape)


def _cut(rng: np.random.Generator, shape: Shape, deviation: float) -> FloatArray:
    """Draw from a Gaussian, and again what lies beyond CUT of its deviations."""
    drawn = rng.standard_normal(shape)
    while (beyond := np.abs(drawn) > CUT).any():
        drawn[beyond] = rng.standard_normal(np.count_nonzero(beyond))
    return deviation * drawn


def _widened(rng: np.random.Generator, shape: Shape, deviation: float) -> FloatArray:
    """Draw from a wider Gaussian that has the deviation once it is cut, as Keras's variance scaling does."""
    return _cut(rng, shape, deviation / CUT_DEVIATION)


def _orthogonal(rng: np.random.Generator, shape: Shape, length: float) -> FloatArray:
    """Draw evenly from matrices whose rows, or columns if these are fewer, are orthogonal and of this length."""
    rows, columns = prod(shape[:-1]), shape[-1]
    q, r = np.linalg.qr(rng.standard_normal((max(rows, columns), min(rows, columns))))
    q *= np.where(np.diag(r) < 0, -1.0, 1.0)
    return length * (q if rows >= columns else q.T).reshape(shape)


def _fill(rng: np.random.Generator, shape: Shape, value: float) -> FloatArray:
    return np.full(shape, value)


def _fans(shape: Shape) -> tuple[int, int]:
    """Return how many numbers a neuron reads, and how many neurons read a number; a kernel may slide over places."""
    if len(shape) < 2:
        return (shape[0], shape[0]) if shape else (1, 1)
    places = prod(shape[:-2])
    return places * shape[-2], places * shape[-1]


def _always(value: float) -> Callable[[Shape], float]:
    return lambda shape: value


def _glorot(scale: float) -> Callable[[Shape], float]:
    return lambda shape: float(np.sqrt(scale / sum(_fans(shape))))


def _reading(scale: float) -> Callable[[Shape], float]:
    """Return a spread that falls with how many numbers a neuron reads."""
    return lambda shape: float(np.sqrt(scale / _fans(shape)[0]))


INITIALISERS: Mapping[str, Initialiser] = {
    "zeros": Initialiser(_fill, _always(0.0), "All zero: neurons of a layer stay equal for ever."),
    "ones": Initialiser(_fill, _always(1.0), "All one: neurons of a layer stay equal for ever."),
    "random_uniform": Initialiser(_uniform, _always(0.05), "Uniform in ±0.05, or in ± the spread given."),
    "random_normal": Initialiser(
        _normal, _always(0.05), "Gaussian of deviation 0.05, or of the spread given."
    ),
    "glorot_uniform": Initialiser(
        _uniform, _glorot(6.0), "Uniform in ±√(6 / (inputs + units)) (Glorot and Bengio, 2010)."
    ),
    "glorot_normal": Initialiser(
        _widened,
        _glorot(2.0),
        "Gaussian of variance 2 / (inputs + units), without its tails (Glorot and Bengio, 2010).",
    ),
    "he_uniform": Initialiser(
        _uniform, _reading(6.0), "Uniform in ±√(6 / inputs), for relu (He et al., 2015)."
    ),
    "he_normal": Initialiser(
        _widened,
        _reading(2.0),
        "Gaussian of variance 2 / inputs, without its tails, for relu (He et al., 2015).",
    ),
    "lecun_uniform": Initialiser(
        _uniform, _reading(3.0), "Uniform in ±√(3 / inputs), for tanh and selu (LeCun et al., 1998)."
    ),
    "lecun_normal": Initialiser(
        _widened,
        _reading(1.0),
        "Gaussian of variance 1 / inputs, without its tails, for selu (Klambauer et al., 2017).",
    ),
    "truncated_normal": Initialiser(
        _cut, _always(0.05), "Gaussian of deviation 0.05, or of the spread given, cut at two deviations."
    ),
    "orthogonal": Initialiser(
        _orthogonal,
        _always(1.0),
        "Orthogonal vectors of length 1, or of the spread given (Saxe et al., 2014).",
    ),
}

_STARTS = tuple(Option(name, name.replace("_", " "), start.words) for name, start in INITIALISERS.items())
KernelStart: TypeAlias = Annotated[
    str, Setting("Weights", "How the weights start.", options=_STARTS, called="initialiser", finer=True)
]
BiasStart: TypeAlias = Annotated[
    str, Setting("Bias start", "How the bias starts.", options=_STARTS, called="initialiser", finer=True)
]
Spread: TypeAlias = Annotated[
    float | None,
    Setting(
        "Spread",
        "Half-width, deviation or length of the first weights; empty takes the initialiser's own.",
        least=0.0,
        most=MOST_SPREAD,
        called="spread of the first weights",
        empty="its own",
        finer=True,
    ),
]
