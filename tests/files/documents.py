"""Documents of every kind, for properties."""

from __future__ import annotations

import math
from typing import Any, get_args

from hypothesis import strategies as st

from graphviz_nn.data import SOURCES, DataSpec
from graphviz_nn.data.by_hand import ByHand
from graphviz_nn.data.given import Given
from graphviz_nn.files.document import Document, View, Work
from graphviz_nn.landscape.plane import PlaneSpec
from graphviz_nn.model import ACTIVATIONS, INITIALISERS, LOSSES, Dense, Formula, Stack
from graphviz_nn.optim import (
    Adagrad,
    Adam,
    AdamW,
    ConstantRate,
    CosineDecay,
    ExponentialDecay,
    Nadam,
    RmsProp,
    Sgd,
    StepDecay,
)
from graphviz_nn.optim.sgd import MomentumFormula
from graphviz_nn.training.spec import TrainingSpec
from graphviz_nn.training.variants import Variant

text = st.text(st.characters(codec="utf-8"), max_size=12)
some_float = st.floats(0, 1e6, exclude_min=True)
# A NaN is told from others by its identity alone, so one of them is drawn everywhere.
number = st.one_of(st.floats(allow_nan=False), st.just(math.nan))
finite = st.floats(allow_nan=False, allow_infinity=False)
finite_leaf = st.recursive(finite, lambda inner: st.lists(inner, max_size=3), max_leaves=6)
leaf = st.recursive(number, lambda inner: st.lists(inner, max_size=3), max_leaves=6)

expressions = st.builds(Formula, text=text, leaves=st.dictionaries(text, leaf, max_size=3))
layers = st.builds(
    Dense,
    units=st.integers(1, 9),
    activation=st.sampled_from(sorted(ACTIVATIONS)),
    use_bias=st.booleans(),
    kernel_initializer=st.sampled_from(sorted(INITIALISERS)),
    kernel_spread=st.none() | some_float,
    l1=some_float,
)
stacks = st.builds(
    Stack,
    inputs=st.integers(1, 9) | st.tuples(st.integers(1, 9)),
    layers=st.lists(layers, min_size=1, max_size=3).map(tuple),
    loss=st.sampled_from(sorted(LOSSES)),
)
rows = st.lists(st.tuples(some_float, some_float), min_size=1, max_size=3).map(tuple)
numbers = st.lists(some_float, max_size=3).map(tuple)
by_hand = st.builds(
    ByHand,
    name=text,
    x=rows,
    y=numbers,
    ranks=numbers,
    features=st.lists(text, max_size=2).map(tuple),
    target=text,
    classes=st.lists(text, max_size=3).map(tuple),
)
data = st.builds(
    DataSpec,
    source=st.sampled_from(sorted(SOURCES)),
    noise=st.floats(0, 10),
    seed=st.integers(0, 2**63 - 1),
    features=st.none() | st.lists(text, max_size=3).map(tuple),
    target=st.none() | text,
    given=st.none() | st.builds(Given, x=rows, y=rows),
    by_hand=st.none() | by_hand,
)
share, some_updates = st.floats(0, 0.99), st.integers(1, 10**6)
schedules = st.one_of(
    st.just(ConstantRate()),
    st.builds(StepDecay, updates=some_updates, decay=st.floats(0.01, 1)),
    st.builds(ExponentialDecay, updates=some_updates, decay=st.floats(0.01, 1)),
    st.builds(CosineDecay, updates=some_updates, floor=st.floats(0, 1)),
)
common: dict[str, st.SearchStrategy[Any]] = {
    "learning_rate": some_float,
    "schedule": schedules,
    "weight_decay": some_float,
    "clip_norm": st.none() | some_float,
}
optimisers = st.one_of(
    st.builds(Sgd, **common, momentum=share, momentum_formula=st.sampled_from(get_args(MomentumFormula))),
    st.builds(Sgd, learning_rate=some_float, momentum=st.just(0.5), nesterov=st.booleans()),
    st.builds(Adagrad, **common, initial_accumulator_value=some_float, epsilon=some_float),
    st.builds(RmsProp, **common, rho=share, momentum=share, epsilon=some_float, centred=st.booleans()),
    st.builds(Adam, **common, beta_1=share, beta_2=share, epsilon=some_float),
    st.builds(Adam, learning_rate=some_float, clip_value=some_float),
    st.builds(AdamW, **common, beta_1=share),
    st.builds(Nadam, **common, beta_2=share),
)
training = st.builds(
    TrainingSpec,
    optimiser=optimisers,
    batch_size=st.integers(1, 99),
    epochs=st.integers(1, 10**6),
    shuffle=st.booleans(),
)
variants = st.builds(
    Variant,
    name=text,
    optimiser=st.none() | optimisers,
    learning_rate=st.none() | some_float,
    seed=st.none() | st.integers(0, 9),
    changes=st.fixed_dictionaries(
        {},
        optional={
            "data.standardise": st.booleans(),
            "training.epochs": st.integers(1, 99),
            "subject.layers.*.use_bias": st.booleans(),
            "subject.layers": st.lists(st.just({"kind": "dense", "units": 2}), min_size=1, max_size=2),
        },
    ),
)
views = st.builds(
    View,
    depth=st.sampled_from(["layers", "neurons", "operations"]),
    folded=st.lists(text, max_size=2).map(tuple),
    update=st.integers(0, 99),
    plane=st.builds(PlaneSpec, kind=st.sampled_from(["pca", "weights", "random"]), seed=st.integers(0, 9)),
)
works = st.builds(
    Work,
    title=text,
    subject=stacks | expressions,
    data=data,
    training=training,
    variants=st.lists(variants, min_size=1, max_size=3).map(tuple),
    seeds=st.integers(1, 9),
    weights=st.none() | st.dictionaries(text, finite_leaf, max_size=2),
)
documents = st.builds(Document, work=works, view=views)
