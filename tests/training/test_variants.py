"""What a variant makes of the shared settings."""

from __future__ import annotations

from typing import Any

import pytest

from graphviz_nn.errors import SettingError
from graphviz_nn.optim import OPTIMISERS, Adagrad, Adam, CosineDecay, RmsProp, RuleName, Sgd, rule_name
from graphviz_nn.training.spec import TrainingSpec
from graphviz_nn.training.variants import Variant, apply, foreign, label, other_rule, with_rule


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
    unknown: Any = "adamw"
    with pytest.raises(SettingError, match=r"'adamw' is unknown.*sgd, adagrad, rmsprop, adam"):
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


def test_a_variant_is_called_by_its_name_or_by_its_rule() -> None:
    assert label(Variant(name="mine"), TrainingSpec()) == "mine"
    assert label(Variant(momentum=0.0), TrainingSpec()) == "SGD"
    assert label(Variant(momentum=0.9), TrainingSpec()) == "momentum 0.9"
    assert label(Variant(optimiser=RmsProp(momentum=0.9)), TrainingSpec()) == "RMSprop"
    assert label(Variant(), TrainingSpec(optimiser=Adam())) == "Adam"
