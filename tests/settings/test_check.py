"""What a declared setting lets through, and what it says of the rest."""

from __future__ import annotations

import math
from typing import Annotated, Any, Literal

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphviz_nn.errors import SettingError
from graphviz_nn.settings import MOST_WHOLE, Option, Setting, check, settings_of

Width = Annotated[int, Setting("Width", "How wide.", least=1, unit="units")]


class Round(msgspec.Struct, frozen=True, tag="round"):
    title = "a circle"
    words = "Round."


class Square(msgspec.Struct, frozen=True, tag="square"):
    title = "a square"
    words = "With corners."


class Thing(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    share: Annotated[float, Setting("Share", "Of all.", least=0, most=1)] = 0.5
    rate: Annotated[float, Setting("Rate", "How far.", above=0)] = 0.1
    keeps: Annotated[float, Setting("Keeps", "How much.", least=0, below=1)] = 0.9
    free: Annotated[float, Setting("Free", "Anywhere.")] = 0.0
    width: Width = 3
    height: Width | None = None
    seed: Annotated[int, Setting("Seed", "Of chance.", least=0, most=MOST_WHOLE)] = 0
    rows: Annotated[int, Setting("Rows", "Of data.", least=2, most=100_000, called="number of rows")] = 2
    on: Annotated[bool, Setting("On", "Or off.")] = False
    way: Annotated[
        Literal["up", "down"],
        Setting("Way", "Where to.", options=(Option("up", "up", "Rise."), Option("down", "down", "Fall."))),
    ] = "up"
    name: Annotated[str, Setting("Name", "Of it.")] = ""
    columns: Annotated[tuple[str, ...] | None, Setting("Columns", "To read.", plural=True)] = None
    places: Annotated[tuple[int, int], Setting("Places", "To go.", least=0, plural=True)] = (0, 0)
    form: Annotated[Round | Square, Setting("Form", "How it looks.")] = Round()
    plain: int = -5  # no setting

    def __post_init__(self) -> None:
        check(self)


def refusal(**fields: Any) -> str:
    with pytest.raises(SettingError) as caught:
        Thing(**fields)
    return str(caught.value)


BEYOND = [
    *(math.nan, math.inf, -math.inf, True, "1", None, [1.0]),
    *(pytest.param(10**digits, id=f"{digits} digits") for digits in (400, 5000)),
    pytest.param(-(10**400), id="minus 400 digits"),
]


@pytest.mark.parametrize("field", ["share", "rate", "keeps", "free", "width", "seed", "rows"])
@pytest.mark.parametrize("value", BEYOND)
def test_a_number_is_finite_and_no_switch_no_text_and_no_monster(field: str, value: Any) -> None:
    words = refusal(**{field: value})
    assert len(words) < 200
    assert "must be a" in words


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"share": -0.1}, "The share is -0.1; it must be a number from 0 to 1."),
        ({"share": -0.0}, "The share is -0.0; it must be a number from 0 to 1."),
        ({"rate": 0}, "The rate is 0; it must be a number above 0."),
        ({"rate": -0.0}, "The rate is -0.0; it must be a number above 0."),
        ({"rate": math.inf}, "The rate is inf; it must be a number above 0 and at most 1.8e308."),
        ({"keeps": 1.0}, "The keeps is 1.0; it must be a number at least 0 and less than 1."),
        ({"free": math.nan}, "The free is nan; it must be a number."),
        ({"width": 0}, "The width is 0; it must be a whole number of units, at least 1."),
        ({"width": 1.5}, "The width is 1.5; it must be a whole number of units, at least 1."),
        ({"width": 2**63}, f"The width is {2**63}; it must be a whole number of units, from 1 to 2**63 - 1."),
        ({"height": 0}, "The width is 0; it must be a whole number of units, at least 1."),
        ({"seed": -1}, "The seed is -1; it must be a whole number from 0 to 2**63 - 1."),
        ({"rows": 1}, "The number of rows is 1; it must be a whole number from 2 to 100,000."),
        ({"on": 1}, "The on is 1; it must be true or false."),
        ({"way": "left"}, "The way 'left' is unknown. Choose one of up, down."),
        ({"way": ["up"]}, "The way ['up'] is unknown. Choose one of up, down."),
        ({"name": 3}, "The name is 3; it must be a text."),
        ({"columns": ("x", 1)}, "The columns are ('x', 1); they must be a tuple of texts."),
        ({"places": (0, -1)}, "The places are (0, -1); they must be two whole numbers at least 0."),
        (
            {"places": (0, 2**63)},
            f"The places are (0, {2**63}); they must be two whole numbers from 0 to 2**63 - 1.",
        ),
        ({"form": "round"}, "The form is 'round'; it must be one of a circle, a square."),
    ],
)
def test_a_refusal_names_the_setting_the_value_and_what_would_fit(fields: dict[str, Any], words: str) -> None:
    assert refusal(**fields) == words


def test_what_is_within_its_limits_is_taken_as_it_is() -> None:
    for fields in (
        {"share": 0, "rate": 5e-324, "keeps": math.nextafter(1, 0), "free": -0.0},
        {"share": 1.0, "rate": 1.79e308, "keeps": 0.0, "free": -1.79e308, "seed": MOST_WHOLE},
        {"width": MOST_WHOLE, "height": None, "rows": 2, "on": True, "way": "down", "form": Square()},
        {"height": 1, "rows": 100_000, "columns": ("a", "b"), "name": "x", "plain": -7},
    ):
        made = Thing(**fields)
        assert {name: getattr(made, name) for name in fields} == fields


@given(st.floats() | st.integers())
def test_a_number_is_taken_exactly_where_it_lies_within_the_limits(value: float) -> None:
    fields = settings_of(Thing)
    assert (fields["share"].fault(value) == "") == (0 <= value <= 1 and math.copysign(1, value) > 0)
    assert (fields["rate"].fault(value) == "") == (0 < value < math.inf)
    assert (fields["seed"].fault(value) == "") == (isinstance(value, int) and 0 <= value <= MOST_WHOLE)


def test_a_change_is_checked_as_the_first_values_were() -> None:
    with pytest.raises(SettingError, match="share is 2"):
        msgspec.structs.replace(Thing(), share=2)
    with pytest.raises(msgspec.ValidationError, match=r"share is 2\.0"):
        msgspec.convert({"share": 2}, Thing)


def test_a_field_says_its_kind_its_default_and_what_can_be_chosen() -> None:
    fields = settings_of(Thing)
    assert "plain" not in fields
    assert [field.kind for field in fields.values()] == (
        ["number"] * 4 + ["whole"] * 4 + ["flag", "choice", "text", "texts", "wholes", "part"]
    )
    assert {name for name, field in fields.items() if field.optional} == {"height", "columns"}
    assert fields["share"].usual == 0.5
    assert fields["form"].options == (
        Option("round", "a circle", "Round."),
        Option("square", "a square", "With corners."),
    )
    assert fields["width"].tip == "How wide. A whole number of units, at least 1."


def test_of_several_structs_the_first_field_of_a_name_counts() -> None:
    class Other(msgspec.Struct):
        width: Annotated[int, Setting("Other width", "Another.")]
        depth: Annotated[int, Setting("Depth", "How deep.")]

    fields = settings_of(Thing, Other)
    assert fields["width"].setting.label == "Width"
    assert fields["depth"].usual is msgspec.NODEFAULT


def test_a_choice_must_be_given_its_options() -> None:
    class Mute(msgspec.Struct):
        way: Annotated[Literal["up"], Setting("Way", "Where to.")]

    with pytest.raises(TypeError, match="needs the options"):
        settings_of(Mute)
