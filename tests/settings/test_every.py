"""The laws of all settings that the package declares."""

from __future__ import annotations

import re
from typing import Any, Literal, get_args, get_origin

import msgspec
import pytest

from graphviz_nn.errors import SettingError
from graphviz_nn.settings import Field
from tests.settings.every import FIELDS, NUMBERS, STRUCTS, beyond, identify, needed, tag

EVERY = pytest.mark.parametrize(("struct", "field"), FIELDS, ids=identify)
EVERY_NUMBER = pytest.mark.parametrize(("struct", "field"), NUMBERS, ids=identify)


def test_the_rules_the_schedules_and_all_specs_declare_their_settings() -> None:
    names = {struct.__name__ for struct in STRUCTS}
    assert names >= {"Sgd", "Adagrad", "RmsProp", "Adam", "StepDecay", "ExponentialDecay", "CosineDecay"}
    assert names >= {"DataSpec", "TrainingSpec", "Variant", "PlaneSpec"}


@EVERY
def test_a_setting_has_a_label_and_a_sentence(struct: Any, field: Field) -> None:
    assert field.setting.label[0].isupper()
    for tip in (field.setting.tip, *(option.tip for option in field.options)):
        assert len(tip) > 10
        assert tip.endswith(".")
        assert tip[0].isupper()


@EVERY
def test_a_refusal_agrees_in_number_with_what_it_speaks_of(struct: Any, field: Field) -> None:
    head = field.called.partition(" of ")[0]
    assert field.setting.plural == bool(re.search(r"[^aisu]s$", head)), head
    said = field.fault(object())
    if not field.options:
        are = f"The {field.called} are <object" in said and "; they must be " in said
        assert are == field.setting.plural
        assert are != (f"The {field.called} is <object" in said and "; it must be " in said)


@EVERY
def test_limits_keep_the_default(struct: Any, field: Field) -> None:
    assert field.usual is msgspec.NODEFAULT or field.fault(field.usual) == ""


@EVERY
def test_a_choice_offers_what_its_type_allows_and_no_more(struct: Any, field: Field) -> None:
    hints = [info.type for info in msgspec.structs.fields(struct) if info.name == field.name]
    while hints and get_origin(hints[0]) is not Literal:
        hints = [*get_args(hints[0]), *hints[1:]] if get_args(hints[0]) else hints[1:]
    if hints:
        assert [option.key for option in field.options] == list(get_args(hints[0]))


@EVERY
def test_what_a_setting_needs_is_a_field_beside_it(struct: Any, field: Field) -> None:
    assert field.setting.needs in ("", *struct.__struct_fields__)


@EVERY_NUMBER
def test_what_a_slider_reaches_is_accepted(struct: Any, field: Field) -> None:
    slider = field.setting.slider
    if slider is not None:
        values = [slider.value(place) for place in range(slider.places + 1)]
        assert not any(map(field.fault, values))
        assert all(isinstance(value, int) for value in values) == (field.kind == "whole")


@EVERY_NUMBER
def test_what_is_out_of_range_is_refused_by_the_struct_and_by_the_reader_in_the_same_words(
    struct: Any, field: Field
) -> None:
    for value in beyond(field):
        with pytest.raises(SettingError) as caught:
            struct(**{**needed(struct), field.name: value})
        assert str(caught.value) == field.fault(value)
        with pytest.raises(msgspec.ValidationError):
            msgspec.convert({**tag(struct), **needed(struct), field.name: value}, struct)


@EVERY_NUMBER
def test_no_switch_counts_as_a_number(struct: Any, field: Field) -> None:
    with pytest.raises(SettingError, match=f"The {field.called} is True; it must be a"):
        struct(**{**needed(struct), field.name: True})
