"""The built-in digits: the pictures as they were published, and the document that learns them."""

from __future__ import annotations

import numpy as np
import pytest

from graphviz_nn.cli import main
from graphviz_nn.data import DataSpec, load
from graphviz_nn.debug.check import check_graph
from graphviz_nn.files import store
from graphviz_nn.resources import resource
from graphviz_nn.session.tasks import loaded, tasks_of


def test_there_are_1797_pictures_of_64_pixels_in_17_shades() -> None:
    data = load(DataSpec(source="digits"))
    assert data.x.shape == (1797, 64)
    assert data.features[:2] == ("p00", "p01")
    assert data.features[-1] == "p77"
    np.testing.assert_array_equal(np.unique(data.x), np.arange(17.0))


def test_each_digit_is_there_about_180_times() -> None:
    data = load(DataSpec(source="digits"))
    assert data.classes == tuple("0123456789")
    np.testing.assert_array_equal(data.y.sum(axis=0), [178, 182, 177, 183, 181, 182, 181, 179, 174, 180])


def test_the_first_picture_is_the_published_zero() -> None:
    picture = load(DataSpec(source="digits")).x[0].reshape(8, 8)
    np.testing.assert_array_equal(picture[0], [0, 0, 5, 13, 9, 1, 0, 0])
    np.testing.assert_array_equal(picture[7], [0, 0, 6, 13, 10, 0, 0, 0])


def test_the_document_gets_97_of_100_held_out_digits_right(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["fit", "digits"]) == 0
    said = capsys.readouterr().out
    shares = {
        line.split()[0]: float(word[:-1])
        for line in said.splitlines()
        for word in line.split()
        if "%" in word
    }
    assert shares["Adam"] >= 97.0
    assert shares["SGD"] >= 95.0


def test_the_document_passes_the_gradient_check() -> None:
    document = store.load(resource("documents", "digits.gnn.json"))
    problem = tasks_of(document.work, loaded(document.work))[0].problem
    graph = problem.network.graph(problem.size_of(0))
    checks = check_graph(graph.with_leaf_values(problem.leaves(graph, problem.start)))
    assert [check for check in checks if not check.ok] == []
    assert {"conv2d/kernel", "conv2d/bias"} <= {check.name for check in checks}
