"""When a picture has to be drawn again."""

from __future__ import annotations

import numpy as np

from graphviz_nn.gui.plots.curve_picture import Curve, CurvePicture
from graphviz_nn.gui.plots.picture import same

LOSSES = np.ones(3)


def picture(name: str = "SGD", losses: np.ndarray = LOSSES, log: bool = False) -> CurvePicture:
    return CurvePicture((Curve(name, 0, LOSSES, losses),), 3.0, log)


def test_the_very_same_arrays_and_equal_words_need_no_new_drawing() -> None:
    assert same(picture(), picture())


def test_another_word_array_or_flag_does() -> None:
    assert not same(picture(), picture(name="momentum"))
    assert not same(picture(), picture(losses=LOSSES.copy()))
    assert not same(picture(), picture(log=True))
    assert not same(picture(), None)


def test_the_nearest_loss_is_read_off() -> None:
    curve = Curve("SGD", 0, np.array([0.5, 1.5, 2.5]), np.array([3.0, 2.0, 1.0]))
    assert [curve.at(epoch) for epoch in (0.0, 1.4, 9.0)] == [3.0, 2.0, 1.0]
