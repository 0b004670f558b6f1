"""Choosing what to look at; only what stands on the stage can be undone, since nothing of the work changes."""

from __future__ import annotations

from types import MappingProxyType
from typing import Any, Literal

import msgspec

from graphviz_nn.debug.explain import Cell
from graphviz_nn.debug.moment import check_alterable
from graphviz_nn.landscape.frame import Frame
from graphviz_nn.scene import examples
from graphviz_nn.scene.depth import Depth
from graphviz_nn.scene.layout import Room
from graphviz_nn.scene.stage import COVERS, TABS, Cover, Star, tab_of
from graphviz_nn.session.queries import example_row, is_covered, page_of
from graphviz_nn.session.same_time import same_time
from graphviz_nn.session.session import Session
from graphviz_nn.session.state import NOTHING_ELSE, MessageKind
from graphviz_nn.training.run_map import can_be_mapped, names_of


def set_depth(session: Session, depth: Depth) -> None:
    """Draw the graph as layers, neurons or operations."""
    _look(session, depth=depth)


def toggle_fold(session: Session, layer: str) -> None:
    """Fold a layer, or a range of a large graph, into one card, or open it."""
    folded = session.state.view.folded
    rest = tuple(name for name in folded if name != layer)
    _look(session, folded=rest if layer in folded else (*folded, layer))


def set_room(session: Session, room: Room) -> None:
    """Draw the graph for another place."""
    if room != session.state.room:
        session.update(room=room)


def set_frame(session: Session, frame: Frame | None) -> None:
    """Measure the loss surface for another frame, or for what is now seen in it."""
    known = session.state.frame
    wanted = known.now_that(frame) if known and frame else frame
    if wanted != known:
        session.update(frame=wanted)


def set_terms(session: Session, terms: int) -> None:
    """Explain numbers with so many terms of each sum; 0 explains none."""
    if terms != session.state.terms:
        session.update(terms=terms)


def select_node(session: Session, name: str) -> None:
    """Select a node by name; "" selects none."""
    _look(session, selected=name, cell=None)


def select_cell(session: Session, cell: Cell | None) -> None:
    """Select one number, its node, and the example that it belongs to.

    A number that its node has not is none: it was clicked in a table of the step before, which is still shown.
    """
    record, example = session.state.record, session.state.view.example
    if record and cell and cell.index and not cell.is_in(record.graph):
        return
    row = examples.row_of(record, cell) if record else None
    _look(session, selected=cell.node if cell else "", cell=cell, example=example if row is None else row)


def point_at(session: Session, cell: Cell | None) -> None:
    """Show everywhere what the mouse is over: a number, or with an index of () its node."""
    if cell != session.state.pointed:
        session.update(pointed=cell)


def try_number(session: Session, cell: Cell, number: float) -> None:
    """Ask what if a weight or an input of the shown update were another; it goes away when time moves on."""
    state = session.state
    if state.moment is not None:
        check_alterable(state.moment, cell)
        session.update(what_if=MappingProxyType({**state.what_if, cell: number}))


def end_trial(session: Session) -> None:
    """Go back to the numbers of the run."""
    if session.state.what_if:
        session.update(what_if=NOTHING_ELSE)


def choose_variant(session: Session, place: int) -> None:
    """Step through another variant's run, at the same time of it."""
    choose_run(session, place, session.state.view.seed)


def choose_run(session: Session, place: int, seed: int) -> None:
    """Step through the run of a variant from one of its seeds, from 0, at the same time of it."""
    state = session.state
    if 0 <= place < len(state.work.variants) and 0 <= seed < state.work.seeds:
        view = msgspec.structs.replace(state.view, variant=place, seed=seed)
        session.update(view=same_time(state, state.tasks, view), ahead=0.0, sought=None)


def set_plane(session: Session, /, **fields: Any) -> None:
    """Cut the loss surface by another plane."""
    _look(session, plane=msgspec.structs.replace(session.state.view.plane, **fields))


