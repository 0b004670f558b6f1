"""Mean and deviation of any finite columns."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from graphviz_nn.data.standardise import measure, no_scaling
from graphviz_nn.ops import FloatArray

matrices = hnp.arrays(
    np.float64, hnp.array_shapes(min_dims=2, max_dims=2, max_side=12), elements=st.floats(-1e6, 1e6)
)


@given(matrices)
def test_standardised_columns_are_finite_and_a_constant_one_is_zero(x: FloatArray) -> None:
    names = tuple(f"x{j}" for j in range(x.shape[1]))
    scaling = measure(x, names, "some data")
    standardised = (x - scaling.mean) / scaling.deviation
    assert (scaling.deviation > 0).all()
    assert np.isfinite(standardised).all()
    constant = (x == x[0]).all(axis=0)
    assert (standardised[:, constant] == 0.0).all()
    assert len(scaling.notes) <= 1
    assert scaling.notes or not constant.any()


@given(
    hnp.arrays(
        np.float64, st.tuples(st.integers(2, 12), st.just(3)), elements=st.integers(-1000, 1000), unique=True
    )
)
def test_standardised_columns_have_mean_0_and_deviation_1(x: FloatArray) -> None:
    scaling = measure(x, ("a", "b", "c"), "some data")
    standardised = (x - scaling.mean) / scaling.deviation
    np.testing.assert_allclose(standardised.mean(axis=0), 0.0, atol=1e-10)
    np.testing.assert_allclose(standardised.std(axis=0), 1.0, rtol=1e-10)


def test_no_scaling_changes_nothing() -> None:
    mean, deviation, notes = no_scaling(3)
    assert mean.tolist() == [0.0, 0.0, 0.0]
    assert deviation.tolist() == [1.0, 1.0, 1.0]
    assert notes == ()
