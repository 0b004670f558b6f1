"""What a variant makes of the shared settings."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphviz_nn.errors import SettingError
from graphviz_nn.optim import OPTIMISERS, Adagrad, Adam, CosineDecay, RmsProp, RuleName, Sgd, rule_name
from graphviz_nn.training.spec import TrainingSpec
from graphviz_nn.training.variants import (
    Variant,
    another,
    apply,
    foreign,
    inherited,
    label,
    labels,
    other_rule,
    renamed,
    with_rule,
)


def test_a_variant_changes_what_it_names_and_nothing_else() -> None:
    settings_ = TrainingSpec(optimiser=Sgd(learning_rate=0.1, momentum=0.9, nesterov=True))
    assert apply(Variant(), settings_) == settings_
    changed = apply(Variant(learning_rate=0.2, batch_size=1), settings_)
    assert changed.optimiser == Sgd(learning_rate=0.2, momentum=0.9, nesterov=True)
    assert (changed.batch_size, changed.epochs) == (1, settings_.epochs)
    assert apply(Variant(momentum=0.0), settings_).optimiser == Sgd(learning_rate=0.1)


def test_a_variant_may_have_a_rule_of_its_own_and_change_what_that_has() -> None:
    shared = TrainingSpec(optimiser=Sgd(momentum=0.9))
    own = Variant(optimiser=RmsProp(rho=0.5), momentum=0.3, learning_rate=0.02, seed=4)
    changed = apply(own, shared)
    assert changed.optimiser == RmsProp(rho=0.5, momentum=0.3, learning_rate=0.02)
    assert changed.seed == 4


@pytest.mark.parametrize(
    ("variant", "field", "title"),
    [
        (Variant(momentum=0.5), "momentum to 0.5", "Adam"),
        (Variant(optimiser=Adagrad(), momentum=0.0), "momentum to 0.0", "Adagrad"),
        (Variant(optimiser=RmsProp(), nesterov=True), "nesterov to True", "RMSprop"),
        (Variant(momentum_formula="rate outside"), "momentum formula to 'rate outside'", "Adam"),
    ],
)
def test_a_setting_that_the_rule_lacks_is_refused_by_name(variant: Variant, field: str, title: str) -> None:
    with pytest.raises(SettingError, match=f"sets the {field}, and {title} has none.*SGD"):
        apply(variant, TrainingSpec(optimiser=Adam()))


@pytest.mark.parametrize("name", OPTIMISERS)
def test_another_rule_has_its_own_rate_and_keeps_schedule_decay_and_clipping(name: RuleName) -> None:
    old = Sgd(learning_rate=0.7, momentum=0.9, schedule=CosineDecay(), weight_decay=0.1, clip_norm=2.0)
    new = other_rule(old, name)
    assert rule_name(new) == name
    assert (new.schedule, new.weight_decay, new.clip_norm) == (CosineDecay(), 0.1, 2.0)
    assert new == old or new.learning_rate == OPTIMISERS[name]().learning_rate
    assert other_rule(new, name) is new


def test_an_unknown_rule_is_refused() -> None:
    unknown: Any = "lion"
    with pytest.raises(SettingError, match=r"'lion' is unknown.*sgd, adagrad, rmsprop, adam"):
        other_rule(Sgd(), unknown)


def test_a_variant_that_takes_another_rule_loses_what_that_lacks_and_its_rate() -> None:
    shared = TrainingSpec(optimiser=Sgd(weight_decay=0.1))
    before = Variant(name="mine", learning_rate=0.5, momentum=0.9, nesterov=True, batch_size=2)
    taken = with_rule(before, "adam", shared)
    assert taken == Variant(name="mine", optimiser=Adam(weight_decay=0.1), batch_size=2)
    assert with_rule(taken, None, shared) == Variant(name="mine", batch_size=2)
    assert with_rule(before, "sgd", shared) == Variant(
        name="mine", optimiser=shared.optimiser, learning_rate=0.5, momentum=0.9, nesterov=True, batch_size=2
    )
    assert with_rule(before, None, shared) == before


def test_what_is_foreign_to_a_rule_is_what_a_variant_sets_and_the_rule_lacks() -> None:
    variant = Variant(learning_rate=0.1, momentum=0.0, nesterov=False)
    assert foreign(variant, Sgd) == ()
    assert foreign(variant, RmsProp) == ("nesterov",)
    assert foreign(variant, Adam) == ("momentum", "nesterov")


def test_a_variant_is_called_by_its_name_or_by_what_it_does() -> None:
    assert label(Variant(name="mine", learning_rate=0.5), TrainingSpec()) == "mine"
    assert label(Variant(momentum=0.0), TrainingSpec()) == "SGD"
    assert label(Variant(momentum=0.9), TrainingSpec()) == "momentum 0.9"
    assert label(Variant(optimiser=RmsProp(momentum=0.9)), TrainingSpec()) == "RMSprop"
    assert label(Variant(), TrainingSpec(optimiser=Adam())) == "Adam"


@pytest.mark.parametrize(
    ("variant", "words"),
    [
        (Variant(learning_rate=0.05), "SGD, learning rate 0.05"),
        (Variant(learning_rate=0.1, batch_size=16), "SGD"),  # as all others have it
        (Variant(momentum=0.9, batch_size=1), "momentum 0.9, mini-batch size 1"),
        (Variant(momentum=0.9, nesterov=True), "momentum 0.9, Nesterov variant on"),
        (Variant(momentum=0.9, momentum_formula="rate outside"), "momentum 0.9, rate outside"),
        (Variant(seed=123456789, shuffle=False), "SGD, seed 123456789, shuffling off"),
        (Variant(optimiser=RmsProp(), momentum=0.5), "RMSprop, momentum 0.5"),
        (Variant(optimiser=Adam(), learning_rate=0.5), "Adam, learning rate 0.5"),
    ],
)
def test_without_a_name_it_is_called_by_what_it_has_different(variant: Variant, words: str) -> None:
    assert label(variant, TrainingSpec()) == words


def test_what_a_variant_inherits_is_its_rule_s_and_the_training_s() -> None:
    training = TrainingSpec(optimiser=Sgd(learning_rate=0.3, momentum=0.9), batch_size=4)
    assert inherited(Variant(learning_rate=9.0), training) == {
        "learning_rate": 0.3,
        "momentum": 0.9,
        "nesterov": False,
        "momentum_formula": "rate inside",
        "batch_size": 4,
        "seed": 0,
        "shuffle": True,
    }
    assert inherited(Variant(optimiser=Adam(learning_rate=0.2)), training)["learning_rate"] == 0.2
    assert "momentum" not in inherited(Variant(optimiser=Adam()), training)


@pytest.mark.parametrize("first", [Variant(), Variant(name="mine", momentum=0.5), Variant(optimiser=Adam())])
def test_a_variant_that_is_added_differs_from_all_others_in_what_it_does_and_in_name(first: Variant) -> None:
    training, variants = TrainingSpec(optimiser=Sgd(learning_rate=0.3)), [first]
    for _ in range(5):
        variants.append(another(variants, training))
    variants += [another([*variants, first], training)]
    names = [label(variant, training) for variant in variants]
    assert len(set(names)) == len(variants)
    done = [apply(variant, training) for variant in variants]
    assert all(settings not in done[:place] for place, settings in enumerate(done))


NAMES = st.sampled_from(["", "SGD", "mine", "momentum 0.9"])
VARIANTS = st.builds(
    Variant, name=NAMES, momentum=st.sampled_from([None, 0.0, 0.9]), seed=st.sampled_from([None, 1, 2])
)


@given(st.lists(VARIANTS, min_size=1, max_size=6))
def test_side_by_side_no_two_variants_are_called_alike(variants: list[Variant]) -> None:
    names = labels(variants, TrainingSpec())
    assert len(set(names)) == len(variants)
    for name, variant in zip(names, variants, strict=True):
        assert name.startswith(label(variant, TrainingSpec()))


RATES = st.floats(0.001, 0.999).map(lambda rate: float(f"{rate:.3g}"))
SHARED = TrainingSpec(optimiser=Sgd(learning_rate=0.1, momentum=0.9))


@given(RATES, RATES)
def test_a_name_that_states_a_number_follows_it(old: float, new: float) -> None:
    before = Variant(name=f"with {old:g} a step", learning_rate=old)
    after = renamed(before, SHARED, msgspec.structs.replace(before, learning_rate=new), SHARED)
    assert after == Variant(name=f"with {new:g} a step", learning_rate=new)


@given(RATES, RATES)
def test_a_name_that_is_the_usual_one_stays_the_usual_one(old: float, new: float) -> None:
    before = Variant(name=f"momentum {old:g}", momentum=old)
    changed = msgspec.structs.replace(before, momentum=new)
    assert label(renamed(before, SHARED, changed, SHARED), SHARED) == f"momentum {new:g}"


def test_the_name_of_a_variant_that_inherits_a_setting_follows_it_too() -> None:
    lower = msgspec.structs.replace(SHARED, optimiser=Sgd(learning_rate=0.1, momentum=0.8))
    for name, then in (("momentum 0.9", ""), ("β = 0.9", "β = 0.8")):
        assert renamed(Variant(name=name), SHARED, Variant(name=name), lower) == Variant(name=then)


@pytest.mark.parametrize(
    ("name", "own", "field", "value"),
    [
        ("too small", 0.01, "learning_rate", 0.5),  # it states no number
        ("rate 0.01", 0.01, "seed", 7),  # it states another one
        ("rate 0.015 or 10.01", 0.01, "learning_rate", 0.5),  # it states other ones that look alike
    ],
)
def test_a_name_that_stays_true_stays(name: str, own: float, field: str, value: Any) -> None:
    before = Variant(name=name, learning_rate=own)
    assert renamed(before, SHARED, msgspec.structs.replace(before, **{field: value}), SHARED).name == name


def test_a_name_states_the_variant_s_own_setting_where_another_has_the_same_number() -> None:
    before, shared = Variant(name="1 a mini-batch", batch_size=1), TrainingSpec(seed=1)
    reseeded = renamed(before, shared, before, TrainingSpec(seed=2))
    assert reseeded.name == "1 a mini-batch"
    larger = renamed(before, shared, msgspec.structs.replace(before, batch_size=4), shared)
    assert larger.name == "4 a mini-batch"


def test_a_name_that_is_itself_changed_is_what_was_asked_for() -> None:
    before = Variant(name="rate 0.1", learning_rate=0.1)
    asked = Variant(name="still rate 0.1", learning_rate=0.2)
    assert renamed(before, SHARED, asked, SHARED) == asked
