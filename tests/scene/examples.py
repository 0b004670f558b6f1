"""Scenes to look into."""

from __future__ import annotations

from dataclasses import replace

from graphviz_nn.debug.record import Phase, make_record
from graphviz_nn.graph import expression
from graphviz_nn.scene.drawing import DrawingWish
from graphviz_nn.scene.layout import Room
from graphviz_nn.scene.scene import Scene, make_scene
from graphviz_nn.scene.strip import Steps, Strip
from tests.debug.examples import second_moment, small_problem

ROOM = Room((1280.0, 720.0), 1.35)
PHASES = (Phase.FORWARD,) * 6 + (Phase.LOSS,) + (Phase.BACKWARD,) * 8 + (Phase.UPDATE,) * 4
STEPS = Steps(PHASES, tuple(f"node {place}" for place in range(len(PHASES))))


def network(phase: Phase | None = None, **wish: object) -> Scene:
    """A small network, before its first event or at the first of a phase."""
    scene = make_scene(second_moment(small_problem()).record, 0, DrawingWish(**wish))  # type: ignore[arg-type]
    return scene if phase is None else at_phase(scene, phase)


def lecture() -> Scene:
    """The lecture's expression, wherever it ends."""
    record = make_record(expression("x1*x2 + ln(x1) - sin(x2)", x1=2.0, x2=5.0))
    return make_scene(record, len(record.events))


def long_sum(terms: int) -> Scene:
    """A sum that is too large to be seen whole."""
    record = make_record(expression(" + ".join(f"tanh(a*{i}) * b" for i in range(terms)), a=0.1, b=2.0))
    return make_scene(record, len(record.events), DrawingWish(room=ROOM))


def at_phase(scene: Scene, phase: Phase) -> Scene:
    """A scene at the first event of a phase."""
    events = scene.tape.record.events
    return replace(scene, position=1 + next(i for i, event in enumerate(events) if event.phase is phase))


def strip(updates: int = 1600, update: int = 19, position: int = 9) -> Strip:
    """The line of a run."""
    return Strip(STEPS, updates, 8, update=update, position=position)
