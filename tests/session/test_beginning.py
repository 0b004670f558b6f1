"""Where the runs begin on the surface, and what it takes to begin elsewhere."""

from __future__ import annotations

from itertools import count

import msgspec
import numpy as np
import pytest

from graphviz_nn.files.document import Document
from graphviz_nn.landscape.plane import PlaneKind, PlaneSpec, Surface
from graphviz_nn.model import Formula
from graphviz_nn.session import Session, beginning, commands
from graphviz_nn.training.variants import Variant
from tests.session.documents import opened, small

KINDS: tuple[PlaneKind, ...] = ("pca", "weights", "weight", "random", "gradient", "points")


def session_of(kind: PlaneKind) -> Session:
    made = small(epochs=4)
    work = msgspec.structs.replace(made.work, variants=(Variant(),))
    return opened(
        Document(work, msgspec.structs.replace(made.view, plane=PlaneSpec(kind=kind, first=1, second=4)))
    )


def surface_of(session: Session) -> Surface:
    assert session.state.surface is not None
    return session.state.surface


def begin_at(session: Session, across: float, up: float, *, is_held: bool = False) -> None:
    weights = beginning.weights_at(session.state, surface_of(session), across, up)
    commands.move_start(session, weights, is_held=is_held)


@pytest.mark.parametrize("kind", KINDS)
def test_the_run_begins_where_the_start_is_put_and_the_plane_stays(kind: PlaneKind) -> None:
    session = session_of(kind)
    before = surface_of(session)
    across, up = (low + 0.6 * (high - low) for low, high in before.home)
    begin_at(session, across, up)
    (run,) = session.state.runs
    first = run.problem.start.weights
    wanted = [across] if before.is_curve else [across, up]
    np.testing.assert_allclose(before.plane.project(first[None])[0][: len(wanted)], wanted, atol=1e-5)
    start = beginning.start_on(session.state, surface_of(session))
    assert start is not None
    np.testing.assert_allclose(start, surface_of(session).paths[0][0], atol=1e-9)
    np.testing.assert_array_equal(surface_of(session).plane.directions, before.plane.directions)


def test_of_two_weights_these_two_alone_are_given() -> None:
    session = session_of("weights")
    network = session.state.network
    begin_at(session, 1.25, -0.5)
    assert session.state.work.training.start == {network.cell_name(1): 1.25, network.cell_name(4): -0.5}


def test_a_drag_is_one_change_and_undo_brings_the_old_start_back() -> None:
    session = session_of("pca")
    before = session.state.work
    session.clock = count(0.0, 60.0).__next__  # a slow hand
    for step in range(5):
        begin_at(session, 0.1 * step, 0.0, is_held=step > 0)
    assert session.state.can_undo == "start"
    commands.undo(session)
    assert session.state.work == before
    assert session.state.can_undo == ""


def test_an_expression_begins_with_other_numbers_of_its_variables() -> None:
    session = opened(
        Document(
            msgspec.structs.replace(
                small().work, subject=Formula(text="x² + 3y²", leaves={"x": 2.0, "y": 1.0})
            )
        )
    )
    begin_at(session, -1.5, 0.25)
    subject = session.state.work.subject
    assert isinstance(subject, Formula)
    assert dict(subject.leaves) == {"x": -1.5, "y": 0.25}
    assert session.state.work.training.start == {}


def test_where_a_plane_leans_on_more_weights_than_a_work_is_to_hold_it_cannot_be_moved(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    session = session_of("random")
    monkeypatch.setattr(beginning, "MOST", 3)
    assert beginning.start_on(session.state, surface_of(session)) is None
    assert beginning.weights_at(session.state, surface_of(session), 0.0, 0.0) == {}
