"""The generated sets: what one neuron can and can't do with each is what the lecture needs."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from graphviz_nn.data.synthetic import SYNTHETIC, generate
from graphviz_nn.ops import FloatArray

every_set = pytest.mark.parametrize("source", SYNTHETIC)
some_seeds = pytest.mark.parametrize("seed", range(5))


@every_set
@pytest.mark.parametrize("rows", [2, 3, 4, 7, 128])
@pytest.mark.parametrize("noise", [0.0, 0.2, 10.0])
def test_there_are_as_many_rows_as_asked_for_half_of_each_class_and_sorted(
    source: str, rows: int, noise: float
) -> None:
    data = generate(source, rows, noise, seed=0)
    assert data.x.shape == (rows, 2)
    assert np.isfinite(data.x).all()
    assert data.y[:, 0].tolist() == [0.0] * (rows - rows // 2) + [1.0] * (rows // 2)


@every_set
def test_the_noise_scales_the_same_scatter(source: str) -> None:
    still, some, more = (generate(source, 50, noise, seed=3).x for noise in (0.0, 0.1, 0.2))
    np.testing.assert_allclose(more - still, 2 * (some - still), atol=1e-12)


@every_set
def test_without_noise_the_classes_do_not_touch(source: str) -> None:
    x = generate(source, 200, 0.0, seed=0).x
    gaps = np.linalg.norm(x[:100, np.newaxis] - x[np.newaxis, 100:], axis=2)
    assert gaps.min() > 0.4


@some_seeds
def test_two_blobs_are_told_apart_by_a_line_through_the_origin(seed: int) -> None:
    assert _best_line(*_points("two blobs", seed), through_origin=True) >= 0.97


@some_seeds
def test_shifted_blobs_are_told_apart_by_a_line_but_not_through_the_origin(seed: int) -> None:
    x, positive = _points("shifted blobs", seed)
    assert _best_line(x, positive, through_origin=False) >= 0.97
    assert _best_line(x, positive, through_origin=True) <= 0.8


def test_the_second_feature_of_the_shifted_blobs_spreads_about_ten_times_as_wide() -> None:
    x, _ = _points("shifted blobs", seed=0)
    assert 7 < x[:, 1].std() / x[:, 0].std() < 13


@some_seeds
@pytest.mark.parametrize("source", ["xor", "circles", "moons", "spiral"])
def test_no_line_tells_the_other_sets_apart(source: str, seed: int) -> None:
    assert _best_line(*_points(source, seed), through_origin=False) <= 0.92


@every_set
@some_seeds
def test_the_nearest_neighbour_knows_the_class_at_the_usual_noise(source: str, seed: int) -> None:
    x, positive = _points(source, seed)
    x = x / x.std(axis=0)
    distance = np.linalg.norm(x[:, np.newaxis] - x[np.newaxis], axis=2) + np.diag(np.full(len(x), np.inf))
    assert (positive[distance.argmin(axis=1)] == positive).mean() >= 0.9


def _points(source: str, seed: int) -> tuple[FloatArray, NDArray[np.bool_]]:
    data = generate(source, 128, 0.2, seed)
    return data.x, data.y[:, 0] == 1.0


def _best_line(x: FloatArray, positive: NDArray[np.bool_], *, through_origin: bool) -> float:
    """Return the best accuracy over lines of 360 directions, with every offset or none."""
    angle = np.arange(360) * np.pi / 180
    scores = (x / x.std(axis=0)) @ np.stack([np.cos(angle), np.sin(angle)])
    if through_origin:
        return float(((scores > 0) == positive[:, np.newaxis]).mean(axis=0).max())
    ordered = positive[np.argsort(scores, axis=0)]
    below_and_negative = np.cumsum(~ordered, axis=0)
    above_and_positive = ordered.sum(axis=0) - np.cumsum(ordered, axis=0)
    return float((below_and_negative + above_and_positive).max() / len(x))
