"""The losses: how wrong a prediction is, as one number averaged over the batch."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from graphviz_nn.errors import ShapeError
from graphviz_nn.ops.arrays import EPSILON, Array, FloatArray, Shape, clipped, log_sum_exp, rows, shape_text
from graphviz_nn.ops.asked import Asked, Index, Lines, grouped
from graphviz_nn.ops.base import Case, Op
from graphviz_nn.ops.notation import evaluate, plain
from graphviz_nn.ops.samples import sample

__all__ = ["BinaryCrossentropy", "CategoricalCrossentropy", "MeanAbsoluteError", "MeanSquaredError"]

_SHAPES: tuple[Shape, ...] = ((), (1,), (4,), (3, 1), (3, 4), (2, 2, 3))


class Loss(Op):
    """An op that averages what each cell of a prediction p costs, given a target t of the same shape."""

    inputs = ("p", "t")

    @property
    @abstractmethod
    def cost(self) -> str:
        """The formula of what a cell costs."""

    @property
    def pulls(self) -> tuple[str, str]:
        """The formulas of what a cell of p and of t receives, where p is not clipped."""
        of_p, of_t = self.gradients
        return of_p, of_t

    def costs(self, p: Array, t: Array) -> Array:
        """Return what each cell costs."""
        return evaluate(self.cost, {"p": p, "t": t})

    def divisor(self, p: Array) -> int:
        """Return what the sum of the costs is divided by: the number of cells."""
        return p.size

    def shape(self, *shapes: Shape) -> Shape:
        """Return the scalar's shape; refuse unequal shapes, since broadcasting would hide mistakes."""
        prediction, target = shapes
        if prediction != target:
            raise ShapeError(
                f"{self._shapes(*shapes)}; they must be equal. "
                "Reshape the target, or give the last layer as many units as the target has columns."
            )
        return ()

    def begins(self, wanted: Shape) -> tuple[Shape, ...]:
        """Return the scalar's shape twice: a single prediction and its target."""
        return (), ()

    def explain(self, asked: Asked) -> Lines:
        """Return the sum of what the cells cost, divided."""
        p, t = asked.xs
        cells, n = list(np.ndindex(p.shape)), self.divisor(p)
        frame = f"({{}}) / {n}" if n > 1 else "{}"
        costs = np.ravel(self.costs(p, t))
        return asked.sum(lambda k: grouped(self._written(asked, cells[k], self.cost)), costs, frame)

    def explain_back(self, asked: Asked) -> Lines:
        """Return the cell's pull, in numbers."""
        return [
            f"{self._written(asked, asked.index, self.pulls[asked.argument], g=asked.gradient(()))}"
            f" = {asked.result}"
        ]

    def _written(self, asked: Asked, index: Index, formula: str, **more: object) -> str:
        """Return a formula in the numbers of one cell."""
        p = asked.xs[0][index]
        mark, q = asked.input(0, index), float(clipped(p))
        letters = {
            "p": mark,
            "t": asked.input(1, index),
            "q": mark if q == p else asked.number(q),
            "n": str(self.divisor(asked.xs[0])),
        }
        for call, letter in (("clipped(p)", "q"), ("count(p)", "n"), ("rows(p)", "n")):
            formula = formula.replace(call, letter)
        return plain(formula, {**letters, **more})

    def _shapes(self, prediction: Shape, target: Shape) -> str:
        return f"{self.name}: the prediction is {shape_text(prediction)} and the target {shape_text(target)}"


@dataclass(frozen=True)
class MeanSquaredError(Loss):
    """y = Σ (p − t)² / n over all n cells."""

    name = "mse"
    symbol = "MSE"
    cost = "(p - t)**2"
    formula = f"mean({cost})"
    gradients = ("2 * g * (p - t) / count(p)", "-2 * g * (p - t) / count(p)")
    deed = "averages the squared errors of {0} against {1}"
    deed_of_one = "squares the error of {0} against {1}"
    words = "Averages the squared errors: one large error costs more than many small ones."
    gradient_words = "Each prediction is pulled towards its target, in proportion to its error."

    @classmethod
    def cases(cls) -> Sequence[Case]:
        """Return pairs of one shape, of any rank."""
        return tuple(Case(cls(), (sample(s), sample(s, start=50))) for s in _SHAPES)


@dataclass(frozen=True)
class MeanAbsoluteError(Loss):
    """y = Σ |p − t| / n over all n cells; at the kink p = t the gradient is 0."""

    name = "mae"
    symbol = "MAE"
    cost = "abs(p - t)"
    formula = f"mean({cost})"
    gradients = ("g * sign(p - t) / count(p)", "-g * sign(p - t) / count(p)")
    deed = "averages the distances of {0} from {1}"
    deed_of_one = "takes the distance of {0} from {1}"
    words = "Averages the distances between prediction and target: every error counts by its size, no more."
    gradient_words = (
        "Each prediction is pulled towards its target with the same force, however far away it is."
    )
    analytic = False

    @classmethod
    def cases(cls) -> Sequence[Case]:
        """Return pairs of one shape, each prediction away from its target."""
        targets = (sample(s, start=50) for s in _SHAPES)
        return tuple(Case(cls(), (np.asarray(t + sample(t.shape, gap=0.1)), t)) for t in targets)


