"""What is seen of lines and marks: as little as there is room for, whatever their numbers, and nothing else."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from graphviz_nn.gui.plots.visible import (
    DENSE,
    MOST,
    OUTSIDE,
    Page,
    clipped,
    drawn_width,
    seen_line,
    seen_marks,
    seen_segments,
    seen_series,
    times_across,
)
from graphviz_nn.ops import FloatArray
from graphviz_nn.scene.spans import Span

LOW, HIGH = np.zeros(2), np.ones(2)
PAGE = Page((Span(0.0, 1.0), Span(0.0, 1.0)), 400.0, 300.0)


def points_of(numbers: st.SearchStrategy[float]) -> st.SearchStrategy[FloatArray]:
    return st.lists(st.tuples(numbers, numbers), max_size=12).map(lambda rows: np.array(rows).reshape(-1, 2))


ANY = points_of(st.floats() | st.floats(-1e3, 1e3))
NEAR = points_of(st.floats(-3, 4))


def parts(line: FloatArray) -> FloatArray:
    """Return the single lines of a broken one, of shape (n, 2, 2)."""
    pairs = np.stack([line[:-1], line[1:]], axis=1)
    return pairs[np.isfinite(pairs).all(axis=(1, 2))]


def distance(point: FloatArray, lines: FloatArray) -> float:
    """Return how far a point lies from the nearest of some lines, of shape (n, 2, 2)."""
    starts, ways = lines[:, 0], lines[:, 1] - lines[:, 0]
    lengths = (ways**2).sum(axis=1)
    shares = np.clip(((point - starts) * ways).sum(axis=1) / np.where(lengths > 0, lengths, 1.0), 0.0, 1.0)
    return float(np.hypot(*(starts + shares[:, None] * ways - point).T).min(initial=np.inf))


def mostly_inside(lines: FloatArray) -> FloatArray:
    """Return points of lines that lie in the unit square, and not on its border."""
    shares = np.linspace(0.0, 1.0, 23)[:, None, None]
    points = (lines[:, 0] + shares * (lines[:, 1] - lines[:, 0])).reshape(-1, 2)
    return points[((points > 1e-9) & (points < 1 - 1e-9)).all(axis=1)]


@given(NEAR)
def test_what_is_clipped_is_what_lies_in_the_box_and_nothing_else(line: FloatArray) -> None:
    whole, inside = parts(line), parts(clipped(line, LOW, HIGH))
    assert all(distance(point, inside) < 1e-9 for point in mostly_inside(whole))
    assert all(distance(point, whole) < 1e-9 for point in inside.reshape(-1, 2))


@given(NEAR.filter(lambda line: len(line) > 1), st.data())
def test_a_line_is_broken_where_a_point_is_not_finite(line: FloatArray, data: st.DataObject) -> None:
    line[data.draw(st.integers(0, len(line) - 1))] = data.draw(st.sampled_from([np.nan, np.inf]))
    whole, inside = parts(line), parts(clipped(line, LOW, HIGH))
    assert all(distance(point, whole) < 1e-9 for point in inside.reshape(-1, 2))


@given(points_of(st.floats(0, 1)))
def test_a_line_inside_the_box_stays_as_it_is(line: FloatArray) -> None:
    assert clipped(line, LOW, HIGH).tolist() == (line if len(line) > 1 else line[:0]).tolist()


@given(ANY)
def test_whatever_the_numbers_a_line_ends_at_the_frame(line: FloatArray) -> None:
    seen = seen_line(line, PAGE)
    assert is_near(seen[np.isfinite(seen).all(axis=1)])
    assert len(seen) <= 3 * len(line)


@given(ANY, ANY)
def test_whatever_the_numbers_segments_and_marks_stay_at_the_frame(
    starts: FloatArray, ends: FloatArray
) -> None:
    count = min(len(starts), len(ends))
    segments = seen_segments(np.stack([starts[:count], ends[:count]], axis=1), PAGE)
    assert is_near(segments.reshape(-1, 2))
    assert is_near(seen_marks(starts, PAGE, OUTSIDE))


def is_near(points: FloatArray) -> bool:
    around = np.array([OUTSIDE / PAGE.width, OUTSIDE / PAGE.height]) * (1 + 1e-9)
    return bool(((points >= -around) & (points <= 1 + around)).all())


@pytest.mark.parametrize("far", [2.0, 1e9, 1e30, 1e150, 1e300])
def test_a_line_leaves_in_its_own_direction_however_far_it_goes(far: float) -> None:
    there_and_back = np.array([[0.5, 0.5], [far, far / 2], [0.5, 0.5]])
    slope = (far / 2 - 0.5) / (far - 0.5)
    leaving = [1.0, 0.5 + 0.5 * slope]
    seen = clipped(there_and_back, LOW, HIGH)
    expected = [[0.5, 0.5], leaving, leaving, [0.5, 0.5]]
    np.testing.assert_allclose(seen[np.isfinite(seen).all(axis=1)], expected[:1] + expected[2:], rtol=1e-12)


@pytest.mark.parametrize("size", [1e-290, 1e-9, 1.0, 1e9, 1e290])
@pytest.mark.parametrize("start", [0.0, 1.0, -7.0])
def test_spans_of_every_size_show_the_same(size: float, start: float) -> None:
    across = Span(start * size, (start + 1) * size)
    page = Page((across, across), 400.0, 300.0)
    line = np.array([[0.5, 0.5], [0.75, 0.5], [9.0, 0.5]])
    seen = (seen_line((line + start) * size, page) / size) - start
    np.testing.assert_allclose(seen[:2], line[:2], atol=1e-12)
    np.testing.assert_allclose(seen[2], [1 + OUTSIDE / 400, 0.5], atol=1e-12)


def test_of_very_many_points_so_many_are_drawn_at_most() -> None:
    scribble = np.random.default_rng(0).random((300_000, 2))
    assert MOST / 4 < len(seen_line(scribble, PAGE)) <= MOST
    assert MOST / 4 < len(seen_marks(scribble, PAGE, 8.0)) <= MOST


@pytest.mark.parametrize("length", [2, 3, 7, 64, 200])
def test_of_very_many_points_no_two_pieces_are_joined(length: int) -> None:
    """Strands of many seeds are one line with a gap behind each: each here has a height of its own."""
    many = 3 * MOST // length
    x = np.tile(np.append(np.linspace(0.0, 1.0, length), np.nan), many)
    y = np.repeat(np.linspace(0.0, 1.0, many), length + 1)
    seen = seen_line(np.column_stack([x, y]), PAGE)
    drawn = parts(seen)
    np.testing.assert_array_equal(drawn[:, 0, 1], drawn[:, 1, 1])
    assert MOST / 8 < len(seen) <= MOST
    assert (drawn[:, 0, 0].min(), drawn[:, 1, 0].max()) == (0.0, 1.0)


@given(st.integers(1, 5000), st.floats(0, 0.99), st.floats(1e-3, 1))
@example(5000, 0.0, 1.0)
def test_a_curve_has_two_points_a_pixel_at_most_and_its_outline(count: int, left: float, wide: float) -> None:
    x = np.linspace(0.0, 1.0, count)
    y = np.random.default_rng(count).random(count)
    page = Page((Span(left, left + wide), Span(0.0, 1.0)), 100.0, 80.0)
    seen = seen_series(np.column_stack([x, y]), page)
    shown = y[(x >= left) & (x <= left + wide)]
    assert len(seen) <= 2 * page.width + count / page.width + 3  # those that fill no pixel remain
    if len(shown) > 1:
        assert np.nanmin(seen[:, 1]) <= shown.min()
        assert np.nanmax(seen[:, 1]) >= shown.max()


def test_a_line_that_crosses_the_plot_over_and_over_is_drawn_thin_and_any_other_as_wide_as_asked() -> None:
    crossing = np.array([[0.0, 0.5], [1.0, 0.5]])
    few = round(DENSE * (PAGE.width + PAGE.height) / PAGE.width)
    assert drawn_width(2.0, np.tile(crossing, (few // 2 - 1, 1)), PAGE) == 2.0
    assert drawn_width(2.0, np.tile(crossing, (few, 1)), PAGE) == 1.0
    assert drawn_width(0.5, np.tile(crossing, (few, 1)), PAGE) == 0.5
    assert drawn_width(2.0, np.tile(crossing, (few, 1, 1)), PAGE) == 2.0
    assert drawn_width(2.0, crossing, PAGE._replace(ratio=2.0)) == 4.0


def test_on_a_logarithmic_axis_logarithms_are_seen() -> None:
    page = PAGE._replace(log=True)
    points = page.plotted(np.array([[0.0, 100.0], [1.0, 0.0], [1.0, -1.0]]))
    assert points[:, 1].tolist()[:2] == [2.0, -np.inf]
    assert np.isnan(points[2, 1])


def test_a_page_of_numbers_that_are_one_is_drawn_on_without_a_warning() -> None:
    here = Span(1e20, 1e20)
    page = Page((here, here), 400.0, 300.0)
    points = np.array([[1e20, 1e20], [1e20, 1e20], [2e20, 0.0], [np.inf, 1.0]])
    assert np.isfinite(page.scale).all()
    assert times_across(points, page) > 0
    assert drawn_width(2.0, points, page) > 0
