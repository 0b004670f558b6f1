"""Everything that the views show, in one frozen value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Literal

from graphviz_nn.data import Dataset, DataSpec
from graphviz_nn.data.spec import OF_COLUMNS, OF_SOURCE
from graphviz_nn.debug.explain import Cell
from graphviz_nn.debug.finding import Finding
from graphviz_nn.debug.moment import Moment
from graphviz_nn.debug.record import Record
from graphviz_nn.debug.since import Since
from graphviz_nn.debug.tape import Tape
from graphviz_nn.files.document import Document, View, Work
from graphviz_nn.graph import Node
from graphviz_nn.landscape.agreement import Agreement
from graphviz_nn.landscape.batch_surface import BatchSurface
from graphviz_nn.landscape.beside import Tile
from graphviz_nn.landscape.boundary import Boundary, Reach
from graphviz_nn.landscape.epoch_ends import EpochEnds
from graphviz_nn.landscape.estimates import Estimates
from graphviz_nn.landscape.fitted import Fitted
from graphviz_nn.landscape.frame import Frame
from graphviz_nn.landscape.hidden import Hidden
from graphviz_nn.landscape.neuron_maps import NeuronMaps
from graphviz_nn.landscape.outlook import Outlook
from graphviz_nn.landscape.plane import Surface
from graphviz_nn.landscape.stability import Sharpness
from graphviz_nn.lessons import Lesson
from graphviz_nn.model import Network
from graphviz_nn.scene.drawing import Drawn
from graphviz_nn.scene.inspection import Inspection
from graphviz_nn.scene.layout import Room
from graphviz_nn.session.tasks import Task, Trials
from graphviz_nn.training.outcomes import Results
from graphviz_nn.training.run import Run
from graphviz_nn.training.run_map import RunMap
from graphviz_nn.training.score import Score

NOTHING_ELSE: Mapping[Cell, float] = MappingProxyType({})
MessageKind = Literal["info", "warning", "error"]
Unit = Literal["op", "update", "epoch"]
FIRST_PACES: Mapping[Unit, str] = MappingProxyType({"op": "2", "update": "2", "epoch": "20 s"})


@dataclass(frozen=True)
class Message:
    """Something to tell the user, shown in one place.

    Attributes:
        text: one or two sentences: the thing, the value, the cure.
        kind: how it is coloured and whether it stays.
        number: counts messages, so that the same text said twice is told twice.
        report: what there is to copy and to send about it, or "".

    """

    text: str
    kind: MessageKind
    number: int
    report: str = ""


@dataclass(frozen=True)
class Activity:
    """Long work that goes on: what it is called, and how far it is (0 to 1, None if unknown)."""

    key: str
    label: str
    fraction: float | None = None


@dataclass(frozen=True)
class Playing:
    """Whether time runs by itself.

    Attributes:
        direction: which way; 0 while time stands.
        unit: what it is played by; None until that is chosen, see `clock.unit`.
        paces: how fast by each unit: the names of paces.

    """

    direction: Literal[-1, 0, 1] = 0
    unit: Unit | None = None
    paces: Mapping[Unit, str] = field(default_factory=lambda: FIRST_PACES)


def rows_of(data: DataSpec) -> tuple[object, ...]:
    """Return what says which rows data have before a hand edits them."""
    return tuple(getattr(data, field) for field in ("source", *OF_COLUMNS, *OF_SOURCE))


@dataclass(frozen=True)
class Hand:
    """A hand that edits the rows.

    Attributes:
        columns: the features and the classes that it was taken for; over others it lies still.
        rows: what says which rows there were before an edit; where it says others, the plot follows them.
        reach: from where to where the plot goes as long, for each feature, or the feature and the target, in the
            source's units: nothing moves under it.
        ink: the number of the class that it adds points of, one more than there are for a new one; −1 to take away.
        row: the row that is chosen, held-out rows behind the training rows; None for none.

    """

    columns: tuple[tuple[str, ...], ...]
    rows: tuple[object, ...]
    reach: Reach
    ink: int = 0
    row: int | None = None


@dataclass(frozen=True, eq=False)
class State:
    """What the window shows; views compare fields by identity.

    Attributes:
        work: what is made, and what undo takes back.
        view: where one looks at it; its cursor is where one wants to be in time.
        path: the file that the document came from or went to, or None.
        saved: the work as it stands in that file, to tell unsaved changes.
        lesson, page: the lesson that is open and its page, or None and 0.
        drafts: what the user made of the other pages that were open, by the lesson's name and the page.
        tasks: what each variant trains, with its own model and data; empty before there is a document.
        runs: for each variant its run so far; empty until training has begun, and where there is nothing to train.
        trials: all variants from all their seeds so far; None until there, and where each has one seed alone.
        results: the runs side by side, of all seeds where there are several; None where nobody compares them.
        what_if: other numbers for weights and inputs of the shown update, tried out until time moves on.
        pointed: the number, or the node, that the mouse is over; None where it is over none.
        moment: the update that is shown, with those numbers, and the states of training around it; None until there.
        position: how many events of it have happened.
        counted: what the position counts the events of: another record while the network has changed; None where
            the position was told by a document.
        ahead: by how many updates time, while it plays, is ahead of the moment that is shown.
        sought: the update and the position that one would be at had the run not ended before; None where it has not.
        done: how many updates have been done; between two of them while time rolls from one to the next.
        room: the place that there is for the drawing; None where nobody draws.
        drawn: the drawing of the network, perhaps of another one while it is being laid out; None until there.
        frame: what the loss surface is seen in; None where nobody looks at it.
        is_mapped: whether somebody looks at the map of runs.
        run_map: what came of the runs of the map so far; None until there.
        surface: the loss surface with the paths; None until there.
        batch_surface: the same over the rows of the shown update's mini-batch; None until it is asked for and there.
        outlook: what there is to say of the shown update: its bend, where it lands, other rates; None until there.
        estimates: what mini-batches and examples say of the slope there; None until it is asked for and there.
        epoch_ends: the loss of the shown run at the ends of its epochs; None where that is not shown, and until there.
        sharpness: for each run the bends that it has passed; empty where they are not shown, and until there.
        maps: what each neuron says over the plane of two features; None where that is not shown, and until there.
        hand: what edits the rows by hand; None where nothing does.
        boundary: what the model says over the plane of two features; None until there.
        hidden: how the plane of two features is bent in the space of a node's values; None where that is not shown, and
            until there.
        beside: what every run makes of that plane; none where that is not shown, and until there.
        fitted: the curve that it fits to numbers told by one feature; None for other data, and until there.
        predictions: what the network predicts for every row; None until there.
        agreement: the same where the targets are numbers; None for classes, and until there.
        score: how good the network is at the shown weights, beside what needs no network; None where no data feed it.
        terms: how many terms of a sum there is room for where a number is explained; 0 where nobody explains one.
        inspection: why the number that one looks at is what it is; None until there.
        findings: what keeps the network from learning in that update.
        since: from which update on each of them holds; None until that is known.
        taught: the names of the lessons in the order of teaching; empty until one was opened.
        activities: the long work that goes on.
        message: the newest message, or None.
        playing: whether time runs by itself.
        can_undo, can_redo: the name of the change that would be undone or redone, or "".

    """

    work: Work = field(default_factory=Work)
    view: View = field(default_factory=View)
    path: Path | None = None
    saved: Work | None = None
    lesson: Lesson | None = None
    page: int = 0
    drafts: Mapping[tuple[str, int], Document] = field(default_factory=dict)
    tasks: tuple[Task, ...] = ()
    runs: tuple[Run, ...] = ()
    trials: Trials | None = None
    results: Results | None = None
    what_if: Mapping[Cell, float] = field(default_factory=lambda: NOTHING_ELSE)
    pointed: Cell | None = None
    moment: Moment | None = None
    position: int = 0
    counted: Record | None = None
    ahead: float = 0.0
    sought: tuple[int, int] | None = None
    done: float = 0.0
    room: Room | None = None
    drawn: Drawn | None = None
    frame: Frame | None = None
    is_mapped: bool = False
    run_map: RunMap | None = None
    surface: Surface | None = None
    batch_surface: BatchSurface | None = None
    outlook: Outlook | None = None
    estimates: Estimates | None = None
    epoch_ends: EpochEnds | None = None
    sharpness: tuple[Sharpness, ...] = ()
    maps: NeuronMaps | None = None
    hand: Hand | None = None
    boundary: Boundary | None = None
    hidden: Hidden | None = None
    beside: tuple[Tile, ...] = ()
    fitted: Fitted | None = None
    predictions: Agreement | None = None
    agreement: Agreement | None = None
    score: Score | None = None
    terms: int = 0
    inspection: Inspection | None = None
    findings: tuple[Finding, ...] = ()
    since: Since | None = None
    taught: tuple[str, ...] = ()
    activities: tuple[Activity, ...] = ()
    message: Message | None = None
    playing: Playing = Playing()
    can_undo: str = ""
    can_redo: str = ""

    def is_computing(self, name: str) -> bool:
        """Whether a derived field is being computed anew, so that what it holds is old."""
        return any(activity.key == name for activity in self.activities)

    @property
    def document(self) -> Document:
        """Work and view, as a file keeps them."""
        return Document(self.work, self.view)

    @property
    def task(self) -> Task | None:
        """What the variant that the graph steps through trains; None before there is a document."""
        return self.tasks[min(self.view.variant, len(self.tasks) - 1)] if self.tasks else None

    @property
    def shown(self) -> Work:
        """The work as that variant has it; what all share before there is a document."""
        return self.task.work if self.task else self.work

    @property
    def network(self) -> Network:
        """Its network."""
        return self.shown.subject.network

    @property
    def seed(self) -> int:
        """By how much the seed of what the graph steps through is above each variant's own."""
        return min(self.view.seed, self.work.seeds - 1)

    @property
    def dataset(self) -> Dataset | None:
        """Its data, once loaded; None where none feed the network."""
        return self.task.dataset if self.task else None

    @property
    def holding(self) -> Hand | None:
        """The hand that edits the data that are shown; None where it lies still."""
        dataset, hand = self.dataset, self.hand
        if dataset is None or hand is None or hand.columns[0] != dataset.features:
            return None
        is_of = dataset.classes[: len(hand.columns[1])] == hand.columns[1]
        return hand if is_of and bool(dataset.classes) == bool(hand.columns[1]) else None

    @property
    def reach(self) -> Reach | None:
        """From where to where it holds the plot of the data, in the source's units; None where nothing does."""
        hand = self.holding
        return hand.reach if hand and hand.rows == rows_of(self.shown.data) else None

    @property
    def cell(self) -> Cell | None:
        """The selected number, or None."""
        return self.view.cell

    @property
    def record(self) -> Record | None:
        """Every step of the update that is shown; None until it is there."""
        return self.moment.record if self.moment else None

    @property
    def nodes(self) -> tuple[Node, ...] | None:
        """What the network computes in it, whatever its numbers are; None until there."""
        return self.moment.record.graph.nodes if self.moment else None

    @property
    def tape(self) -> Tape | None:
        """The same, indexed."""
        return self.moment.tape if self.moment else None
