import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from graphviz_nn.gui.look.icons import icon
from graphviz_nn.gui.look.style import dress, make_palette, make_sheet
from graphviz_nn.gui.look.theme import THEMES, Theme, ThemeName, mix
from graphviz_nn.resources import names


@pytest.mark.parametrize("name", THEMES)
def test_every_theme_dresses_everything(qtbot: QtBot, name: ThemeName) -> None:
    theme = Theme.load(name)
    assert "$" not in make_sheet(theme)
    assert make_palette(theme).window().color() == theme.color("background")
    assert theme.value_map.color(0.0) != theme.value_map.color(1.0)


def test_the_style_is_set_once_and_stays_from_theme_to_theme(qapp: QApplication) -> None:
    font, palette = qapp.font(), qapp.palette()
    dress(qapp, Theme.load("light"))
    qapp.setStyleSheet("")
    style = qapp.style()
    for name in THEMES:
        dress(qapp, Theme.load(name))
    qapp.setStyleSheet("")
    qapp.setFont(font)
    qapp.setPalette(palette)
    assert qapp.style() is style


def test_text_and_space_grow_with_the_scale(qtbot: QtBot) -> None:
    once, twice = Theme.load("light"), Theme.load("light", scale=2.0)
    assert twice.font("body").pixelSize() == 2 * once.font("body").pixelSize()
    assert twice.space(3) == 2 * once.space(3) == 24
    assert "border: 1px" in make_sheet(twice)  # a hair line stays one


def test_the_projector_is_the_light_theme_made_larger(qtbot: QtBot) -> None:
    light, projector = Theme.load("light"), Theme.load("projector")
    assert not projector.is_dark
    assert projector.scale > 1.5
    assert set(light.tokens) == set(projector.tokens)


def test_fonts_are_the_shipped_ones_with_tabular_figures(theme: Theme) -> None:
    for font, family in ((theme.font("body"), "Inter"), (theme.font("mono"), "JetBrains Mono")):
        assert font.exactMatch()
        assert font.family() == family
        assert font.featureTags()


def test_variants_beyond_the_hues_begin_again(theme: Theme) -> None:
    hues = [theme.variant_color(place).name() for place in range(7)]
    assert len(set(hues[:6])) == 6
    assert hues[6] == hues[0]


@pytest.mark.parametrize("name", names("icons", ".svg"))
def test_every_icon_can_be_drawn(theme: Theme, name: str) -> None:
    image = icon(name, theme).pixmap(24, 24).toImage()
    assert any(image.pixelColor(x, y).alpha() for x in range(24) for y in range(24))


def test_an_unknown_icon_is_named(theme: Theme) -> None:
    with pytest.raises(KeyError, match="unicorn"):
        icon("unicorn", theme)


def test_a_mix_lies_between(theme: Theme) -> None:
    light, dark = theme.color("surface"), theme.color("text")
    assert mix(light, dark, 0.0).name() == light.name()
    assert mix(light, dark, 1.0).name() == dark.name()
    assert dark.lightness() < mix(light, dark, 0.5).lightness() < light.lightness()
