"""Settings, each declared at its field: what it is called and does, its limits, and how a slider reaches it."""

from graphviz_nn.settings.declared import check, settings_of, unturn
from graphviz_nn.settings.field import Field, Kind
from graphviz_nn.settings.scale import Linear, Log, Scale
from graphviz_nn.settings.setting import MOST_WHOLE, Option, Setting
from graphviz_nn.settings.typed import typed, written

__all__ = [
    "MOST_WHOLE",
    "Field",
    "Kind",
    "Linear",
    "Log",
    "Option",
    "Scale",
    "Setting",
    "check",
    "settings_of",
    "typed",
    "unturn",
    "written",
]
