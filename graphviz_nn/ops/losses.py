"""The losses: how wrong a prediction is, as one number averaged over the batch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from graphviz_nn.errors import ShapeError
from graphviz_nn.ops.base import Array, Case, FloatArray, Op, Shape, shape_text
from graphviz_nn.ops.samples import sample

# Keras's guard: a probability is moved this far away from 0 and from 1 before its logarithm is taken.
EPSILON = 1e-7


@dataclass(frozen=True)
class MeanSquaredError(Op):
    """y = Σ (p − t)² / n over all n cells."""

    name = "mse"
    symbol = "MSE"
    inputs = ("p", "t")
    formula = "mean((p - t)**2)"
    gradients = ("2 * g * (p - t) / count(p)", "-2 * g * (p - t) / count(p)")
    words = "Averages the squared errors: one large error costs more than many small ones."
    gradient_words = "Each prediction is pulled towards its target, in proportion to its error."

    def shape(self, *shapes: Shape) -> Shape:
        """Return the scalar's shape, for a prediction and a target of one shape."""
        return _scalar(self.name, *shapes)

    def value(self, p: Array, t: Array) -> Array:
        """Return Σ (p − t)² / n."""
        return _mean((p - t) ** 2)

    def contributions(self, g: Array, y: Array, p: Array, t: Array) -> tuple[Array, ...]:
        """Return 2 · g · (p − t) / n and its negative."""
        dp = 2 * g * (p - t) / p.size
        return dp, -dp

    @classmethod
    def cases(cls) -> Sequence[Case]:
        """Return pairs of one shape, of any rank."""
        return tuple(Case(cls(), (sample(s), sample(s, start=50))) for s in _SHAPES)


@dataclass(frozen=True)
class MeanAbsoluteError(Op):
    """y = Σ |p − t| / n over all n cells; at the kink p = t the gradient is 0."""

    name = "mae"
    symbol = "MAE"
    inputs = ("p", "t")
    formula = "mean(abs(p - t))"
    gradients = ("g * sign(p - t) / count(p)", "-g * sign(p - t) / count(p)")
    words = "Averages the distances between prediction and target: every error counts by its size, no more."
    gradient_words = (
        "Each prediction is pulled towards its target with the same force, however far away it is."
    )
    analytic = False

    def shape(self, *shapes: Shape) -> Shape:
        """Return the scalar's shape, for a prediction and a target of one shape."""
        return _scalar(self.name, *shapes)

    def value(self, p: Array, t: Array) -> Array:
        """Return Σ |p − t| / n."""
        return _mean(np.abs(p - t))

    def contributions(self, g: Array, y: Array, p: Array, t: Array) -> tuple[Array, ...]:
        """Return g · sign(p − t) / n and its negative."""
        dp = g * np.sign(p - t) / p.size
        return dp, -dp

    @classmethod
    def cases(cls) -> Sequence[Case]:
        """Return pairs of one shape, each prediction away from its target."""
        targets = (sample(s, start=50) for s in _SHAPES)
        return tuple(Case(cls(), (np.asarray(t + sample(t.shape, gap=0.1)), t)) for t in targets)


@dataclass(frozen=True)
class BinaryCrossentropy(Op):
    """y = −Σ (t ln p + (1 − t) ln(1 − p)) / n over n cells, p the probability of yes, t the truth.

    Probabilities are clipped to [1e-7, 1 − 1e-7] first, as in Keras; where that moves p, its gradient is 0.

    Attributes:
        from_logits: p holds scores before the sigmoid, of any size; nothing is clipped or overflows.

    """

    from_logits: bool = False

    name = "binary_crossentropy"
    symbol = "BCE"
    inputs = ("p", "t")
    words = "Measures the surprise at the truth of yes-or-no questions: being sure and wrong costs most."
    gradient_words = (
        "Each prediction is pulled towards the truth; the surer it was and the more wrong, the harder."
    )

    @property
    def formula(self) -> str:
        """Over probabilities or over logits."""
        if self.from_logits:
            return "mean(ln(1 + exp(p)) - p * t)"
        return "-mean(t * ln(clip(p)) + (1 - t) * ln(1 - clip(p)))"

    @property
    def gradients(self) -> tuple[str, ...]:
        """Over probabilities or over logits."""
        if self.from_logits:
            return "g * (1 / (1 + exp(-p)) - t) / count(p)", "-g * p / count(p)"
        return (
            "where(p == clip(p), g * (p - t) / (count(p) * p * (1 - p)), 0)",
            "-g * (ln(clip(p)) - ln(1 - clip(p))) / count(p)",
        )

    def shape(self, *shapes: Shape) -> Shape:
        """Return the scalar's shape, for a prediction and a target of one shape."""
        return _scalar(self.name, *shapes)

    def value(self, p: Array, t: Array) -> Array:
        """Return the mean surprise; from logits as Σ (max(p, 0) − p · t + ln(1 + e^−|p|)) / n."""
        if self.from_logits:
            positive = p.real > 0
            return _mean(np.where(positive, p, 0) - p * t + np.log1p(np.exp(np.where(positive, -p, p))))
        q = clipped(p)
        return -_mean(t * np.log(q) + (1 - t) * np.log(1 - q))

    def contributions(self, g: Array, y: Array, p: Array, t: Array) -> tuple[Array, ...]:
        """Return the pull on prediction and target, as in `gradients`."""
        if self.from_logits:
            return g * (1 / (1 + np.exp(-p)) - t) / p.size, -g * p / p.size
        q = clipped(p)
        dp = np.where(_outside(p), 0.0, g * (q - t) / (q * (1 - q)) / p.size)
        return dp, -g * (np.log(q) - np.log(1 - q)) / p.size

    @classmethod
    def cases(cls) -> Sequence[Case]:
        """Return probabilities with soft targets, and logits."""
        return (
            *(Case(cls(), (sample(s, 0.1, 0.9), sample(s, 0, 1, start=50))) for s in _SHAPES),
            *(Case(cls(from_logits=True), (sample(s, -4, 4), sample(s, 0, 1, start=50))) for s in _SHAPES),
        )


