"""The numbers at the axes are those of the data, whatever was changed before."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QRectF
from PySide6.QtGui import QFontMetricsF, QImage, QPainter
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from graphviz_nn.gui.look.theme import THEMES, Theme
from graphviz_nn.gui.painting import painting
from graphviz_nn.gui.plots.chart import Chart
from graphviz_nn.gui.plots.confusion_picture import ConfusionPicture
from graphviz_nn.gui.plots.items import Item
from graphviz_nn.gui.plots.shapes import Shape
from graphviz_nn.scene.spans import Span
from graphviz_nn.text import MINUS


@dataclass(frozen=True, eq=False)
class Empty:
    """A picture of nothing between two numbers on each axis."""

    spans: tuple[Span, Span]
    labels: tuple[str, str] = ("w1", "w2")
    log: bool = False

    def shapes(self, theme: Theme) -> list[Shape]:
        return []


@pytest.fixture
def chart(qtbot: QtBot) -> Iterator[Chart]:
    chart = Chart(Theme.load("light"))
    chart.widget.resize(420, 320)
    chart.widget.show()
    yield chart
    chart.widget.close()


def ticks(chart: Chart, side: str) -> list[tuple[float, float]]:
    """Return, for each number at an axis, what it says and the number of the data that it stands beside."""
    axis = chart.axis(side)
    with painting(QImage(1, 1, QImage.Format.Format_ARGB32)) as painter:
        found = _texts(axis, painter)
    across = side == "bottom"
    span, length = chart.view[0 if across else 1], axis.size().width() if across else axis.size().height()
    places = [(rect.center().x() if across else length - rect.center().y()) / length for rect, _, _ in found]
    said = [float(text.replace(MINUS, "-")) for _, _, text in found]
    return [
        (word, span.low + share * (span.high - span.low)) for word, share in zip(said, places, strict=True)
    ]


def _texts(axis: Item, painter: QPainter) -> list[tuple[QRectF, object, str]]:
    texts: list[tuple[QRectF, object, str]] = axis.generateDrawSpecs(painter)[2]
    return texts


changes = st.lists(
    st.one_of(
        st.tuples(st.sampled_from(THEMES), st.sampled_from([1.0, 1.25, 2.0])),
        st.tuples(st.integers(260, 1400), st.integers(200, 900)),
    ),
    max_size=4,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changes, st.floats(-4, 3), st.floats(-3, 3))
def test_a_number_at_an_axis_stands_beside_that_number(
    chart: Chart, steps: list[tuple[object, object]], size: float, shift: float
) -> None:
    width = 10.0**size
    picture = Empty((Span(shift * width, (shift + 1) * width), Span(-width, width)))
    chart.show(picture)
    for first, second in steps:
        if isinstance(first, str):
            chart.use_theme(Theme.load(first, second))  # type: ignore[arg-type]
            chart.show(picture)
        else:
            chart.widget.resize(first, second)
        QApplication.processEvents()
    chart.widget.grab()
    for side, span in zip(("bottom", "left"), chart.view, strict=True):
        said = np.array(ticks(chart, side)).reshape(-1, 2)
        np.testing.assert_allclose(said[:, 0], said[:, 1], atol=0.02 * (span.high - span.low))


def names_written(chart: Chart) -> list[tuple[float, float, str]]:
    """Where each name below the axis begins and ends, and what it is."""
    image = QImage(chart.widget.size(), QImage.Format.Format_RGB32)
    with painting(image) as painter:
        _, _, texts = chart.axis("bottom").generateDrawSpecs(painter)
        metrics = QFontMetricsF(painter.font())
    spans = [(place.center().x(), metrics.horizontalAdvance(text) / 2, text) for place, _, text in texts]
    return [(middle - half, middle + half, text) for middle, half, text in sorted(spans)]


@pytest.mark.parametrize("width", [260, 420, 900])
def test_names_of_classes_below_an_axis_do_not_run_into_each_other(chart: Chart, width: int) -> None:
    classes = ("setosa", "a class with a long name", "another long name", "4", "e")
    chart.widget.resize(width, 320)
    chart.show(ConfusionPicture(np.eye(5, dtype=np.int64), classes, "rows"))
    QApplication.processEvents()
    written = names_written(chart)
    assert len(written) == len(classes)
    assert all(right < left for (_, right, _), (left, _, _) in pairwise(written))
    assert written[3][2] == "4"
    assert all(text.rstrip("…") in name for (_, _, text), name in zip(written, classes, strict=True))
