"""What the documentation says that each of the 80 tables is for: the entries of truth.toml."""

from __future__ import annotations

from pathlib import Path

import msgspec

from graphviz_nn.data import Table
from graphviz_nn.data.guess import Task
from graphviz_nn.errors import DataError

FILE = Path(__file__).with_name("truth.toml")


class Entry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A table and what can be learnt from it.

    Attributes:
        package: what it comes in, by the name that pip knows.
        path: where it stands in the package, as unpacked.
        source: where the documentation names the target.
        targets: the columns that the documentation calls the response, each with its task; the first is the usual one.
        clue: what in the file itself tells the target from the other columns; empty where nothing does.
        refused: why nothing can be learnt from it; empty where something can.

    """

    package: str
    path: str
    source: str
    targets: dict[str, Task] = {}
    clue: str = ""
    refused: str = ""

    def __post_init__(self) -> None:
        if bool(self.targets) == bool(self.refused):
            has = "both" if self.targets else "neither"
            raise ValueError(
                f"{self.path} has {has} targets and a reason why it is refused. Give one of the two."
            )

    @property
    def name(self) -> str:
        """What to call it: its file and folder, as two packages may each have an iris.csv."""
        return "/".join(self.path.split("/")[-2:])

    @property
    def target(self) -> str | None:
        """The usual target, or None."""
        return next(iter(self.targets), None)

    @property
    def task(self) -> Task | None:
        """The task of the usual target, or None."""
        return next(iter(self.targets.values()), None)

    def check(self, table: Table) -> None:
        """Raise DataError, with the names there are, if a target is no column of the table."""
        for name in self.targets:
            table.column(name)
        if len(table.lines) == 0:
            raise DataError(f"{table.path} has no rows. Remove the folder it is in, and it is fetched anew.")


class Truth(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All entries, and the packages that they come in.

    Attributes:
        packages: the version of each package, by the name that pip knows.
        table: the entries.

    """

    packages: dict[str, str]
    table: tuple[Entry, ...]


def load(file: Path = FILE) -> Truth:
    """Read all entries; raise msgspec.ValidationError for a file of another form."""
    return msgspec.toml.decode(file.read_bytes(), type=Truth)
