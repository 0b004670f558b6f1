"""The generated sets of the lecture: points in the plane, two classes.

Each generator draws its points around centres or curves that the two classes own. `noise` is the standard
deviation of the scatter, in both directions, as a share of the distance between the classes, which each
generator states. The rows come sorted: first all of class 0, then all of class 1.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple, TypeAlias

import numpy as np

from graphviz_nn.data.raw import RawData
from graphviz_nn.ops import FloatArray

FEATURES = ("x1", "x2")
TARGET = "y"
CLASSES = ("0", "1")

# Takes the random numbers, how many rows each of the two classes gets, and the noise; returns (rows, 2).
Generator: TypeAlias = Callable[[np.random.Generator, tuple[int, int], float], FloatArray]


class Synthetic(NamedTuple):
    """A generated set: its generator and what a menu says of it."""

    make: Generator
    words: str


def generate(source: str, rows: int, noise: float, seed: int) -> RawData:
    """Generate the set of this name in SYNTHETIC; the same arguments give the same bits."""
    sizes = (rows - rows // 2, rows // 2)
    x = SYNTHETIC[source].make(np.random.Generator(np.random.PCG64(seed)), sizes, noise)
    y = np.repeat([0.0, 1.0], sizes)[:, np.newaxis]
    return RawData(source, x, y, FEATURES, (TARGET,), CLASSES)


def two_blobs(rng: np.random.Generator, sizes: tuple[int, int], noise: float) -> FloatArray:
    """Two round blobs on either side of the origin, 2.88 apart: two weights and no bias tell them apart."""
    centre = np.array([1.2, 0.8])
    centres = np.repeat([-centre, centre], sizes, axis=0)
    return _scatter(rng, centres, noise, 2 * float(np.hypot(*centre)))


def blobs_aside(rng: np.random.Generator, sizes: tuple[int, int], noise: float) -> FloatArray:
    """Two round blobs, 2.88 apart, moved along the line through their centres to (0.6, 0.4) and (3, 2).

    Both lie in the same direction from the origin, so a line through it can't part them.
    """
    return np.asarray(two_blobs(rng, sizes, noise) + np.array([1.8, 1.2]))


def shifted_blobs(rng: np.random.Generator, sizes: tuple[int, int], noise: float) -> FloatArray:
    """Two blobs aside, then x1 times 0.3 and x2 times 3.

    The scatter of x2 is ten times that of x1, so the loss surface of one neuron is a long valley until standardised.
    """
    return np.asarray(blobs_aside(rng, sizes, noise) * np.array([0.3, 3.0]))


def xor(rng: np.random.Generator, sizes: tuple[int, int], noise: float) -> FloatArray:
    """Four blobs at (±1, ±1), 2 apart; class 1 is where the signs of x1 and x2 differ."""
    sign = [np.where(np.arange(size) % 2, 1.0, -1.0) for size in sizes]
    centres = np.concatenate([np.stack([sign[0], sign[0]], axis=1), np.stack([sign[1], -sign[1]], axis=1)])
    return _scatter(rng, centres, noise, 2.0)


def circles(rng: np.random.Generator, sizes: tuple[int, int], noise: float) -> FloatArray:
    """Two circles about the origin, 1 apart: class 0 of radius 2 around class 1 of radius 1."""
    rings = [
        radius * _on_circle(_steps(size) * 2 * np.pi) for radius, size in zip((2.0, 1.0), sizes, strict=True)
    ]
    return _scatter(rng, np.concatenate(rings), noise, 1.0)


def moons(rng: np.random.Generator, sizes: tuple[int, int], noise: float) -> FloatArray:
    """Two half circles of radius 1, each reaching into the other, 0.5 apart, about the origin."""
    upper = _on_circle(_steps(sizes[0]) * np.pi) - [0.5, 0.25]
    lower = [0.5, 0.25] - _on_circle(_steps(sizes[1]) * np.pi)
    return _scatter(rng, np.concatenate([upper, lower]), noise, 0.5)


def spiral(rng: np.random.Generator, sizes: tuple[int, int], noise: float) -> FloatArray:
    """Two arms that wind one and a quarter times about the origin, from radius 1/3 to 2, and 2/3 apart."""
    first, second = (_arm(size) for size in sizes)
    return _scatter(rng, np.concatenate([first, -second]), noise, 2 / 3)


SYNTHETIC: dict[str, Synthetic] = {
    "two blobs": Synthetic(
        two_blobs, "Two blobs about the origin; one neuron without a bias tells them apart."
    ),
    "blobs aside": Synthetic(
        blobs_aside, "Two blobs in the same direction from the origin; the neuron needs a bias."
    ),
    "shifted blobs": Synthetic(
        shifted_blobs, "Two blobs aside, x2 scattered ten times as wide as x1; slow until standardised."
    ),
    "xor": Synthetic(
        xor, "Four blobs, opposite corners alike; one neuron can't part them, a layer of two can."
    ),
    "circles": Synthetic(circles, "One circle inside another; needs a hidden layer of three or more."),
    "moons": Synthetic(moons, "Two half moons, each reaching into the other; needs a bent boundary."),
    "spiral": Synthetic(spiral, "Two arms wound about each other; needs a deeper or wider network."),
}


def _steps(size: int) -> FloatArray:
    """Return the middles of `size` equal parts of 0 to 1: (size,)."""
    return (np.arange(size) + 0.5) / size


def _on_circle(angle: FloatArray) -> FloatArray:
    return np.stack([np.cos(angle), np.sin(angle)], axis=1)


def _arm(size: int) -> FloatArray:
    # The root spreads the points evenly over the area. The radius grows by 4/3 a turn: two arms, 2/3 apart.
    radius = np.sqrt(1 / 9 + (4 - 1 / 9) * _steps(size))
    return radius[:, np.newaxis] * _on_circle(2 * np.pi * radius / (4 / 3))


def _scatter(rng: np.random.Generator, points: FloatArray, noise: float, distance: float) -> FloatArray:
    return points + noise * distance * rng.standard_normal(points.shape)
