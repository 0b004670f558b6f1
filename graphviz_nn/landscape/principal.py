"""The directions along which points spread most: PCA of a few points in many dimensions, or of many in a few."""

from __future__ import annotations

import numpy as np

from graphviz_nn.ops import FloatArray

SQUARINGS = 30  # eigenvalues that differ by a millionth are told apart
ALONE = 1 - 1e-15  # the sum of the squared shares of all eigenvalues, once nothing is left but the largest
LEAST_POWER = -40  # of two: points that lie nearer to each other than that lie at one place
LEAST_SPREAD = 1e-6  # a direction along which points spread less, of their widest spread, is noise


def principal_axes(centred: FloatArray) -> tuple[list[FloatArray], list[float]]:
    """Return up to two directions along which points spread most, and the share of the squares that lies along each.

    By products of small matrices alone, which take one thread: LAPACK wakes all of them, even for 37 weights, and on a
    machine with other work to do that takes a hundred times as long as the work.
    """
    n, size = centred.shape
    # By a power of two, which changes no digit: the squares of what is very far apart are no numbers.
    _, power = np.frexp(np.abs(centred).max(initial=0.0))
    if power < LEAST_POWER:
        return [], []
    centred = np.ldexp(centred, -power)
    products = centred.T @ centred if size <= n else centred @ centred.T
    total = float(np.trace(products))
    axes: list[FloatArray] = []
    shares: list[float] = []
    while len(axes) < 2 and np.trace(products) > LEAST_SPREAD**2 * total:
        axis = _dominant(products)
        square = float(axis @ products @ axis)
        axes.append(axis if size <= n else axis @ centred / np.sqrt(square))
        shares.append(square / total)
        products = products - square * np.outer(axis, axis)
    return axes, shares


def _dominant(products: FloatArray) -> FloatArray:
    """Return the eigenvector of a positive matrix's largest eigenvalue: in its high powers nothing else is left."""
    power = products
    for _ in range(SQUARINGS):
        power = power / np.trace(power)
        power = power @ power
        if np.trace(power) > ALONE:
            break
    column: FloatArray = power[:, power.diagonal().argmax()]
    return column / np.linalg.norm(column)


def turn_towards(axes: FloatArray, before: FloatArray) -> FloatArray:
    """Return the rotation, or reflection, of shape (2, 2), by which two axes come as near as can be to two others.

    Both are two orthonormal rows. It is the orthogonal Procrustes problem (Schönemann, 1966).
    """
    left, _, right = np.linalg.svd(before @ axes.T)
    return np.asarray(left @ right)
