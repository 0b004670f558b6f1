"""What a guess tells of a table: of each column its kind and its role, and which task that makes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from graphviz_nn.data.tables.table import Column, Table

Kind: TypeAlias = Literal[
    "number", "category", "yes/no", "date", "time", "identifier", "text", "constant", "empty"
]
Role: TypeAlias = Literal["feature", "target", "left out"]
Task: TypeAlias = Literal["classification", "regression"]

KINDS: dict[Kind, str] = {
    "number": "a number",
    "category": "one of a few words: each becomes a column of 0 and 1",
    "yes/no": "one of two: 0 or 1",
    "date": "a date, as days since 1970",
    "time": "a time of the day, in hours",
    "identifier": "tells the rows apart, and says nothing about them",
    "text": "too many different words",
    "constant": "the same in every row",
    "empty": "nothing",
}
LEARNT_FROM: tuple[Kind, ...] = ("number", "yes/no", "category", "date", "time")


@dataclass(frozen=True, eq=False)
class Part:
    """A column and the part that it plays.

    Attributes:
        column: as it was read.
        kind: what its cells are, as something to learn from.
        role: whether it is learnt from, learnt, or left out.
        reason: of the kind, or of the role where that does not follow from it, in about three words.

    """

    column: Column
    kind: Kind
    role: Role
    reason: str

    @property
    def name(self) -> str:
        """The name of the column."""
        return self.column.name


@dataclass(frozen=True, eq=False)
class Guess:
    """The parts of a table's columns.

    Attributes:
        table: what the columns belong to.
        parts: one for each column, in the order of the file.
        task: what the target asks for; None where no target is known.
        task_reason: why, in about three words.
        features: the names of the columns to learn from, in the order that was asked for, or of the file.
        targets: those of the columns to learn; none where nothing in the table says which.
        is_told: whether the features were told rather than guessed.

    """

    table: Table
    parts: tuple[Part, ...]
    task: Task | None
    task_reason: str
    features: tuple[str, ...]
    targets: tuple[str, ...]
    is_told: bool = False

    def part(self, name: str) -> Part:
        """Return the part of a column that there is."""
        return next(part for part in self.parts if part.name == name)

    @property
    def target(self) -> str | tuple[str, ...]:
        """The name of the target, or those of several, as a `DataSpec` takes them."""
        return self.targets[0] if len(self.targets) == 1 else self.targets

    @property
    def candidates(self) -> tuple[str, ...]:
        """The columns that could be the target."""
        return tuple(part.name for part in self.parts if part.kind in LEARNT_FROM)
