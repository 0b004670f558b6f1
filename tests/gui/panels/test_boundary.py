"""The data and the decision boundary."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication

from graphviz_nn.gui.look.theme import Theme
from graphviz_nn.gui.panels.boundary import BoundaryPanel, describe, shown_of
from graphviz_nn.gui.plots.boundary_picture import AgreementPicture, BoundaryPicture, class_color
from graphviz_nn.gui.plots.shapes import Marks
from graphviz_nn.gui.widgets.plot import Plot
from graphviz_nn.model.predict import predict
from graphviz_nn.session import Session, commands
from tests.gui.panels.conftest import Show, learnt_from, session_at


@pytest.fixture
def flowers() -> Session:
    return session_at(learnt_from(source="iris", standardise=True))


def test_two_classes_have_two_probabilities_that_sum_to_one(learnt: Session) -> None:
    shown = shown_of(learnt.state)
    assert shown is not None
    assert isinstance(shown.picture, BoundaryPicture)
    assert shown.picture.probabilities.sum(axis=0) == pytest.approx(1.0)


def test_the_ground_has_the_hue_of_the_class_that_the_model_sees(
    shown: Show, learnt: Session, theme: Theme
) -> None:
    commands.to_end(learnt)
    (plot,) = shown(BoundaryPanel, learnt).findChildren(Plot)
    assert plot.chart
    QApplication.processEvents()
    image, boundary = plot.grab().toImage(), learnt.state.boundary
    assert boundary is not None
    for row, column in ((2, 2), (61, 61)):
        at = np.array([[boundary.across[column], boundary.up[row]]])
        ((x, y),) = plot.chart.pixels(at).tolist()
        ground = image.pixelColor(round(x), round(y))
        hue = class_color(theme, int(boundary.outputs[row, column, 0] > 0.5), 2)
        assert abs(ground.hueF() - hue.hueF()) < 0.08


@pytest.mark.parametrize("loss", ["categorical_crossentropy", "categorical_crossentropy_from_logits"])
def test_two_classes_in_two_columns_are_shown_as_in_one(
    shown: Show, learnt: Session, theme: Theme, loss: str
) -> None:
    in_one = shown_of(learnt.state)
    commands.set_loss(learnt, loss)
    commands.to_end(learnt)
    in_two, dataset = shown_of(learnt.state), learnt.state.dataset
    assert in_one is not None
    assert in_two is not None
    assert dataset is not None
    assert isinstance(in_two.picture, BoundaryPicture)
    assert in_two.picture.probabilities.sum(axis=0) == pytest.approx(1.0)
    assert in_two.picture.labels == in_one.picture.labels
    hues = [
        [mark.fill.name() for mark in made.picture.shapes(theme) if isinstance(mark, Marks)]
        for made in (in_one, in_two)
    ]
    assert hues[0] == hues[1]
    np.testing.assert_array_equal(in_two.places, in_one.places)
    *_, target, prediction = describe(learnt.state, 0).split("\n")
    assert target == f"target {dataset.classes[int(dataset.y[0, 1])]}"
    assert len(prediction.split()[1:]) == 2
    shown(BoundaryPanel, learnt).grab()


def test_three_classes_have_hues_of_their_own(shown: Show, flowers: Session, theme: Theme) -> None:
    (plot,) = shown(BoundaryPanel, flowers).findChildren(Plot)
    plot.grab()
    colors = {class_color(theme, place, 3).name() for place in range(3)}
    assert len(colors) == 3
    picture = shown_of(flowers.state)
    assert picture is not None
    assert picture.picture.labels == ("sepal_length", "sepal_width")


def test_a_regression_shows_predictions_against_targets(shown: Show) -> None:
    columns = ("bill_length_mm", "flipper_length_mm")
    session = session_at(
        learnt_from(source="penguins", features=columns, target="body_mass_g", standardise=True)
    )
    made = shown_of(session.state)
    assert made is not None
    assert isinstance(made.picture, AgreementPicture)
    assert made.picture.labels == ("body_mass_g", "prediction")
    shown(BoundaryPanel, session).grab()


def test_a_row_is_described_with_its_features_its_target_and_its_prediction(flowers: Session) -> None:
    dataset, moment = flowers.state.dataset, flowers.state.moment
    assert dataset is not None
    assert moment is not None
    lines = describe(flowers.state, 0).split("\n")
    assert lines[0] == "row 0"
    assert lines[1].startswith("sepal_length ")
    assert 4 < float(lines[1].split()[1]) < 8  # in cm, not standardised
    assert lines[-2].split()[1] in dataset.classes
    said = predict(moment.problem.network, moment.before.weights, dataset.x[:1])[0]
    assert [float(word) for word in lines[-1].split()[1:]] == pytest.approx(said, rel=1e-3)


def test_logits_become_probabilities(learnt: Session) -> None:
    shown = shown_of(learnt.state)
    assert shown is not None
    picture = shown.picture
    assert isinstance(picture, BoundaryPicture)
    values = {**{name: getattr(picture, name) for name in picture.__dataclass_fields__}, "logits": True}
    made = BoundaryPicture(**values)
    assert made.probabilities.min() > 0.2
    assert made.probabilities.sum(axis=0) == pytest.approx(1.0)


def test_an_expression_has_no_data(shown: Show, formula: Session) -> None:
    (plot,) = shown(BoundaryPanel, formula).findChildren(Plot)
    assert plot.accessibleDescription() == "An expression has no data."
