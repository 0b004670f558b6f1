"""What stands in the middle of the window, and what of it is covered until the room has guessed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, TypeAlias, get_args

from graphviz_nn.errors import SettingError

Star: TypeAlias = Literal["graph", "surface", "loss", "data", "map", "trace", "why", "cells"]
Cover: TypeAlias = Literal["future", "legend", "shapes"]
STARS: tuple[Star, ...] = get_args(Star)
COVERS: tuple[Cover, ...] = get_args(Cover)
MOST = 3  # of them on the stage: the first is the star, the others stand at its side
TABS: tuple[Star, ...] = ("why", "cells")  # of one panel, the inspector


def check_stage(stage: Sequence[Star]) -> None:
    """Raise SettingError unless this can stand on the stage: one to three panels, none of them twice."""
    seats = ["inspector" if star in TABS else star for star in stage]
    if not 1 <= len(stage) <= MOST:
        raise SettingError(f"The stage holds {len(stage)} panels; give one to {MOST} of {', '.join(STARS)}.")
    if len(set(seats)) < len(seats):
        raise SettingError(
            f"The stage is {', '.join(stage)}; each panel can stand there once, and why and cells are one panel."
        )


def tab_of(stage: Sequence[Star]) -> str:
    """Return the tab that the stage needs of the inspector, or "" where any will do."""
    return next((star for star in stage if star in TABS), "")
