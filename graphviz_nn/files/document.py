"""A document: everything needed to come back to this exact picture."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated, Literal, TypeAlias

import msgspec

from graphviz_nn.data import DataSpec
from graphviz_nn.debug.explanation import Cell
from graphviz_nn.errors import SettingError
from graphviz_nn.landscape.plane import PlaneSpec
from graphviz_nn.model import Dense, Formula, Stack
from graphviz_nn.model.formula import LeafValue
from graphviz_nn.optim import Sgd
from graphviz_nn.scene.depth import Depth
from graphviz_nn.scene.stage import Cover, Star, check_stage
from graphviz_nn.settings import Setting, check, unturn
from graphviz_nn.training.run_map import MapSpec
from graphviz_nn.training.spec import TrainingSpec
from graphviz_nn.training.variants import Variant

VERSION = 2
MOST_SEEDS = 200  # of each variant: a fan of more is not told from one of fewer
# What a document shows; each makes a network, and who trains or draws it does not ask which it is.
Subject: TypeAlias = Stack | Formula


class View(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where the window looks.

    Attributes:
        depth: how deep the graph is drawn.
        folded: the layers that are folded into one card at the depth of operations; of a large graph also the ranges
            that are opened or folded otherwise than at first. The newest change is the last.
        selected: the name of the selected node, or "".
        cell: the selected number, or None.
        example: which example of the mini-batch the neurons show, from 0.
        maps: whether each neuron shows what it says over the plane of two features.
        one_scale: whether one number has one colour on all cards; else each card has its own strongest colour.
        variant: the place of the variant that the graph steps through.
        seed: which of its seeds, from 0, its own.
        update: the update that is shown, from 0.
        position: how many events of it have happened.
        plane: the plane of the loss surface.
        run_map: what the map of runs is over, and what it shows of each.
        three_d: whether the surface is drawn in three dimensions.
        ghosts: whether it shows where the next updates would lead at other rates.
        batches: whether it shows the gradient of every mini-batch, and of single examples, about that of all rows.
        this_batch: whether it is over the rows of the shown update's mini-batch alone.
        curvature: whether the bends that the runs pass are shown under their losses.
        ends: whether the loss at the ends of epochs stands beside the mean of each epoch.
        features: the places of the two features that the data are drawn over, across and up.
        rests: where others of the features rest, by their names and in the source's units; the rest are at their mean.
        confusion: of which rows the confusion matrix stands beside the data, "training" or "held out"; "" for none.
        space: where the rows are drawn: "" over two features; in the space of a node's values, by its name; of the
            newest one that the step has come to, "step"; or over two features for each of the "runs".
        log_loss: whether the axis of the loss is logarithmic.
        by_updates: whether the other one counts updates instead of epochs, where variants have not equally many of
            them in an epoch.
        table: whether the runs stand in a table, and not as curves of their losses.
        goal: the loss that they are to come down to; None for one that half of the seeds of each variant reach.
        tab: what the inspector shows: "why", "cells", a tensor of the node by its key, or "" for the number's own.
        answered: whether the answer to the lesson's question is shown.
        guess: what is guessed of it: one of the page's choices, or other words; "" for nothing yet.
        stage: what stands in the middle of the window: the star, and up to two panels at its side.
        stacked: whether the others stand below the star, and not at its right.
        covered: what is covered until it is asked for: the "future" of curves and paths, the names in the "legend",
            the "shapes" of nodes that have no value yet.

    """

    depth: Depth = "operations"
    folded: tuple[str, ...] = ()
    selected: str = ""
    cell: Cell | None = None
    example: int = 0
    maps: bool = True
    one_scale: bool = False
    variant: int = 0
    seed: int = 0
    update: int = 0
    position: int = 0
    plane: PlaneSpec = PlaneSpec()
    run_map: MapSpec = MapSpec()
    three_d: bool = False
    ghosts: bool = False
    batches: bool = False
    this_batch: bool = False
    curvature: bool = False
    ends: bool = False
    features: tuple[int, int] = (0, 1)
    rests: dict[str, float] = {}
    confusion: Literal["", "training", "held out"] = ""
    space: str = ""
    log_loss: bool = False
    by_updates: bool = False
    table: bool = False
    goal: Annotated[
        float | None,
        Setting(
            "To loss",
            "How soon each run comes down to it is told. Empty: one that half of the seeds of each variant reach.",
            above=0,
            empty="chosen",
        ),
    ] = None
    tab: str = "why"
    answered: bool = False
    guess: str = ""
    stage: tuple[Star, ...] = ("graph",)
    stacked: bool = False
    covered: tuple[Cover, ...] = ()

    def __post_init__(self) -> None:
        for what in ("variant", "seed", "update", "position", "example"):
            if getattr(self, what) < 0:
                raise SettingError(f"The view's {what} is {getattr(self, what)}; it must be at least 0.")
        check(self)
        if min(self.features) < 0:
            raise SettingError(f"The view's features are {self.features}; each must be at least 0.")
        check_stage(self.stage)


class Work(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is made, and what undo takes back: a network, with its data and training.

    Attributes:
        title: what the window's title says.
        subject: the network: a stack of layers, or an expression.
        data: what a stack learns from.
        training: the settings that all variants share.
        variants: what is trained and drawn together, at least one.
        seeds: from how many seeds each variant is trained: its own, and those that follow it.
        weights: the parameters, and the moving averages, that training begins with, by name as nested lists; None
            for those of the seed, from which a variant with a seed of its own begins in any case.

    """

    title: str = ""
    subject: Subject = Stack(
        inputs=2, layers=(Dense(units=4, activation="tanh"), Dense(units=1, activation="sigmoid"))
    )
    data: DataSpec = DataSpec()
    training: TrainingSpec = TrainingSpec(optimiser=Sgd(learning_rate=0.1, momentum=0.9))
    variants: tuple[Variant, ...] = (Variant(momentum=0.0), Variant())
    seeds: Annotated[
        int,
        Setting(
            "Seeds",
            "From how many seeds each variant is trained: one run may be luck, the spread of many shows what is not.",
            least=1,
            most=MOST_SEEDS,
            called="number of seeds",
        ),
    ] = 1
    weights: dict[str, LeafValue] | None = None

    def __post_init__(self) -> None:
        unturn(self, "title")
        check(self)
        if not self.variants:
            raise SettingError("The document has no variants. Give at least one.")


@dataclass(frozen=True)
class Document:
    """What a file keeps: the work, and where the window looks at it."""

    work: Work = field(default_factory=Work)
    view: View = field(default_factory=View)