@dataclass(frozen=True)
class BinaryCrossentropy(Loss):
    """y = −Σ (t ln p + (1 − t) ln(1 − p)) / n over n cells, p the probability of yes, t the truth.

    Probabilities are clipped to [1e-7, 1 − 1e-7] first, as in Keras; where that moves p, its gradient is 0.

    Attributes:
        from_logits: p holds scores before the sigmoid, of any size; nothing is clipped or overflows.

    """

    from_logits: bool = False

    name = "binary_crossentropy"
    symbol = "BCE"
    deed = "measures how surprised {0} is by {1}"
    words = "Measures the surprise at the truth of yes-or-no questions: being sure and wrong costs most."
    gradient_words = (
        "Each prediction is pulled towards the truth; the surer it was and the more wrong, the harder."
    )

    @property
    def cost(self) -> str:
        """Over a probability or over a logit."""
        if self.from_logits:
            return "ln(1 + exp(p)) - p * t"
        return "-(t * ln(clipped(p)) + (1 - t) * ln(1 - clipped(p)))"

    @property
    def formula(self) -> str:
        """Over probabilities or over logits."""
        if self.from_logits:
            return f"mean({self.cost})"
        return "-mean(t * ln(clipped(p)) + (1 - t) * ln(1 - clipped(p)))"

    @property
    def pulls(self) -> tuple[str, str]:
        """Over a probability or over a logit."""
        if self.from_logits:
            return "g * (1 / (1 + exp(-p)) - t) / count(p)", "-g * p / count(p)"
        return (
            "g * (p - t) / (count(p) * p * (1 - p))",
            "-g * (ln(clipped(p)) - ln(1 - clipped(p))) / count(p)",
        )

    @property
    def gradients(self) -> tuple[str, ...]:
        """The pulls; none on a probability that was clipped."""
        return _unclipped(self.pulls, self.from_logits)

    def costs(self, p: Array, t: Array) -> Array:
        """Return the surprise at each cell; from a logit as max(p, 0) − p · t + ln(1 + e^−|p|)."""
        if self.from_logits:
            positive = p.real > 0
            return np.asarray(np.where(positive, p, 0) - p * t + np.log1p(np.exp(np.where(positive, -p, p))))
        q = clipped(p)
        return np.asarray(-(t * np.log(q) + (1 - t) * np.log1p(-q)))

    def value(self, p: Array, t: Array) -> Array:
        """Return the average surprise; nan for no cells."""
        return np.asarray(np.sum(self.costs(p, t))) / p.size

    def contributions(self, g: Array, y: Array, p: Array, t: Array) -> tuple[Array, ...]:
        """Return the pull on prediction and target, as in `gradients`."""
        if self.from_logits:
            # σ(p) − t by what each is short of the other, of which the smaller one keeps its digits.
            yes, no = 1 / (1 + np.exp(-p)), 1 / (1 + np.exp(p))
            return g * ((1 - t) * yes - t * no) / p.size, -g * p / p.size
        q = clipped(p)
        dp = np.where(_outside(p), 0.0, g * (q - t) / (q * (1 - q)) / p.size)
        return dp, -g * (np.log(q) - np.log1p(-q)) / p.size

    def explain_back(self, asked: Asked) -> Lines:
        """Return the cell's pull, or that it was clipped."""
        return _clipped_lines(asked, self.from_logits) or super().explain_back(asked)

    @classmethod
    def cases(cls) -> Sequence[Case]:
        """Return probabilities with soft targets, and logits."""
        return _surprises(cls(), cls(from_logits=True), _SHAPES)