def fit_plane(session: Session) -> None:
    """Fit the plane anew to the paths as they are; one of the gradient, to where the run is."""
    plane, update = session.state.view.plane, session.state.view.update
    set_plane(session, fit=plane.fit + 1, update=update if plane.kind == "gradient" else plane.update)


def set_map(session: Session, /, **fields: Any) -> None:
    """Map runs over other settings or weights, or show something else of them; an axis that is taken is exchanged."""
    state, spec = session.state, session.state.view.run_map
    if state.task is not None and can_be_mapped(state.task.problem):
        spec = msgspec.structs.replace(
            spec, **dict(zip(("across", "up"), names_of(spec, state.task.problem), strict=True))
        )
    for one, other in (("across", "up"), ("up", "across")):
        if fields.get(one) == getattr(spec, other) and other not in fields:
            fields = {**fields, other: getattr(spec, one)}
    _look(session, run_map=msgspec.structs.replace(spec, **fields))


def watch_map(session: Session, flag: bool) -> None:
    """Have the runs of the map trained while somebody looks at it."""
    if flag != session.state.is_mapped:
        session.update(is_mapped=flag)


def set_ghosts(session: Session, flag: bool) -> None:
    """Show on the loss surface where the next updates would lead at other rates, or not."""
    _look(session, ghosts=flag)


def set_batches(session: Session, flag: bool) -> None:
    """Show on the loss surface what each mini-batch says of the slope, or not."""
    _look(session, batches=flag)


def set_this_batch(session: Session, flag: bool) -> None:
    """Show the loss over the rows of the shown update's mini-batch, or over all rows."""
    _look(session, this_batch=flag)


def set_ends(session: Session, flag: bool) -> None:
    """Show the loss at the ends of epochs beside the mean over each epoch's mini-batches, or not."""
    _look(session, ends=flag)


def set_curvature(session: Session, flag: bool) -> None:
    """Show the bends that the runs pass under their losses, or not."""
    _look(session, curvature=flag)


def set_table(session: Session, flag: bool) -> None:
    """Show the runs in a table, or as curves of their losses."""
    _look(session, table=flag)


def set_goal(session: Session, loss: float | None) -> None:
    """Tell how soon the runs come down to a loss; None for one that most of them reach. Raise SettingError below 0."""
    _look(session, goal=loss)


def set_three_d(session: Session, flag: bool) -> None:
    """Draw the loss surface in three dimensions, or as contours."""
    _look(session, three_d=flag)


def set_log_loss(session: Session, flag: bool) -> None:
    """Draw the loss over a logarithmic axis, or a straight one."""
    _look(session, log_loss=flag)


def set_by_updates(session: Session, flag: bool) -> None:
    """Draw the loss over updates, or over epochs, of which variants may have not equally many."""
    _look(session, by_updates=flag)


def set_features(session: Session, across: int, up: int) -> None:
    """Draw the data over two features, by their places; the same one twice exchanges them."""
    before = session.state.view.features
    _look(session, features=before[::-1] if across == up else (across, up))


def rest_feature(session: Session, name: str, value: float) -> None:
    """Let a feature that is not drawn rest at a number, in the source's units."""
    _look(session, rests={**session.state.view.rests, name: value})


def rest_at_means(session: Session) -> None:
    """Let the features that are not drawn rest at their means."""
    _look(session, rests={})


def rest_at_row(session: Session) -> None:
    """Let the features that are not drawn rest where those of the shown example are."""
    state = session.state
    row, dataset = example_row(state), state.dataset
    if row is not None and dataset is not None and row < len(dataset.x):
        raw = dataset.unscale(dataset.x[row]).tolist()
        _look(session, rests=dict(zip(dataset.features, raw, strict=True)))


def show_space(session: Session, space: str) -> None:
    """Draw the rows in the space of a node's values, by its name, or of the step's node, `STEP`; or over features.

    These for each of the runs, `RUNS`, or with "" for the one that is stepped through.
    """
    _look(session, space=space)


def show_confusion(session: Session, rows: Literal["", "training", "held out"]) -> None:
    """Show beside the data how many rows of each class are seen as which, of the training or the held-out ones."""
    _look(session, confusion=rows)


