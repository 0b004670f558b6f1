"""Documents of every kind, for properties."""

from __future__ import annotations

import math

from hypothesis import strategies as st

from graphviz_nn.analysis.plane import PlaneSpec
from graphviz_nn.data import SOURCES, DataSpec
from graphviz_nn.files.document import Document, ExpressionSpec, ViewSpec
from graphviz_nn.model import ACTIVATIONS, INITIALISERS, LOSSES, DenseSpec, ModelSpec
from graphviz_nn.optim import Sgd
from graphviz_nn.training.spec import TrainingSpec
from graphviz_nn.training.variants import Variant

text = st.text(st.characters(codec="utf-8"), max_size=12)
some_float = st.floats(0, 1e6, exclude_min=True)
# A NaN is told from others by its identity alone, so one of them is drawn everywhere.
number = st.one_of(st.floats(allow_nan=False), st.just(math.nan))
leaf = st.recursive(number, lambda inner: st.lists(inner, max_size=3), max_leaves=6)

expressions = st.builds(ExpressionSpec, text=text, leaves=st.dictionaries(text, leaf, max_size=3))
layers = st.builds(
    DenseSpec,
    units=st.integers(1, 9),
    activation=st.sampled_from(sorted(ACTIVATIONS)),
    use_bias=st.booleans(),
    kernel_initializer=st.sampled_from(sorted(INITIALISERS)),
    kernel_spread=st.none() | some_float,
    l1=some_float,
)
models = st.builds(
    ModelSpec,
    inputs=st.integers(1, 9),
    layers=st.lists(layers, min_size=1, max_size=3).map(tuple),
    loss=st.sampled_from(sorted(LOSSES)),
)
data = st.builds(
    DataSpec,
    source=st.sampled_from(sorted(SOURCES)),
    noise=some_float,
    seed=st.integers(0, 2**63 - 1),
    features=st.none() | st.lists(text, max_size=3).map(tuple),
    target=st.none() | text,
)
training = st.builds(
    TrainingSpec,
    optimiser=st.builds(Sgd, learning_rate=some_float, momentum=st.floats(0, 0.99)),
    batch_size=st.integers(1, 99),
    epochs=st.integers(1, 10**6),
    shuffle=st.booleans(),
)
variants = st.builds(
    Variant, name=text, learning_rate=st.none() | some_float, seed=st.none() | st.integers(0, 9)
)
views = st.builds(
    ViewSpec,
    depth=st.sampled_from(["layers", "neurons", "operations"]),
    folded=st.lists(text, max_size=2).map(tuple),
    update=st.integers(0, 99),
    plane=st.builds(PlaneSpec, kind=st.sampled_from(["pca", "weights", "random"]), seed=st.integers(0, 9)),
)
documents = st.builds(
    Document,
    title=text,
    expression=st.none() | expressions,
    data=data,
    model=models,
    training=training,
    variants=st.lists(variants, min_size=1, max_size=3).map(tuple),
    view=views,
)
