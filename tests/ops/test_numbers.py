"""What is read as numbers, and what is said of the rest: in our words, whatever another library raises."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import graphviz_nn as gnn
from graphviz_nn.ops import as_floats
from graphviz_nn.ops.numbers import MOST_OF_REASON


class Tensor:
    """An array of another library that NumPy can't read."""

    def __init__(self, error: Exception) -> None:
        self._error = error

    def __array__(self, dtype: object = None, copy: object = None) -> Any:
        raise self._error


RAISED = (
    RuntimeError(
        "Can't call numpy() on a tensor that requires a gradient. Use tensor.detach().numpy() instead."
    ),
    TypeError("can't convert a tensor on another device"),
    ValueError("it is traced"),
    NotImplementedError(),
    BufferError("x" * 1000),
    LookupError("a\nb"),
)


@pytest.mark.parametrize("error", RAISED, ids=lambda error: type(error).__name__)
@pytest.mark.parametrize("wrap", [lambda tensor: tensor, lambda tensor: [tensor]], ids=["alone", "in a list"])
def test_the_array_of_another_library_that_cannot_be_read_is_refused_with_its_reason(
    error: Exception, wrap: Any
) -> None:
    model = gnn.Sequential([gnn.Input((2,)), gnn.Dense(1)])
    with pytest.raises(gnn.DataError, match="x is not an array of numbers") as caught:
        model.predict(wrap(Tensor(error)))
    said = str(caught.value)
    if not isinstance(error, ValueError):  # which in a list is NumPy's own word for rows that differ
        assert (str(error).split("\n")[0].rstrip(".") or type(error).__name__)[: MOST_OF_REASON // 2] in said
    assert "\n" not in said
    assert len(said) < 2 * MOST_OF_REASON + 100


@pytest.mark.parametrize("tensor", ["requires_grad", "bfloat16", "sparse", "meta"])
def test_a_tensor_of_torch_that_has_no_numbers_to_read_is_refused(tensor: str) -> None:
    torch = pytest.importorskip("torch")
    given = {
        "requires_grad": lambda: torch.ones(4, 2, requires_grad=True),
        "bfloat16": lambda: torch.ones(4, 2, dtype=torch.bfloat16),
        "sparse": lambda: torch.eye(4, 2).to_sparse(),
        "meta": lambda: torch.ones(4, 2, device="meta"),
    }[tensor]()
    with pytest.raises(ValueError, match="NumPy can't read it"):
        as_floats(given)
    assert as_floats(torch.ones(2)).dtype == np.float64