def show_example(session: Session, place: int) -> None:
    """Show another example of the mini-batch in the neurons, from 0; a selected number of the old one moves along."""
    record = session.state.record
    if record is not None:
        place = examples.within(record, place)
        _look(session, example=place, cell=examples.counterpart(record, session.state.cell, place))


def show_maps(session: Session, flag: bool) -> None:
    """Show in each neuron what it says over the plane of two features, or its value alone."""
    _look(session, maps=flag)


def set_one_scale(session: Session, flag: bool) -> None:
    """Let one number have one colour on all cards, or give each card its own strongest colour."""
    _look(session, one_scale=flag)


def show_tab(session: Session, key: str) -> None:
    """Show "why", "cells", a tensor of the node by its key, or with "" the selected number's own in the inspector."""
    stage = session.state.view.stage
    if key in TABS:
        stage = tuple(key if star in TABS else star for star in stage)
    _look(session, tab=key, stage=stage)


def set_stage(session: Session, *stars: Star, stacked: bool | None = None) -> None:
    """Put panels on the stage, the star first; undo brings the ones before back."""
    before = session.state.document
    view = before.view
    wanted = msgspec.structs.replace(
        view,
        stage=stars,
        stacked=view.stacked if stacked is None else stacked,
        tab=tab_of(stars) or view.tab,
    )
    if (wanted.stage, wanted.stacked) == (view.stage, view.stacked):
        return
    session.history = session.history.push(before, "stage", "", session.clock())
    session.update(view=wanted, can_undo="stage", can_redo="")


def swap_stage(session: Session, star: Star) -> None:
    """Give a panel the middle of the window; one that has it gives it back to the graph."""
    stage = session.state.view.stage
    if stage == (star,):
        set_stage(session, "graph")
    else:
        set_stage(session, star)


def share_stage(session: Session, star: Star) -> None:
    """Let a panel share the stage with the star; one that stands there leaves it."""
    stage = session.state.view.stage
    seats = [each for each in stage if not _same_seat(each, star)]
    if len(seats) < len(stage):
        set_stage(session, *(seats or ("graph",)))
    else:
        set_stage(session, *seats[:1], star)


def turn_stage(session: Session) -> None:
    """Put what shares the stage above each other, or beside each other again."""
    view = session.state.view
    set_stage(session, *view.stage, stacked=not view.stacked)


def cover(session: Session, *what: Cover) -> None:
    """Cover the future of curves and paths, the legend, the shapes; what is not named is uncovered."""
    _look(session, covered=tuple(each for each in COVERS if each in what))


def toggle_cover(session: Session, what: Cover) -> None:
    """Cover one of them, or uncover it."""
    covered = session.state.view.covered
    cover(session, *(each for each in COVERS if (each in covered) is not (each == what)))


def reveal(session: Session) -> None:
    """Uncover everything that the page covers, and show its answer."""
    _look(session, answered=True, covered=())


def toggle_answer(session: Session) -> None:
    """Uncover everything that the lesson's page covers, or cover it again."""
    page = page_of(session.state)
    if is_covered(session.state):
        reveal(session)
    elif page is not None:
        _look(session, answered=False, covered=page.document.view.covered)


def guess(session: Session, words: str) -> None:
    """Write down what one guesses, before the answer is shown."""
    _look(session, guess=words)


def choose(session: Session, place: int) -> None:
    """Mark one of the page's choices as one's own, by its place, or take the mark back."""
    page = page_of(session.state)
    if page is not None and place < len(page.choices):
        chosen = page.choices[place]
        guess(session, "" if session.state.view.guess == chosen else chosen)


def tell(session: Session, text: str, kind: MessageKind = "info", report: str = "") -> None:
    """Show a message, with a report to copy where there is one."""
    session.say(text, kind, report)


def cancel(session: Session, key: str) -> None:
    """Stop long work; what it has given so far stays."""
    session.jobs.cancel(key)


def _same_seat(one: Star, other: Star) -> bool:
    return one == other or (one in TABS and other in TABS)


def _look(session: Session, **fields: Any) -> None:
    session.update(view=msgspec.structs.replace(session.state.view, **fields))
