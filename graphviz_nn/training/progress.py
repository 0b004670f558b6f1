"""How far a training is, on a terminal."""

from __future__ import annotations

import sys
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TextIO

from graphviz_nn.training.run import Run

Tell = Callable[[Run], None]


def finish(runs: Generator[Run, None, Run], tell: Tell) -> Run:
    """Train to the end, telling each run so far, and return the whole one."""
    while True:
        try:
            tell(next(runs))
        except StopIteration as end:
            run: Run = end.value
            return run


@contextmanager
def progress_bar(label: str, updates: int, stream: TextIO | None = None) -> Iterator[Tell]:
    """Show a bar for so many updates while the `with` lasts, on the standard error unless told otherwise."""
    # Imported here, since a quiet fit never needs it.
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    console = Console(file=stream or sys.stderr)
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("updates, loss {task.fields[loss]}"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console) as progress:
        task = progress.add_task(label, total=updates, loss="–")
        began: int | None = None

        def tell(run: Run) -> None:
            nonlocal began
            began = (
                run.checkpoints[0].update if began is None else began
            )  # with validation, a run is one epoch
            loss = f"{run.losses[-1]:.4g}" if len(run.losses) else "–"
            progress.update(task, completed=run.updates - began, loss=loss)

        yield tell


def say_epoch(epochs: int, epoch: int, measured: Mapping[str, Sequence[float]]) -> None:
    """Print what was measured last, in an epoch from 1, as a line on the standard output."""
    numbers = (f"{name}: {values[-1]:.4g}" for name, values in measured.items())
    print(f"Epoch {epoch}/{epochs} - {' - '.join(numbers)}")


def quiet(run: Run) -> None:
    """Tell nothing."""
