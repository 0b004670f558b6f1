"""What is shipped beside the code: themes that can be read, icons and fonts with their source."""

import tomllib
from itertools import combinations
from typing import Any

import numpy as np
import pytest

from graphviz_nn.ops import FloatArray
from graphviz_nn.resources import names, resource

THEMES = ("light", "dark", "projector", "projector_dark")
GROUNDS = ("background", "surface")
VARIANTS = tuple(f"variant_{letter}" for letter in "abcdef")
# What shows words or numbers in its colour, and how much it must stand out (WCAG 2.2: 4.5 is AA, 7 is AAA).
WORDS = ("text", "muted", "forward", "backward", "parameter", "error", "warning", *VARIANTS)
ENOUGH = {"light": 4.5, "dark": 4.5, "projector": 7.0, "projector_dark": 7.0}
# Machado, Oliveira and Fernandes (2009), full severity, on linear RGB.
EYES = {
    "all cones": np.eye(3),
    "no L cones": np.array([[0.152, 1.053, -0.205], [0.115, 0.786, 0.099], [-0.004, -0.048, 1.052]]),
    "no M cones": np.array([[0.367, 0.861, -0.228], [0.280, 0.673, 0.047], [-0.012, 0.043, 0.969]]),
    "no S cones": np.array([[1.256, -0.077, -0.179], [-0.078, 0.931, 0.148], [0.005, 0.691, 0.304]]),
}


def theme(name: str) -> dict[str, Any]:
    own = tomllib.loads(resource("themes", f"{name}.toml").read_text(encoding="utf-8"))
    return theme(own["base"]) | own if "base" in own else own


def linear(color: str) -> FloatArray:
    rgb = np.array([int(color[place : place + 2], 16) for place in (1, 3, 5)]) / 255
    return np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)


def contrast(first: str, second: str) -> float:
    dark, light = sorted(float(linear(color) @ [0.2126, 0.7152, 0.0722]) for color in (first, second))
    return (light + 0.05) / (dark + 0.05)


def difference(first: str, second: str, eye: FloatArray) -> float:
    """The distance in Oklab, as an eye sees it: 0.02 is just noticeable side by side."""
    to_cones = np.array([[0.4122, 0.5363, 0.0514], [0.2119, 0.6807, 0.1074], [0.0883, 0.2817, 0.6300]])
    to_lab = np.array([[0.2105, 0.7936, -0.0041], [1.9780, -2.4286, 0.4506], [0.0259, 0.7828, -0.8087]])
    seen = (np.clip(eye @ linear(color), 0, 1) for color in (first, second))
    one, other = (to_lab @ np.cbrt(to_cones @ color) for color in seen)
    return float(np.linalg.norm(one - other))


def test_the_themes_are_those_that_are_tested() -> None:
    assert set(names("themes", ".toml")) == set(THEMES)


@pytest.mark.parametrize("name", THEMES)
def test_every_theme_has_the_tokens_of_the_light_one(name: str) -> None:
    assert theme(name).keys() - {"base", "scale"} == theme("light").keys()
    assert theme(name)["sizes"].keys() == {"small", "body", "heading", "title"}


@pytest.mark.parametrize("name", THEMES)
@pytest.mark.parametrize("token", WORDS)
def test_words_stand_out_from_every_ground_they_are_on(name: str, token: str) -> None:
    tokens = theme(name)
    grounds = (*GROUNDS, "selected") if token in ("text", "muted") else GROUNDS
    assert min(contrast(tokens[token], tokens[ground]) for ground in grounds) >= ENOUGH[name]


@pytest.mark.parametrize("name", THEMES)
@pytest.mark.parametrize("eye", EYES)
def test_variants_differ_for_every_eye(name: str, eye: str) -> None:
    tokens = theme(name)
    pairs = combinations(VARIANTS, 2)
    assert min(difference(tokens[a], tokens[b], EYES[eye]) for a, b in pairs) > 0.03


@pytest.mark.parametrize("name", THEMES)
def test_forward_and_backward_differ_for_every_eye(name: str) -> None:
    tokens = theme(name)
    assert min(difference(tokens["forward"], tokens["backward"], eye) for eye in EYES.values()) > 0.1


@pytest.mark.parametrize("name", THEMES)
@pytest.mark.parametrize("token", ["value", "gradient"])
@pytest.mark.parametrize("eye", EYES)
def test_the_two_signs_of_a_number_differ_for_every_eye(name: str, token: str, eye: str) -> None:
    negative, _, positive = theme(name)[token]
    assert difference(negative, positive, EYES[eye]) > 0.1


@pytest.mark.parametrize("name", names("icons", ".svg"))
def test_icons_take_the_colour_of_the_theme_and_say_where_they_come_from(name: str) -> None:
    drawing = resource("icons", f"{name}.svg").read_text(encoding="utf-8")
    assert 'stroke="currentColor"' in drawing
    assert "#" not in drawing
    assert f"| {name} |" in resource("icons", "icons.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("font", names("fonts", ".ttf"))
def test_fonts_ship_with_their_licence(font: str) -> None:
    licence = resource("fonts", f"{font.partition('-')[0]}-OFL.txt").read_text(encoding="utf-8")
    assert "SIL Open Font License" in licence
