"""How far a training is, on a terminal."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Literal, TextIO, TypeAlias

from graphviz_nn.errors import SettingError
from graphviz_nn.ops import DType
from graphviz_nn.text import one_line
from graphviz_nn.training.effort import seconds_of_training
from graphviz_nn.training.machines import must_wait
from graphviz_nn.training.problem import Problem
from graphviz_nn.training.run import Run
from graphviz_nn.work import quiet

Tell = Callable[[Run], None]
Show = Callable[[int, float | None], None]  # updates done, and the loss
Verbose: TypeAlias = Literal["auto", 0, 1, 2]


@contextmanager
def bar(
    label: str, total: int, unit: str = "updates", stream: TextIO | None = None, *, has_loss: bool = True
) -> Iterator[Show]:
    """Show a bar for so many things while the `with` lasts, on the standard error unless told otherwise."""
    # Imported here, since a quiet fit never needs it.
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    console = Console(file=stream or sys.stderr)
    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn(f"{unit}, loss {{task.fields[loss]}}" if has_loss else unit),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console) as progress:
        task = progress.add_task(one_line(label), total=total, loss="–")

        def show(done: int, loss: float | None) -> None:
            progress.update(task, completed=done, loss="–" if loss is None else f"{loss:.4g}")

        yield show


@contextmanager
def progress_bar(label: str, updates: int, stream: TextIO | None = None) -> Iterator[Tell]:
    """Show the bar of one fit, whose runs are single epochs where it measures held-out rows."""
    with bar(label, updates, stream=stream) as show:
        began: int | None = None

        def tell(run: Run) -> None:
            nonlocal began
            began = run.checkpoints[0].update if began is None else began
            show(run.updates - began, last_loss(run))

        yield tell


def fit_bar(verbose: Verbose, problem: Problem, name: str) -> AbstractContextManager[Tell]:
    """Return what shows how far a model's fit is, or nothing, as `verbose` asks; say where one must wait first."""
    is_shown = wants_bar(verbose)
    if verbose:
        announce(seconds_of_training(problem), problem.training.dtype)
    return progress_bar(f"fit {name}", problem.updates) if is_shown else nullcontext(quiet)


def announce(seconds: float, *dtypes: DType) -> None:
    """Say so on the standard error, if work of so many seconds of the reference must wait for the compiler."""
    if must_wait(seconds, *dtypes):
        print("Compiling the engine, once on this machine: about half a minute …", file=sys.stderr)


def last_loss(run: Run) -> float | None:
    """Return the loss of the last finished epoch, if there is one."""
    return float(run.losses[-1]) if len(run.losses) else None


def wants_bar(verbose: Verbose) -> bool:
    """Whether a bar is to be shown: for 1, and for "auto" on a terminal; raise SettingError for no such wish."""
    if verbose not in ("auto", 0, 1, 2):
        raise SettingError(f"verbose is {verbose!r}. Give 'auto', 0, 1 or 2.")
    return sys.stderr.isatty() if verbose == "auto" else verbose == 1


def say_epoch(epochs: int, epoch: int, measured: Mapping[str, float]) -> None:
    """Print what was measured in an epoch, from 1, as a line on the standard output."""
    numbers = (f"{name}: {value:.4g}" for name, value in measured.items())
    print(f"Epoch {epoch}/{epochs} - {' - '.join(numbers)}")
