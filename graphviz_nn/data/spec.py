"""What data to load and how: the part of a document that `load` reads."""

from __future__ import annotations

from typing import Annotated

import msgspec

from graphviz_nn.data.by_hand import ByHand
from graphviz_nn.data.given import Given
from graphviz_nn.data.guess import Guess, Task, guess
from graphviz_nn.data.tables import Table, Told
from graphviz_nn.errors import SettingError
from graphviz_nn.settings import MOST_WHOLE, Linear, Log, Option, Setting, check
from graphviz_nn.text import cited

OF_GENERATED = ("rows", "noise")  # what files ignore
OF_SOURCE = (*OF_GENERATED, "seed")  # what rows edited by hand ignore
OF_COLUMNS = ("features", "target", "task", "delimiter", "decimal", "header")  # chosen with the file
_TASKS = (
    Option("classification", "classification", "Each different value of the target is a class."),
    Option("regression", "regression", "The target is a number."),
)


class DataSpec(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A choice of data, as saved in a document.

    Attributes:
        source: the name of a built-in set (see `load.SOURCES`) or the path of a table; with `given` what they
            are called.
        given: the rows themselves, in place of a source to load them from.
        by_hand: the rows as a hand has edited them, in place of those of the source, to which one can go back.
        rows: how many rows a generated set gets; files ignore it.
        noise: how far the points of a generated set scatter: the standard deviation as a share of the
            distance between its two classes, which the set's generator states; files ignore it.
        held_out: the fraction of the rows that is kept for testing.
        standardise: x' = (x - mean) / deviation, measured on the training rows only.
        standardise_target: the same for targets that are numbers: a loss of 1 is that of the mean. Classes stay as
            they are.
        one_hot: two classes as two columns with a single 1 in each row, as categorical cross-entropy asks for, in
            place of one column of 0 and 1; more classes are one-hot anyway.
        seed: of the generation and of the choice of held-out rows.
        features: the columns to learn from; None means the natural ones: the four measurements of iris and of
            penguins, the 64 pixels of digits, x1 and x2 of a generated set, and of another file what can be learnt
            from (see `guess`).
        target: the column to learn, or several that are numbers; None means the natural one: `species` of iris and
            penguins, `digit` of digits, y of a generated set, and of another file the one that it shows to be it.
        task: whether the target is a class or a number; None leaves it to the evidence.
        delimiter, decimal, header: how a file is laid out, where it would be read otherwise; see `Told`.

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
    standardise_target: Annotated[
        bool,
        Setting(
            "Standardise target",
            "Shift a target that is a number to mean 0 and scale it to deviation 1, as measured on the training rows: "
            "a network's outputs begin near 0, and cannot learn numbers in the thousands.",
        ),
    ] = False
    one_hot: Annotated[
        bool,
        Setting(
            "One-hot",
            "Give each of two classes a column and an output of its own, as softmax and categorical crossentropy ask "
            "for, in place of one column of 0 and 1.",
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
    target: tuple[str, ...] | str | None = None
    task: Annotated[
        Task | None,
        Setting("Task", "Whether the target is a class or a number.", options=_TASKS, empty="by the target"),
    ] = None
    delimiter: Annotated[
        str | None, Setting("Delimiter", "What parts the cells of a file.", empty="as found")
    ] = None
    decimal: Annotated[str | None, Setting("Decimal sign", "A point or a comma.", empty="as found")] = None
    header: Annotated[
        bool | None, Setting("Header", "Whether the first row of a file names the columns.", empty="as found")
    ] = None
    given: Given | None = None
    by_hand: ByHand | None = None

    def __post_init__(self) -> None:
        check(self)
        self.told.check()
        if self.target is not None and not (
            self.targets and all(isinstance(name, str) for name in self.targets)
        ):
            raise SettingError(
                f"The target is {cited(self.target)}; it must be the name of a column, or a tuple of several."
            )

    @property
    def told(self) -> Told:
        """What is said of the layout of the file."""
        return Told(self.delimiter, self.decimal, self.header)

    def guess(self, table: Table) -> Guess:
        """Return what the columns of a table are for, where this does not say."""
        return guess(table, self.features, self.targets, self.task)

    @property
    def targets(self) -> tuple[str, ...] | None:
        """The columns to learn; None where they are left to the evidence."""
        return self.target if self.target is None or isinstance(self.target, tuple) else (self.target,)
