"""The losses of probabilities: how surprised a prediction is by the truth."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from graphviz_nn.ops.arrays import EPSILON, Array, FloatArray, Shape, clipped, log_sum_exp, rows
from graphviz_nn.ops.asked import Asked, Index, Lines
from graphviz_nn.ops.base import Case, Op
from graphviz_nn.ops.loss import SHAPES, Loss, RowLoss
from graphviz_nn.ops.samples import sample

__all__ = ["BinaryCrossentropy", "CategoricalCrossentropy", "KLDivergence"]


_GUESSED, _KNOWN = "clip(p, 1e-7, 1)", "clip(t, 1e-7, 1)"


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
    def parts(self) -> str:
        """As `cost`, from a logit so that nothing overflows."""
        return "maximum(p, 0) - p * t + ln(1 + exp(-abs(p)))" if self.from_logits else self.cost

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
        return _surprises(cls(), cls(from_logits=True), SHAPES)


@dataclass(frozen=True)
class CategoricalCrossentropy(RowLoss):
    """y = −Σ t ln p / m over m rows, the classes along the last axis; t is one-hot, or any weights.

    As in Keras, each row of p is divided by its sum S first, which changes nothing behind a softmax, and the shares
    are clipped to [1e-7, 1 − 1e-7]. So what p receives is the textbook's −t/p, and of the division (Σ t)/S on top,
    of which a softmax passes nothing on; a share that was clipped receives the second alone.

    Attributes:
        from_logits: p holds scores before the softmax, of any size; nothing is clipped or overflows.

    """

    from_logits: bool = False

    name = "categorical_crossentropy"
    symbol = "CCE"
    deed = "measures how surprised {0} is by {1}"
    words = (
        "Measures the surprise at the true class, each row divided by its sum first: the less probable, the "
        "higher the cost."
    )
    gradient_words = (
        "Pulls the true class's probability up, the harder the smaller it was; the softmax pushes the "
        "others down."
    )

    @property
    def cost(self) -> str:
        """Over a probability, with S for the sum of its row, or over a logit, with S for ln Σ eˢᶜᵒʳᵉ of its row."""
        return "-t * (p - S)" if self.from_logits else "-t * ln(clipped(p / S))"

    @property
    def formula(self) -> str:
        """Over probabilities or over logits."""
        if self.from_logits:
            return "-sum(t * (p - ln(sum(exp(p), -1, True)))) / rows(p)"
        return f"-sum(t * ln(clipped({_SHARE}))) / rows(p)"

    @property
    def parts(self) -> str:
        """As `cost`, with S written out, from a logit so that nothing overflows."""
        if self.from_logits:
            return f"-t * ({_LESS} - ln(sum(exp({_LESS}), -1, True)))"
        return f"-t * ln(clipped({_SHARE}))"

    @property
    def pulls(self) -> tuple[str, str]:
        """Over a probability or over a logit, with S as in `cost`, and T for Σ t of what is not clipped in its row."""
        if self.from_logits:
            return "g * (T * exp(p - S) - t) / rows(p)", "-g * (p - S) / rows(p)"
        return "g * (T / S - t / p) / rows(p)", "-g * ln(clipped(p / S)) / rows(p)"

    @property
    def gradients(self) -> tuple[str, ...]:
        """Over probabilities or over logits."""
        if self.from_logits:
            return (
                "g * (exp(p) / sum(exp(p), -1, True) * sum(t, -1, True) - t) / rows(p)",
                "-g * (p - ln(sum(exp(p), -1, True))) / rows(p)",
            )
        kept = f"{_SHARE} == clipped({_SHARE})"
        return (
            f"g * (sum(where({kept}, t, 0), -1, True) / sum(p, -1, True) - where({kept}, t / p, 0)) / rows(p)",
            f"-g * ln(clipped({_SHARE})) / rows(p)",
        )

    def costs(self, p: Array, t: Array) -> Array:
        """Return the surprise at each class, weighted by the truth."""
        return np.asarray(-(t * self._log(p)))

    def value(self, p: Array, t: Array) -> Array:
        """Return the average surprise; nan for no rows."""
        return np.asarray(np.sum(self.costs(p, t))) / rows(p)

    def contributions(self, g: Array, y: Array, p: Array, t: Array) -> tuple[Array, ...]:
        """Return the pull on prediction and target, as in `gradients`."""
        ln_p = self._log(p)
        if self.from_logits:
            dp = g * (t.sum(axis=-1, keepdims=True) * np.exp(ln_p) - t) / rows(p)
        else:
            total = p.sum(axis=-1, keepdims=True)
            cut = _outside(p / total)
            kept = np.where(cut, 0.0, t).sum(axis=-1, keepdims=True)
            dp = g * (kept / total - np.where(cut, 0.0, t / p)) / rows(p)
        return dp, -g * ln_p / rows(p)

    def steady(self, *xs: FloatArray) -> tuple[FloatArray, ...]:
        """Return scores less the largest of their row, which changes no probability."""
        p, t = xs
        return (p - p.max(axis=-1, keepdims=True, initial=-np.inf), t) if self.from_logits else xs

    def explain(self, asked: Asked) -> Lines:
        """Return the sum of the surprises; from logits with a line on what is subtracted."""
        lines = super().explain(asked)
        return [*lines, f"what is subtracted from each score {_LOG_OF_ROW}"] if self.from_logits else lines

    def explain_back(self, asked: Asked) -> Lines:
        """Return the class's pull, and that it was clipped; from logits with a line on what is subtracted."""
        lines = super().explain_back(asked)
        if self.from_logits:
            return [*lines, f"what is subtracted from the score {_LOG_OF_ROW}"]
        p, row = asked.xs[0], asked.index[:-1]
        if asked.argument == 0 and _outside(p[asked.index] / p[row].sum()):
            name = asked.input(0, asked.index)
            return [*lines, f"{name} was clipped, and passes only what it adds to the sum of its row"]
        return lines

    def _written(self, asked: Asked, index: Index, formula: str, **more: object) -> str:
        p, t, row = *asked.xs, index[:-1]
        if self.from_logits:
            largest = p[row].max()
            total, known = largest + np.log(np.sum(np.exp(p[row] - largest))), t[row]
        else:
            total = p[row].sum()
            known = np.where(_outside(p[row] / total), 0.0, t[row])
            share = p[index] / total
            if formula == self.pulls[0] and _outside(share):
                formula = "g * T / (rows(p) * S)"
            more["q"] = asked.number(float(clipped(share)))
            formula = formula.replace("clipped(p / S)", "q" if _outside(share) else "(p / S)")
            if abs(total - 1) < 1e-12:  # behind a softmax, where to divide by it would say nothing
                formula = formula.replace(" / S", "").replace("rows(p) * S", "rows(p)")
        more |= {"S": asked.number(total), "T": asked.number(known.sum())}
        return super()._written(asked, index, formula, **more)

    def _log(self, p: Array) -> Array:
        """Return the logarithm of the probabilities; from logits with the largest subtracted first."""
        if not self.from_logits:
            return np.asarray(np.log(clipped(p / p.sum(axis=-1, keepdims=True))))
        z = p - p.real.max(axis=-1, keepdims=True, initial=-np.inf)
        return np.asarray(z - log_sum_exp(z, -1, keepdims=True))

    @classmethod
    def cases(cls) -> Sequence[Case]:
        """Return probabilities with soft targets, and logits, of one row and of many."""
        return _surprises(cls(), cls(from_logits=True), [shape for shape in SHAPES if shape])


