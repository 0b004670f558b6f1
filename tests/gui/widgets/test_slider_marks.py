"""Marks below a slider."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from graphviz_nn.gui.widgets.knob import Knob
from graphviz_nn.gui.widgets.slider_marks import SliderMarks
from graphviz_nn.optim import Sgd
from graphviz_nn.settings import settings_of


@pytest.fixture
def knob(qtbot: QtBot) -> Knob:
    knob = Knob(settings_of(Sgd)["learning_rate"])
    qtbot.addWidget(knob)
    knob.resize(260, 80)
    knob.show()
    return knob


def marks_of(knob: Knob) -> SliderMarks:
    (marks,) = knob.findChildren(SliderMarks)
    return marks


def test_a_mark_stands_where_the_handle_would_for_its_number(knob: Knob) -> None:
    knob.set_marks([(0.05, "2/λmax"), (0.1, "(2+2β)/λmax")])
    marks = marks_of(knob)
    assert marks.isVisible()
    marks.grab()
    for rate in (1e-3, 0.05, 1.0):
        knob.show_value(rate)
        share = knob.slider.sliderPosition() / knob.slider.maximum()
        assert marks.x_of(rate) / marks.width() == pytest.approx(share, abs=0.06)
    assert "2/λmax at 0.05" in marks.accessibleName()


def test_its_room_comes_with_the_first_marks_and_stays(knob: Knob) -> None:
    assert not knob.findChildren(SliderMarks)
    knob.set_marks([(0.05, "2/λmax")])
    high = knob.sizeHint().height()
    knob.set_marks([])
    assert knob.sizeHint().height() == high  # what stands below it does not jump while time goes on
    assert marks_of(knob).marks == ()


def test_what_lies_beyond_the_slider_is_not_marked(knob: Knob) -> None:
    knob.set_marks([(0.05, "near"), (1e6, "far")])
    assert [words for _, words in marks_of(knob).marks] == ["near"]


@pytest.mark.parametrize(
    "rates", [(0.02, 0.5), (0.05, 0.06), (0.5, 0.7, 0.9), (0.9, 0.95, 1.0), (1e-3, 0.03, 1.0)]
)
def test_no_words_run_into_others_or_out_of_it_and_a_tip_has_them_all(
    knob: Knob, rates: tuple[float, ...]
) -> None:
    knob.set_marks([(rate, f"({place}+2β)/λmax") for place, rate in enumerate(rates)])
    marks = marks_of(knob)
    areas = list(marks.areas().values())
    assert areas
    for area in areas:
        assert 0 <= area.left() < area.right() <= marks.width() + 1
        assert not any(area.intersects(other) for other in areas if other is not area)
    assert [line.split()[0] for line in marks.toolTip().splitlines()] == [words for _, words in marks.marks]
