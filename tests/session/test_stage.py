"""What stands on the stage is part of the view: one gesture swaps it, two share it, undo brings the last one back."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphviz_nn.errors import SettingError
from graphviz_nn.files.decode import document_of, tree_of
from graphviz_nn.files.document import Document, View
from graphviz_nn.scene.stage import COVERS, MOST, STARS, Cover, Star
from graphviz_nn.session import Session, commands

STAGES = st.lists(st.sampled_from(STARS), min_size=1, max_size=MOST, unique=True).filter(
    lambda stars: not {"why", "cells"} <= set(stars)
)


def stage_of(session: Session) -> tuple[Star, ...]:
    return session.state.view.stage


def covered_of(session: Session) -> tuple[Cover, ...]:
    return session.state.view.covered


@pytest.fixture
def session() -> Session:
    session = Session()
    commands.new(session)
    return session


@given(STAGES)
def test_a_document_keeps_its_stage(stars: list[Star]) -> None:
    view = View(stage=tuple(stars), stacked=True, covered=COVERS)
    assert document_of(tree_of(Document(view=view)), "x").view == view


@pytest.mark.parametrize(
    "stage", [(), ("graph", "graph"), ("why", "cells"), ("graph", "loss", "data", "why")]
)
def test_what_cannot_stand_there_is_refused(stage: tuple[Star, ...]) -> None:
    with pytest.raises(SettingError, match="stage"):
        View(stage=stage)


@pytest.mark.parametrize("star", [star for star in STARS if star != "graph"])
def test_one_gesture_swaps_a_panel_with_the_graph_and_back(session: Session, star: Star) -> None:
    session.perform(commands.swap_stage, star)
    assert stage_of(session) == (star,)
    session.perform(commands.swap_stage, star)
    assert stage_of(session) == ("graph",)


def test_two_share_it_and_either_may_leave(session: Session) -> None:
    session.perform(commands.share_stage, "surface")
    assert stage_of(session) == ("graph", "surface")
    session.perform(commands.share_stage, "loss")
    assert stage_of(session) == ("graph", "loss")
    session.perform(commands.share_stage, "graph")
    assert stage_of(session) == ("loss",)
    session.perform(commands.share_stage, "loss")
    assert stage_of(session) == ("graph",)


@given(stars=st.lists(STAGES, min_size=1, max_size=5))
def test_undo_brings_the_last_stage_back(stars: list[list[Star]]) -> None:
    session = Session()
    commands.new(session)
    stages = [stage_of(session)]
    for wanted in stars:
        session.perform(commands.set_stage, *wanted)
        if stage_of(session) != stages[-1]:
            stages.append(stage_of(session))
    while len(stages) > 1:
        stages.pop()
        session.perform(commands.undo)
        assert stage_of(session) == stages[-1]


def test_undo_of_a_setting_leaves_a_later_selection_alone(session: Session) -> None:
    session.perform(commands.set_stage, "surface")
    commands.set_training(session, epochs=7)
    session.perform(commands.select_node, "loss")
    session.perform(commands.undo)
    assert stage_of(session) == ("surface",)
    assert session.state.view.selected == "loss"


def test_the_stage_needs_a_tab_of_the_inspector_and_follows_it(session: Session) -> None:
    session.perform(commands.set_stage, "cells")
    assert session.state.view.tab == "cells"
    session.perform(commands.show_tab, "why")
    assert stage_of(session) == ("why",)


def test_covers_are_put_on_and_lifted_one_by_one_or_together(session: Session) -> None:
    session.perform(commands.toggle_cover, "legend")
    session.perform(commands.toggle_cover, "future")
    assert covered_of(session) == ("future", "legend")
    session.perform(commands.toggle_cover, "legend")
    assert covered_of(session) == ("future",)
    session.perform(commands.reveal)
    assert covered_of(session) == ()
    assert session.state.view.answered


def test_an_older_document_has_the_graph_on_its_stage() -> None:
    tree = msgspec.to_builtins(tree_of(Document()))
    for name in ("stage", "stacked", "covered"):
        del tree["view"][name]
    assert document_of(tree, "x").view.stage == ("graph",)
