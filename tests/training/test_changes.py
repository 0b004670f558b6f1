"""What a variant changes beside the rule: by which place, what a legend says of it, and what cannot be."""

from __future__ import annotations

from typing import Any

import pytest

from graphviz_nn.data import DataSpec
from graphviz_nn.errors import SettingError
from graphviz_nn.files.document import Work
from graphviz_nn.files.places import places
from graphviz_nn.model import Dense, Stack
from graphviz_nn.optim import Adam, RmsProp, Sgd
from graphviz_nn.training.changes import changed, field_at, full_place, said
from graphviz_nn.training.spec import TrainingSpec
from graphviz_nn.training.variants import (
    Variant,
    apply,
    labels,
    owns,
    renamed,
    variant_of,
    with_change,
    with_rule,
)

ROOTS = ("training", "data", "subject")


@pytest.mark.parametrize(
    ("short", "full"),
    [
        ("layers[*].use_bias", "subject.layers.*.use_bias"),
        ("layers[0].units", "subject.layers.0.units"),
        ("layers", "subject.layers"),
        ("loss", "subject.loss"),
        ("leaves.x", "subject.leaves.x"),
        ("standardise", "data.standardise"),
        ("epochs", "training.epochs"),
        ("weight_decay", "training.optimiser.weight_decay"),
        ("data.seed", "data.seed"),
        ("seed", "training.seed"),
    ],
)
def test_a_short_place_is_that_of_the_document(short: str, full: str) -> None:
    assert full_place(short) == full
    assert full_place(full) == full


@pytest.mark.parametrize("place", [p for p in places(Work()) if p.startswith(ROOTS)])
def test_every_setting_of_the_work_can_be_changed_by_its_place(place: str) -> None:
    field = field_at(place)
    assert field is not None
    assert field.name == place.rpartition(".")[2]
    assert not owns(Variant(), place)
    value = (
        field.options[0].key if field.options else {"flag": True, "number": 0.5, "whole": 3}.get(field.kind)
    )
    if value is None:
        return
    variant = with_change(Variant(), place, value)
    assert owns(variant, place)
    assert with_change(variant, place, None) == Variant()


@pytest.mark.parametrize(
    ("place", "value", "words"),
    [
        ("data.standardise", True, "standardise on"),
        ("subject.layers.*.use_bias", False, "bias off"),
        ("subject.layers.1.units", 8, "number of units 8 in layer 2"),
        ("subject.layers.0.activation", "relu", "ReLU in layer 1"),
        ("subject.layers", [{"kind": "dense", "units": 1}], "1 layer"),
        ("subject.loss", "mae", "mae"),
        ("training.optimiser.schedule", "cosine", "cosine"),
        ("subject.leaves.x", 2.0, "x 2"),
        ("data.features", ["x1"], "features x1"),
    ],
)
def test_a_legend_says_in_a_few_words_what_is_changed(place: str, value: Any, words: str) -> None:
    assert said(place, value).lower() == words.lower()


def test_what_has_a_field_of_its_own_is_told_by_it() -> None:
    given = {"name": "mine", "training.optimiser.momentum": 0.9, "batch_size": 2, "layers[*].use_bias": False}
    made = variant_of(given)
    assert made == Variant(
        name="mine", momentum=0.9, batch_size=2, changes={"subject.layers.*.use_bias": False}
    )
    with pytest.raises(SettingError, match=r"training\.seed among its other changes; it has a field seed"):
        Variant(changes={"training.seed": 3})


def test_changes_of_the_training_are_applied_and_those_of_the_rule_go_with_it() -> None:
    variant = variant_of({"epochs": 7, "rho": 0.5, "learning_rate": 0.3})
    made = apply(variant, TrainingSpec(optimiser=RmsProp()))
    assert (made.epochs, made.optimiser) == (7, RmsProp(learning_rate=0.3, rho=0.5))
    with pytest.raises(SettingError, match=r"sets the rho to 0\.5, and SGD has none.*RMSprop"):
        apply(variant, TrainingSpec(optimiser=Sgd()))
    assert with_rule(variant, "adam", TrainingSpec(optimiser=RmsProp())) == Variant(
        optimiser=Adam(), changes={"training.epochs": 7}
    )


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"momentun": 0.9}, "'momentun', and no setting is called so. Did you mean 'momentum'"),
        (
            {"data.noize": 1},
            r"sets data\.noize to 1, and there is no such setting here\. Did you mean 'noise'",
        ),
        ({"layers[7].units": 1}, r"sets subject\.layers\.7\.units to 1, and there is no such setting"),
        ({"name": "deep", "layers[*].bias": 1}, r"'deep' sets subject\.layers\.\*\.bias.*mean 'use_bias'"),
        ({"layers[0].units": 0}, r"subject\.layers\.0\.units to 0: .*at least 1"),
        ({"noise": "loud"}, r"data\.noise to 'loud': The noise is 'loud'; it must be a number"),
        ({"data": {"noise": 1}}, "sets data to .*no such setting"),
    ],
)
def test_a_bad_change_is_named_with_its_variant_its_setting_its_value_and_a_cure(
    given: dict[str, Any], words: str
) -> None:
    def made() -> None:
        variant = variant_of(given)
        changed(DataSpec(), "data", variant.changes, variant.whole_name)
        changed(Stack(inputs=2, layers=(Dense(units=1),)), "subject", variant.changes, variant.whole_name)

    with pytest.raises(SettingError, match=words):
        made()


def test_variants_are_named_by_what_they_change_and_never_alike() -> None:
    names = labels(
        [Variant(), variant_of({"standardise": True}), Variant(), Variant(name="SGD (A)")], TrainingSpec()
    )
    assert names == ("SGD (A) (A)", "SGD, standardise on", "SGD (C)", "SGD (A) (D)")
    assert len(set(names)) == 4


def test_a_name_that_states_a_changed_number_follows_it() -> None:
    training = TrainingSpec()
    before = variant_of({"name": "3 units", "layers[0].units": 3})
    after = with_change(before, "layers[0].units", 5)
    assert renamed(before, training, after, training).name == "5 units"


def test_equal_variants_have_equal_hashes() -> None:
    one, other = (variant_of({"layers": [{"kind": "dense", "units": 1}], "epochs": 3}) for _ in range(2))
    assert one == other
    assert hash(one) == hash(other)
