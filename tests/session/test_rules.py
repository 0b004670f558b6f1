"""What becomes of the work when its update rule changes."""

from __future__ import annotations

import msgspec
import pytest

from graphviz_nn.errors import SettingError
from graphviz_nn.files.document import Work
from graphviz_nn.optim import OPTIMISERS, Adam, RmsProp, RuleName, Sgd, rule_name
from graphviz_nn.session.rules import with_other_rule, with_settings
from graphviz_nn.training.variants import Variant, apply


@pytest.mark.parametrize("first", OPTIMISERS)
@pytest.mark.parametrize("second", OPTIMISERS)
@pytest.mark.parametrize("shown", [0, 1])
def test_any_rule_can_follow_any_other_and_every_variant_stays_sound(
    first: RuleName, second: RuleName, shown: int
) -> None:
    work = Work()
    for rule in (first, second):
        work = with_other_rule(work, shown, rule)
        work = with_settings(work, shown, {"learning_rate": 0.02})
        rules = [apply(variant, work.training).optimiser for variant in work.variants]
        assert rule_name(rules[shown]) == rule
        assert rules[shown].learning_rate == 0.02


def test_the_rule_that_is_in_place_already_changes_nothing() -> None:
    assert with_other_rule(Work(), 0, "sgd") == Work()


def test_a_variant_with_a_rule_of_its_own_keeps_it_when_another_is_changed() -> None:
    work = Work(variants=(Variant(optimiser=RmsProp()), Variant()))
    changed = with_other_rule(work, 1, "adam")
    assert changed.variants == work.variants
    assert changed.training.optimiser == Adam()


def test_variants_that_set_what_the_new_rule_lacks_keep_the_rule_that_they_had() -> None:
    changed = with_other_rule(Work(), 1, "adam")
    kept = [apply(variant, changed.training).optimiser for variant in changed.variants]
    assert kept == [Sgd(learning_rate=0.1), Adam()]


def test_settings_reach_the_shown_variants_own_field_then_its_own_rule_then_the_shared_one() -> None:
    variants = (Variant(optimiser=RmsProp(), learning_rate=0.5), Variant())
    work = with_settings(Work(variants=variants), 0, {"learning_rate": 0.4, "rho": 0.8})
    assert work.variants[0] == Variant(optimiser=RmsProp(rho=0.8), learning_rate=0.4)
    assert work.training == Work().training
    changed = with_settings(work, 1, {"momentum": 0.5})
    assert changed.training.optimiser == Sgd(learning_rate=0.1, momentum=0.5)
    assert changed.variants == work.variants


def test_without_momentum_nothing_looks_ahead() -> None:
    training = msgspec.structs.replace(Work().training, optimiser=Sgd(momentum=0.9, nesterov=True))
    changed = with_settings(Work(training=training, variants=(Variant(),)), 0, {"momentum": 0.0})
    assert changed.training.optimiser == Sgd(momentum=0.0)


def test_a_gradient_is_clipped_in_one_way() -> None:
    work = Work(variants=(Variant(),))
    for fields, clipped in (
        ({"clip_value": 0.5}, (0.5, None)),
        ({"clip_norm": 2.0}, (None, 2.0)),
        ({"clip_value": 0.1}, (0.1, None)),
        ({"clip_value": None}, (None, None)),
    ):
        work = with_settings(work, 0, fields)
        rule = work.training.optimiser
        assert (rule.clip_value, rule.clip_norm) == clipped
    with pytest.raises(SettingError, match="one of the two"):
        with_settings(work, 0, {"clip_value": 0.1, "clip_norm": 0.1})
