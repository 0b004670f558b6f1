"""How a loss is curved: the ends of its Hessian's spectrum, and what they say of descent.

- Along an eigenvector of curvature λ plain descent at the rate ε multiplies what is left by 1 − ελ in each update: it
  diverges above 2/λ. With momentum β, rate inside or outside, it does above (2 + 2β)/λ.
- Polyak, Some Methods of Speeding up the Convergence of Iteration Methods, 1964: the best rate and momentum of a
  quadratic. Goh, Why Momentum Really Works, Distill, 2017: what becomes of each eigenvector.
- Cohen, Kaur, Li, Kolter and Talwalkar, Gradient Descent on Neural Networks Typically Occurs at the Edge of Stability,
  2021 (arXiv 2103.00065): λmax climbs to 2/ε, and stays there.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from graphviz_nn.errors import SettingError
from graphviz_nn.landscape.hessian import hessian, products
from graphviz_nn.landscape.lanczos import MOST_STEPS, lanczos
from graphviz_nn.ops import FloatArray
from graphviz_nn.training.problem import Problem

MOST_OF_BOWL = 16
MOST_EXACT = 256  # weights of which the whole Hessian is laid out: as quick as the two ends of a larger one
EXACT = 1e-9  # of the largest number in a gradient: so far may one be from linear
FLAT = 1e-12  # of the largest curvature: what is less is none
TRIALS = (1.0, -1.0, 7.0, -0.3)  # how far along a direction the gradients are tried


class Tuning(NamedTuple):
    """A rate and a momentum, and what is left after an update of what was left before it, in the slowest direction."""

    rate: float
    momentum: float
    convergence: float


@dataclass(frozen=True, eq=False, repr=False)
class Curvature:
    """How a loss is curved at a point.

    Attributes:
        eigenvalues: of the Hessian, rising: of a small model all, of shape (count,), of a larger one both ends.
        vectors: the direction in weight space of each, of length 1, as the rows: of shape (eigenvalues, count).
        error: how far an eigenvalue may be off; 0 where rounding alone moves it.
        hessian: of shape (count, count) where it was laid out; else None.
        minimum: the lowest point, of shape (count,), where it is curved alike everywhere and has just one; else None.

    """

    eigenvalues: FloatArray
    vectors: FloatArray
    error: float = 0.0
    hessian: FloatArray | None = None
    minimum: FloatArray | None = None

    @property
    def largest(self) -> float:
        """The curvature in the steepest direction, λmax."""
        return float(self.eigenvalues[-1])

    @property
    def smallest(self) -> float:
        """The curvature in the flattest direction, λmin; below 0 where the loss bends down, as at a saddle."""
        return float(self.eigenvalues[0])

    @property
    def condition(self) -> float:
        """How many times as steep it is across the valley as along, λmax/λmin; infinite where it is no valley.

        So it is where the loss is flat in some direction, or bends down.
        """
        is_valley = self.smallest > FLAT * self.largest
        return self.largest / self.smallest if is_valley else float("inf")

    def rate_limit(self, momentum: float = 0.0, nesterov: bool = False) -> float:
        """Return the learning rate above which descent with all rows in each update diverges; infinite without a bend.

        2/λmax, with momentum β (2 + 2β)/λmax, with Nesterov's (2 + 2β)/((1 + 2β) λmax). Where the velocity is a running
        mean of gradients, it is 1/(1 − β) times as high. Raise SettingError for a momentum outside of [0, 1).
        """
        return self.factor(momentum, nesterov) / self.largest if self.largest > 0 else float("inf")

    @staticmethod
    def factor(momentum: float = 0.0, nesterov: bool = False) -> float:
        """Return how many times 1/λmax the rate may be; raise SettingError for a momentum outside of [0, 1)."""
        _check_momentum(momentum)
        return (2 + 2 * momentum) / (1 + 2 * momentum if nesterov else 1.0)

    @property
    def best_plain(self) -> Tuning:
        """The rate at which plain descent comes down a quadratic fastest, 2/(λmin + λmax): (κ − 1)/(κ + 1) are left."""
        low, high = self._valley()
        return Tuning(2 / (low + high), 0.0, (high - low) / (high + low))

    @property
    def best_with_momentum(self) -> Tuning:
        """The best rate and momentum of a quadratic (Polyak, 1964): (√κ − 1)/(√κ + 1) are left, which is √β."""
        low, high = np.sqrt(self._valley())
        left = float((high - low) / (high + low))
        return Tuning(float(4 / (low + high) ** 2), left**2, left)

    def convergence(self, rate: float, momentum: float = 0.0) -> FloatArray:
        """Return for each eigenvalue what is left after an update of what was left before it, in the long run.

        That is the larger root's size of z² − (1 + β − ελ) z + β: √β where the two are complex, whatever the rate. At 1
        or more, that direction does not converge. Raise SettingError for a momentum outside of [0, 1).
        """
        _check_momentum(momentum)
        half = (1 + momentum - rate * self.eigenvalues) / 2
        inner = half**2 - momentum
        real = np.abs(half) + np.sqrt(np.maximum(inner, 0.0))
        return np.asarray(np.where(inner < 0, np.sqrt(momentum), real))

    def _valley(self) -> tuple[float, float]:
        if not self.smallest > 0:
            raise SettingError(
                f"The smallest curvature is {self.smallest:.4g}, and only where all are above 0 is one rate the best. "
                "Ask at a minimum that is not flat, or of a quadratic that has one."
            )
        return self.smallest, self.largest

    def __repr__(self) -> str:
        ends = f"λ from {self.smallest:.4g} to {self.largest:.4g}"
        return f"<Curvature: {ends}, condition {self.condition:.4g}, 2/λmax = {self.rate_limit():.4g}>"


def curvature_at(
    problem: Problem, weights: FloatArray, states: FloatArray | None = None, most: int = MOST_STEPS
) -> Generator[float, None, Curvature]:
    """Return how the loss over all rows is curved at a point; yield now and then how far that is, from 0 to 1.

    Up to MOST_EXACT weights from the whole Hessian, beyond by `most` steps of Lanczos' method at most.
    Raise SettingError where the second derivatives are not finite.
    """
    if problem.network.count <= MOST_EXACT:
        return _of(_checked(hessian(problem, weights, states)))

    def apply(direction: FloatArray) -> FloatArray:
        return _checked(products(problem, weights, direction[None], states)[0])

    values, vectors, error = yield from lanczos(apply, problem.network.count, most=most)
    return Curvature(values, vectors, error)


def bowl(gradients: Callable[[FloatArray], FloatArray], count: int) -> Curvature | None:
    """Return the curvature of a quadratic loss of some weights; None where it is not quadratic, or a saddle.

    `gradients` returns the gradients at n places, both of shape (n, count). Those of a quadratic function are linear:
    the Hessian's columns are the gradients at the unit vectors less that at 0. Whether there are no higher terms is
    tried at other places.
    """
    if not 0 < count <= MOST_OF_BOWL:
        return None
    direction = np.cos(1.0 + np.arange(count))
    trials = np.outer(TRIALS, direction)
    with np.errstate(all="ignore"):
        found = gradients(np.concatenate([np.zeros((1, count)), np.eye(count), trials]))
        slope, columns = found[0], found[1 : count + 1] - found[0]
        foretold, tried = slope + trials @ columns, found[count + 1 :]
        largest = np.abs(tried).max()
        if not (np.isfinite(found).all() and np.abs(tried - foretold).max() <= EXACT * largest):
            return None
    symmetric = (columns + columns.T) / 2
    least, most = np.linalg.eigvalsh(symmetric)[[0, -1]]
    if most <= 0 or least < -FLAT * most:
        return None
    minimum = None if least <= FLAT * most else np.linalg.solve(symmetric, -slope)
    return _of(symmetric, minimum)


def _of(symmetric: FloatArray, minimum: FloatArray | None = None) -> Curvature:
    values, columns = np.linalg.eigh(symmetric)
    return Curvature(values, columns.T, hessian=symmetric, minimum=minimum)


def _checked(derivatives: FloatArray) -> FloatArray:
    if not np.isfinite(derivatives).all():
        raise SettingError(
            "The second derivatives of the loss are not finite there. Ask at weights where it is smooth."
        )
    return derivatives


def _check_momentum(momentum: float) -> None:
    if not 0 <= momentum < 1:
        raise SettingError(f"The momentum is {momentum:.4g}; it must be at least 0 and below 1.")
