"""What data to load and how: the part of a document that `load` reads."""

from __future__ import annotations

from typing import Annotated

import msgspec

from graphviz_nn.data.given import Given
from graphviz_nn.settings import MOST_WHOLE, Linear, Log, Setting, check

OF_GENERATED = ("rows", "noise")  # what files ignore


class DataSpec(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A choice of data, as saved in a document.

    Attributes:
        source: the name of a built-in set (see `load.SOURCES`) or the path of a table; with `given` what they
            are called.
        given: the rows themselves, in place of a source to load them from.
        rows: how many rows a generated set gets; files ignore it.
        noise: how far the points of a generated set scatter: the standard deviation as a share of the
            distance between its two classes, which the set's generator states; files ignore it.
        held_out: the fraction of the rows that is kept for testing.
        standardise: x' = (x - mean) / deviation, measured on the training rows only.
        seed: of the generation and of the choice of held-out rows.
        features: the columns to learn from; None means the natural ones: the four measurements of iris and of
            penguins, the 64 pixels of digits, every numeric column but the target of another file, x1 and x2 of a
            generated set.
        target: the column to learn; None means the natural one: `species` of iris and penguins, `digit` of
            digits, the last column of another file, y of a generated set.

    """

    source: Annotated[str, Setting("Data", "What the network learns from.", called="source")] = "two blobs"
    rows: Annotated[
        int,
        Setting(
            "Rows",
            "How many points are drawn.",
            least=2,
            most=100_000,
            slider=Log(8, 2000, is_whole=True),
            called="number of rows",
        ),
    ] = 128
    noise: Annotated[
        float,
        Setting(
            "Noise",
            "How far the points scatter, as a share of the distance between the two classes.",
            least=0,
            most=10,
            slider=Linear(0.0, 1.0, 0.01),
        ),
    ] = 0.2
    held_out: Annotated[
        float,
        Setting(
            "Held out",
            "The share of the rows that is never trained on, and tells how well the network does on new ones.",
            least=0,
            most=0.9,
            slider=Linear(0.0, 0.9, 0.01),
            called="share held out",
        ),
    ] = 0.0
    standardise: Annotated[
        bool,
        Setting(
            "Standardise",
            "Shift each feature to mean 0 and scale it to deviation 1, as measured on the training rows: "
            "the loss surface becomes rounder.",
        ),
    ] = False
    seed: Annotated[
        int,
        Setting(
            "Seed",
            "Of the points that are drawn, and of the choice of rows that are held out.",
            least=0,
            most=MOST_WHOLE,
            called="seed of the data",
        ),
    ] = 0
    features: Annotated[
        tuple[str, ...] | None,
        Setting("Features", "The columns to learn from.", empty="the natural ones", plural=True),
    ] = None
    target: Annotated[str | None, Setting("Target", "The column to learn.", empty="the natural one")] = None
    given: Given | None = None

    def __post_init__(self) -> None:
        check(self)