@dataclass(frozen=True)
class CategoricalCrossentropy(Loss):
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
    deed = "measures how surprised {0} is by {1}"
    words = (
        "Measures the surprise at the true class: the less probable the prediction called it, the higher "
        "the cost."
    )
    gradient_words = (
        "Pulls the true class's probability up, the harder the smaller it was; the softmax pushes the "
        "others down."
    )

    @property
    def cost(self) -> str:
        """Over a probability or over a logit, with S for ln Σ eˢᶜᵒʳᵉ of its row."""
        return "-t * (p - S)" if self.from_logits else "-t * ln(clipped(p))"

    @property
    def formula(self) -> str:
        """Over probabilities or over logits."""
        if self.from_logits:
            return "-sum(t * (p - ln(sum(exp(p), -1, True)))) / rows(p)"
        return "-sum(t * ln(clipped(p))) / rows(p)"

    @property
    def pulls(self) -> tuple[str, str]:
        """Over a probability or over a logit, with S as in `cost`, and T for Σ t of its row."""
        if self.from_logits:
            return "g * (T * exp(p - S) - t) / rows(p)", "-g * (p - S) / rows(p)"
        return "-g * t / (rows(p) * p)", "-g * ln(clipped(p)) / rows(p)"

    @property
    def gradients(self) -> tuple[str, ...]:
        """Over probabilities or over logits; none for a probability that was clipped."""
        if self.from_logits:
            return (
                "g * (exp(p) / sum(exp(p), -1, True) * sum(t, -1, True) - t) / rows(p)",
                "-g * (p - ln(sum(exp(p), -1, True))) / rows(p)",
            )
        return _unclipped(self.pulls, self.from_logits)

    def shape(self, *shapes: Shape) -> Shape:
        """Return the scalar's shape, for a prediction and a target of one shape with at least one axis."""
        prediction, target = shapes
        if () in shapes:
            raise ShapeError(
                f"{self._shapes(prediction, target)}, but the classes must lie along the last axis. "
                "Give each row one number for each class."
            )
        return super().shape(*shapes)

    def begins(self, wanted: Shape) -> tuple[Shape, ...]:
        """Return two classes, of one example."""
        return (2,), (2,)

    def costs(self, p: Array, t: Array) -> Array:
        """Return the surprise at each class, weighted by the truth."""
        return np.asarray(-(t * self._log(p)))

    def divisor(self, p: Array) -> int:
        """Return the number of rows."""
        return rows(p)

    def value(self, p: Array, t: Array) -> Array:
        """Return the average surprise; nan for no rows."""
        return np.asarray(np.sum(self.costs(p, t))) / rows(p)

    def contributions(self, g: Array, y: Array, p: Array, t: Array) -> tuple[Array, ...]:
        """Return the pull on prediction and target, as in `gradients`."""
        ln_p = self._log(p)
        if self.from_logits:
            dp = g * (t.sum(axis=-1, keepdims=True) * np.exp(ln_p) - t) / rows(p)
        else:
            dp = np.where(_outside(p), 0.0, -g * t / p / rows(p))
        return dp, -g * ln_p / rows(p)

    def explain(self, asked: Asked) -> Lines:
        """Return the sum of the surprises; from logits with a line on what is subtracted."""
        lines = super().explain(asked)
        return [*lines, f"what is subtracted from each score {_LOG_OF_ROW}"] if self.from_logits else lines

    def explain_back(self, asked: Asked) -> Lines:
        """Return the class's pull, or that it was clipped; from logits with a line on what is subtracted."""
        lines = _clipped_lines(asked, self.from_logits) or super().explain_back(asked)
        return [*lines, f"what is subtracted from the score {_LOG_OF_ROW}"] if self.from_logits else lines

    def _written(self, asked: Asked, index: Index, formula: str, **more: object) -> str:
        p, t = asked.xs
        if self.from_logits:
            row = index[:-1]
            largest = p[row].max()
            more["S"] = asked.number(largest + np.log(np.sum(np.exp(p[row] - largest))))
            more["T"] = asked.number(t[row].sum())
        return super()._written(asked, index, formula, **more)

    def _log(self, p: Array) -> Array:
        """Return the logarithm of the probabilities; from logits with the largest subtracted first."""
        if not self.from_logits:
            return np.asarray(np.log(clipped(p)))
        z = p - p.real.max(axis=-1, keepdims=True, initial=-np.inf)
        return np.asarray(z - log_sum_exp(z, -1, keepdims=True))

    @classmethod
    def cases(cls) -> Sequence[Case]:
        """Return probabilities with soft targets, and logits, of one row and of many."""
        return _surprises(cls(), cls(from_logits=True), [shape for shape in _SHAPES if shape])


_LOG_OF_ROW = "is ln Σ eˢᶜᵒʳᵉ of its row"


def _outside(p: Array) -> Array:
    """Return where `clipped` moves p; a nan stays."""
    return np.asarray((p < EPSILON) | (p > 1 - EPSILON))


def _unclipped(pulls: tuple[str, str], from_logits: bool) -> tuple[str, str]:
    """Return the pulls on p and t; a probability that was clipped feels none."""
    of_p, of_t = pulls
    return (of_p if from_logits else f"where(p == clipped(p), {of_p}, 0)", of_t)


def _clipped_lines(asked: Asked, from_logits: bool) -> Lines:
    """Return what is said of a probability that was clipped; nothing of another number."""
    p = asked.xs[0][asked.index]
    if from_logits or asked.argument != 0 or clipped(p) == p:
        return []
    return [f"= {asked.result}", f"{asked.input(0, asked.index)} was clipped, and passes no gradient"]


def _surprises(probable: Op, scored: Op, shapes: Sequence[Shape]) -> Sequence[Case]:
    """Return cases of a cross-entropy: probabilities and scores, with soft targets."""
    targets: list[FloatArray] = [sample(shape, 0, 1, start=50) for shape in shapes]
    return (
        *(Case(probable, (sample(t.shape, 0.1, 0.9), t)) for t in targets),
        *(Case(scored, (sample(t.shape, -4, 4), t)) for t in targets),
    )
