"""What moves over the loss surface."""

from __future__ import annotations

from graphviz_nn.gui.plots.surface_picture import SurfacePicture
from graphviz_nn.gui.plots.travellers import Push, Trail, Travellers
from graphviz_nn.landscape.plane import Surface
from graphviz_nn.ops import FloatArray
from graphviz_nn.scene.fan import Fan
from graphviz_nn.session.descent import descent, ghosts_of
from graphviz_nn.session.endings import Ends
from graphviz_nn.session.state import State
from graphviz_nn.text import short


def travellers_of(
    state: State,
    surface: Surface,
    picture: SurfacePicture,
    fan: Fan | None,
    start: FloatArray | None,
    ends: Ends,
) -> Travellers:
    """Return the paths so far, what pushes the active run, where it might go, and where the runs of all seeds ended."""
    found = descent(state, surface)
    pushes = [(found.downhill, "backward"), (found.step, "text")]
    return Travellers(
        picture.reach,
        found.paths,
        tuple(Push(push.name, push.vector, token) for push, token in pushes if push is not None),
        picture.active,
        _trails(state, surface),
        fan,
        start,
        ends.points,
        (tuple(map(picture.levels.bands_at, ends.losses)), picture.levels.count),
    )


def _trails(state: State, surface: Surface) -> tuple[Trail, ...]:
    """Return where other rates would lead, in the plane."""
    return tuple(
        Trail(f"rate {short(ghost.rate, 2)}", surface.plane.project(ghost.path), ghost.times == 1)
        for ghost in ghosts_of(state)
    )
