"""What is offered where a formula overflows though its value does not."""

from __future__ import annotations

import numpy as np
import pytest

from graphviz_nn.debug.diagnosis import diagnose
from graphviz_nn.debug.not_finite import first_value, value_origin
from graphviz_nn.debug.record import make_record
from graphviz_nn.debug.steadier import steadier
from graphviz_nn.graph import expression

OFFERED = (
    ("ln(sum(exp(x)))", [1000.0, 1000.0], "logsumexp(x)", 1000.6931471805599),
    ("ln(sum(exp(x), axis=0))", [1000.0, 999.0], "logsumexp(x, axis=0)", 1000.3132616875183),
    ("ln(1 + exp(x))", 800.0, "softplus(x)", 800.0),
    ("ln(exp(x) + 1)", 800.0, "softplus(x)", 800.0),
    ("ln(sigmoid(x))", -800.0, "-softplus(-x)", -800.0),
    ("ln(softmax(x))[1]", [900.0, 0.0], "log_softmax(x)", -900.0),
)


@pytest.mark.parametrize(("text", "x", "offered", "value"), OFFERED)
def test_what_is_offered_comes_to_the_value_that_the_formula_lost(
    text: str, x: float | list[float], offered: str, value: float
) -> None:
    record = make_record(expression(text, x=x))
    cell = first_value(record)
    assert cell is not None
    origin = value_origin(record, record.graph.index[cell.node], cell.index)
    assert origin is not None
    assert f"; {offered} does not overflow" in "".join(piece.text for piece in origin)
    assert offered in diagnose(record)[0].text
    instead = expression(offered, x=x)
    assert any(cell == pytest.approx(value, rel=1e-15) for cell in np.ravel(instead.value))
    assert all(np.isfinite(gradient).all() for gradient in instead.gradients().values())


@pytest.mark.parametrize("text", ["sum(exp(x))", "ln(2 + exp(x))", "exp(x) * ln(x)", "ln(exp(x) * 2)"])
def test_nothing_is_offered_where_nothing_comes_to_the_same(text: str) -> None:
    graph = expression(text, x=800.0)
    assert [steadier(graph, place) for place in range(len(graph.nodes))] == [None] * len(graph.nodes)