@dataclass(frozen=True)
class KLDivergence(RowLoss):
    """y = Σ t ln(t/p) / m over m rows, the classes along the last axis: Kullback and Leibler, 1951.

    Both are clipped to [1e-7, 1] first, as in Keras; where that moves one, its gradient is 0. Unlike the categorical
    cross-entropy it is 0 where p is t, also for targets that are not one-hot; what p receives is the same.
    """

    name = "kl_divergence"
    symbol = "KL"
    cost = f"{_KNOWN} * ln({_KNOWN} / {_GUESSED})"
    formula = f"sum({cost}) / rows(p)"
    gradients = (
        f"where(p == {_GUESSED}, -g * {_KNOWN} / p, 0) / rows(p)",
        f"where(t == {_KNOWN}, g * (ln({_KNOWN} / {_GUESSED}) + 1), 0) / rows(p)",
    )
    deed = "measures how far the shares {0} are from the shares {1}"
    words = (
        "Measures what is lost where the prediction stands for the truth: 0 only where the two are the same."
    )
    gradient_words = "Pulls each share up by how often it is true, the harder the smaller it was predicted."

    @property
    def pulls(self) -> tuple[str, str]:
        """As `gradients`, where nothing is clipped."""
        return f"-g * {_KNOWN} / (p * rows(p))", f"g * (ln({_KNOWN} / {_GUESSED}) + 1) / rows(p)"

    def explain_back(self, asked: Asked) -> Lines:
        """Return the cell's pull, or that it was clipped."""
        x = asked.xs[asked.argument][asked.index]
        if np.clip(x, EPSILON, 1) != x:
            return _was_clipped(asked)
        return super().explain_back(asked)

    def _written(self, asked: Asked, index: Index, formula: str, **more: object) -> str:
        for argument, (text, letter) in enumerate(((_GUESSED, "q"), (_KNOWN, "k"))):
            x = asked.xs[argument][index]
            moved = float(np.clip(x, EPSILON, 1))
            more[letter] = asked.input(argument, index) if moved == x else asked.number(moved)
            formula = formula.replace(text, letter)
        return super()._written(asked, index, formula, **more)

    @classmethod
    def cases(cls) -> Sequence[Case]:
        """Return shares within (0, 1), of one row and of many."""
        targets = [sample(shape, 0.1, 0.9, start=50) for shape in SHAPES if shape]
        return tuple(Case(cls(), (sample(t.shape, 0.1, 0.9), t)) for t in targets)


_SHARE = "p / sum(p, -1, True)"
_LESS = "(p - max(p, -1, True))"
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
    return _was_clipped(asked)


def _was_clipped(asked: Asked) -> Lines:
    name = asked.input(asked.argument, asked.index)
    return [f"= {asked.result}", f"{name} was clipped, and passes no gradient"]


def _surprises(probable: Op, scored: Op, shapes: Sequence[Shape]) -> Sequence[Case]:
    """Return cases of a cross-entropy: probabilities and scores, with soft targets."""
    targets: list[FloatArray] = [sample(shape, 0, 1, start=50) for shape in shapes]
    return (
        *(Case(probable, (sample(t.shape, 0.1, 0.9), t)) for t in targets),
        *(Case(scored, (sample(t.shape, -4, 4), t)) for t in targets),
    )
