"""The document that a table begins as: the same for the same file, whatever was open before."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path
from typing import NamedTuple

import msgspec

from graphviz_nn.data import Dataset, DataSpec
from graphviz_nn.data.columns import choose
from graphviz_nn.data.guess import Guess
from graphviz_nn.data.load import prepare
from graphviz_nn.data.tables import reading
from graphviz_nn.files.document import Work
from graphviz_nn.session.fitting import begun_with

HELD_OUT = 0.2
FEW_ROWS = 20  # with fewer, every row is needed: a truth table has four


class Opened(NamedTuple):
    """The work that a table begins as, with its data, and what was guessed."""

    work: Work
    dataset: Dataset
    found: Guess


def opening(asked: DataSpec) -> Generator[float, None, Opened]:
    """Read a table and make a document of it; yield how far it is, from 0 to 1.

    What `asked` leaves open, columns and task, is guessed; the rest follows from the table: how much is held out,
    what is standardised, the last layer, the loss, the learning rate and the mini-batch. Raise FileError and
    DataError as `load` does.
    """
    table = yield from reading(asked.source, asked.told)
    return opened(asked, asked.guess(table))


def opened(asked: DataSpec, found: Guess) -> Opened:
    """Make the document of a table that was read and guessed."""
    raw = choose(found)
    data = msgspec.structs.replace(
        asked,
        target=found.target,
        task=found.task,
        standardise=True,
        standardise_target=found.task == "regression",
        held_out=HELD_OUT if len(raw.x) >= FEW_ROWS else 0.0,
    )
    dataset = prepare(raw, data)
    return Opened(begun_with(Work(title=Path(asked.source).stem, data=data), dataset), dataset, found)
