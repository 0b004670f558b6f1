"""How a quadratic loss is curved: exactly, from gradients, since those of a quadratic function are linear."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from graphviz_nn.ops import FloatArray

MOST_WEIGHTS = 16
EXACT = 1e-9  # of the largest number in a gradient: so far may one be from linear
FLAT = 1e-12  # of the largest curvature: what is less is none
TRIALS = (1.0, -1.0, 7.0, -0.3)  # how far along a direction the gradients are tried


@dataclass(frozen=True, eq=False)
class Curvature:
    """The second derivatives of a loss that has the same everywhere, and nowhere falls without end.

    Attributes:
        hessian: of shape (count, count).
        eigenvalues: the curvatures along its principal directions, rising, of shape (count,).
        minimum: the lowest point, of shape (count,); None where it is a whole line.

    """

    hessian: FloatArray
    eigenvalues: FloatArray
    minimum: FloatArray | None

    @property
    def condition(self) -> float:
        """How many times as steep it is across the valley as along, λmax/λmin; infinite where it is flat along."""
        least, most = float(self.eigenvalues[0]), float(self.eigenvalues[-1])
        return most / least if least > FLAT * most else float("inf")

    @property
    def fastest(self) -> float:
        """The learning rate above which plain descent with all rows in each update diverges, 2/λmax."""
        return 2.0 / float(self.eigenvalues[-1])


def curvature(gradients: Callable[[FloatArray], FloatArray], count: int) -> Curvature | None:
    """Return the curvature of a loss of some weights; None where it is not quadratic, or a saddle.

    `gradients` returns the gradients at n places, both of shape (n, count). The Hessian's columns are the gradients at
    the unit vectors less that at 0. Whether there are no higher terms is tried at other places.
    """
    if not 0 < count <= MOST_WEIGHTS:
        return None
    direction = np.cos(1.0 + np.arange(count))
    trials = np.outer(TRIALS, direction)
    with np.errstate(all="ignore"):
        found = gradients(np.concatenate([np.zeros((1, count)), np.eye(count), trials]))
        slope, hessian = found[0], found[1 : count + 1] - found[0]
        foretold, tried = slope + trials @ hessian, found[count + 1 :]
        largest = np.abs(tried).max()
        if not (np.isfinite(found).all() and np.abs(tried - foretold).max() <= EXACT * largest):
            return None
    hessian = (hessian + hessian.T) / 2
    eigenvalues = np.linalg.eigvalsh(hessian)
    if eigenvalues[-1] <= 0 or eigenvalues[0] < -FLAT * eigenvalues[-1]:
        return None
    is_flat = eigenvalues[0] <= FLAT * eigenvalues[-1]
    return Curvature(hessian, eigenvalues, None if is_flat else np.linalg.solve(hessian, -slope))