@dataclass(frozen=True)
class CategoricalCrossentropy(Op):
    """y = −Σ t ln p / m over m rows, the classes along the last axis; t is one-hot, or any weights.

    Probabilities are clipped to [1e-7, 1 − 1e-7] first, as in Keras; where that moves p, its gradient is 0.
    Unlike Keras, p is not divided by its sum over the classes: a softmax has done so already, and the
    gradient stays the textbook's −t/p.

    Attributes:
        from_logits: p holds scores before the softmax, of any size; nothing is clipped or overflows.

    """

    from_logits: bool = False

    name = "categorical_crossentropy"
    symbol = "CCE"
    inputs = ("p", "t")
    words = (
        "Measures the surprise at the true class: the less probable the prediction called it, the higher "
        "the cost."
    )
    gradient_words = (
        "Pulls the true class's probability up, the harder the smaller it was; the softmax pushes the "
        "others down."
    )

    @property
    def formula(self) -> str:
        """Over probabilities or over logits."""
        if self.from_logits:
            return "-sum(t * (p - ln(sum(exp(p), -1, True)))) / rows(p)"
        return "-sum(t * ln(clip(p))) / rows(p)"

    @property
    def gradients(self) -> tuple[str, ...]:
        """Over probabilities or over logits."""
        if self.from_logits:
            return (
                "g * (exp(p) / sum(exp(p), -1, True) * sum(t, -1, True) - t) / rows(p)",
                "-g * (p - ln(sum(exp(p), -1, True))) / rows(p)",
            )
        return (
            "where(p == clip(p), -g * t / (rows(p) * p), 0)",
            "-g * ln(clip(p)) / rows(p)",
        )

    def shape(self, *shapes: Shape) -> Shape:
        """Return the scalar's shape, for a prediction and a target of one shape with at least one axis."""
        if () in shapes:
            raise ShapeError(
                f"{_pair(self.name, *shapes)}, but the classes must lie along the last axis. "
                "Give each row one number for each class."
            )
        return _scalar(self.name, *shapes)

    def value(self, p: Array, t: Array) -> Array:
        """Return the mean surprise."""
        return np.asarray(-np.sum(t * self._log(p)) / rows(p))

    def contributions(self, g: Array, y: Array, p: Array, t: Array) -> tuple[Array, ...]:
        """Return the pull on prediction and target, as in `gradients`."""
        ln_p = self._log(p)
        if self.from_logits:
            dp = g * (t.sum(axis=-1, keepdims=True) * np.exp(ln_p) - t) / rows(p)
        else:
            dp = np.where(_outside(p), 0.0, -g * t / p / rows(p))
        return dp, -g * ln_p / rows(p)

    def _log(self, p: Array) -> Array:
        """Return the logarithm of the probabilities; from logits with the largest subtracted first."""
        if not self.from_logits:
            return np.asarray(np.log(clipped(p)))
        z = p - p.real.max(axis=-1, keepdims=True, initial=-np.inf)
        return np.asarray(z - np.log(np.exp(z).sum(axis=-1, keepdims=True)))

    @classmethod
    def cases(cls) -> Sequence[Case]:
        """Return probabilities with soft targets, and logits, of one row and of many."""
        shapes = [shape for shape in _SHAPES if shape]
        return (
            *(Case(cls(), (sample(s, 0.1, 0.9), sample(s, 0, 1, start=50))) for s in shapes),
            *(Case(cls(from_logits=True), (sample(s, -4, 4), sample(s, 0, 1, start=50))) for s in shapes),
        )


def clipped(p: Array) -> Array:
    """Return probabilities moved into [1e-7, 1 − 1e-7], as Keras does before a logarithm."""
    return np.clip(p, EPSILON, 1 - EPSILON)


def rows(p: Array) -> int:
    """Return how many rows of classes there are: the product of all sizes but the last."""
    return int(np.prod(p.shape[:-1], dtype=int))


_SHAPES: tuple[Shape, ...] = ((), (1,), (4,), (3, 1), (3, 4), (2, 2, 3))


def _outside(p: Array) -> Array:
    """Return where `clipped` moves p; a nan stays."""
    return np.asarray((p < EPSILON) | (p > 1 - EPSILON))


def _mean(x: FloatArray) -> Array:
    """Return the mean of all cells; nan for none, without NumPy's warning."""
    return np.asarray(np.sum(x)) / x.size


def _scalar(name: str, prediction: Shape, target: Shape) -> Shape:
    """Return the scalar's shape; refuse unequal shapes, since broadcasting would hide mistakes."""
    if prediction != target:
        raise ShapeError(
            f"{_pair(name, prediction, target)}; they must be equal. "
            "Reshape the target, or give the last layer as many units as the target has columns."
        )
    return ()


def _pair(name: str, prediction: Shape, target: Shape) -> str:
    return f"{name}: the prediction is {shape_text(prediction)} and the target {shape_text(target)}"
