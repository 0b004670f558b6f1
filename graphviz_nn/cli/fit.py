"""`graphviz-nn fit`: trains a document without a window."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, NamedTuple

from graphviz_nn.cli.command import Command
from graphviz_nn.cli.output import add_formats, print_table, say, write_rows
from graphviz_nn.cli.tables import add_columns, said_of_table
from graphviz_nn.cli.targets import target_of
from graphviz_nn.errors import DocumentError
from graphviz_nn.text import listing, short

if TYPE_CHECKING:  # what --help would have to wait for
    from graphviz_nn.data import Dataset
    from graphviz_nn.files.document import Work
    from graphviz_nn.session.tasks import Task
    from graphviz_nn.training.run import Run
    from graphviz_nn.training.score import Score


class Fitted(NamedTuple):
    """A variant's run, how long it took in seconds, and its data."""

    run: Run
    seconds: float
    dataset: Dataset | None


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "file",
        metavar="FILE",
        help="a .gnn.json file, a table (.csv, .xlsx …), a lesson or its .toml, iris, penguins or digits",
    )
    parser.add_argument("--epochs", type=int, metavar="N", help="instead of the document's")
    parser.add_argument("-o", "--output", type=Path, metavar="OUT", help="write the history into a file")
    add_columns(parser)
    add_formats(parser)


def _run(arguments: argparse.Namespace) -> int:
    from graphviz_nn.files.disk import check_place
    from graphviz_nn.files.export import history_rows
    from graphviz_nn.session.tasks import loaded

    target = target_of(arguments.file, said=said_of_table(arguments), expressions=False)
    work = _with_epochs(target.document.work, arguments.epochs)
    if not work.subject.network.is_trainable:
        raise DocumentError(f"{arguments.file} shows an expression with nothing to train. Try trace.")
    datasets = loaded(work)
    if arguments.output:
        check_place(arguments.output)
    fitted = _train(work, datasets)
    if arguments.json or arguments.csv or arguments.output:
        runs = {name: one.run for name, one in fitted.items()}
        write_rows(history_rows(runs), arguments, arguments.output)
    _print_summary(
        work, datasets, fitted, to_error=(arguments.json or arguments.csv) and not arguments.output
    )
    for one in fitted.values():
        if one.run.divergence:
            raise one.run.divergence
    return 0


def _with_epochs(work: Work, epochs: int | None) -> Work:
    import msgspec

    if epochs is None:
        return work
    training = msgspec.structs.replace(work.training, epochs=epochs)
    return msgspec.structs.replace(work, training=training)


def _train(work: Work, datasets: Sequence[Dataset]) -> dict[str, Fitted]:
    """Say what has no meaning, and train every variant to its end."""
    from graphviz_nn.debug.meaning import meaningless
    from graphviz_nn.session.tasks import tasks_of
    from graphviz_nn.training.variants import labels

    tasks = tasks_of(work, datasets)
    problems = [task.problem for task in tasks]
    found = [finding for problem in problems for finding in meaningless(problem.network, problem.y)]
    for text in dict.fromkeys(finding.text for finding in found):
        say(text, sys.stderr)
    names = labels(work.variants, work.training)
    return {name: _train_one(name, task) for name, task in zip(names, tasks, strict=True)}


def _train_one(name: str, task: Task) -> Fitted:
    """Train to the end, with a bar on the standard error."""
    from graphviz_nn.face.progress import announce, progress_bar
    from graphviz_nn.training.effort import seconds_of_training
    from graphviz_nn.training.machines import make_machine, prepare
    from graphviz_nn.training.run import SELDOM, train
    from graphviz_nn.work import finish

    problem, aside = task.problem, task.held_out
    seconds = seconds_of_training(problem)
    announce(seconds, problem.training.dtype)
    prepare(seconds, problem.training.dtype)
    machine, test = make_machine(problem), make_machine(aside) if aside else None
    began = perf_counter()
    with progress_bar(name, problem.updates) as tell:
        work = train(problem, machine, metrics=task.metrics, test=test, checkpoints=1, progress=SELDOM)
        run = finish(work, tell)
    return Fitted(run, perf_counter() - began, task.dataset)


def _print_summary(
    work: Work, datasets: Sequence[Dataset], fitted: dict[str, Fitted], *, to_error: bool
) -> None:
    stream = sys.stderr if to_error else sys.stdout
    for line in dict.fromkeys(line for dataset in datasets for line in _about(work, dataset)):
        say(line, stream)
    scores = {name: _score(one.run, one.dataset) for name, one in fitted.items()}
    known = next((score for score in scores.values() if score), None)
    measure = known.measure if known else "accuracy"
    headings = ("variant", "loss", "held-out loss", f"held-out {measure}", measure, "updates", "seconds")
    rows: list[tuple[str, ...]] = []
    for name, (run, seconds, _) in fitted.items():
        loss = f"{run.losses[-1]:.6g}" if len(run.losses) else "–"
        held_loss = f"{run.test_losses[-1]:.6g}" if len(run.test_losses) else "–"
        shown = _shown(scores[name])
        rows.append((name, loss, held_loss, *shown, f"{run.updates:,}", f"{seconds:.2f}"))
    print_table(headings, (*rows, *(_baselines(known) if known else ())), stream)
    for name, score in scores.items():
        if score and score.verdict:
            say(f"{name}: {score.verdict}", stream)


def _about(work: Work, dataset: Dataset) -> list[str]:
    """Return what is learnt from what, and what was left out."""
    task = f"{len(dataset.classes)} classes" if dataset.classes else "regression"
    goals = dict.fromkeys(name.partition("=")[0] if dataset.classes else name for name in dataset.targets)
    learnt = f"predicts {', '.join(work.data.targets or goals)} ({task}) from {listing(dataset.features, 8)}."
    return [f"{dataset.name}: {line}" for line in (learnt, *dataset.notes, *_penalty(work))]


def _penalty(work: Work) -> list[str]:
    """Return what the loss has in it beside the errors."""
    from graphviz_nn.model import Dense, Stack

    layers = work.subject.layers if isinstance(work.subject, Stack) else ()
    factors = sorted({layer.l2 for layer in layers if isinstance(layer, Dense) and layer.l2})
    return [f"the losses hold an L2 penalty, of factor {', '.join(map(short, factors))}."] if factors else []


def _score(run: Run, dataset: Dataset | None) -> Score | None:
    from graphviz_nn.landscape.agreement import agreement
    from graphviz_nn.training.score import score_of

    if dataset is None:
        return None
    end = run.end
    said = agreement(run.problem.network, end.weights, end.states, dataset.x, dataset.x_test)
    return score_of(run.problem, dataset, said.training, said.held_out)


def _shown(score: Score | None) -> tuple[str, str]:
    """Return a score on the held-out rows, and on those that were trained on."""
    if score is None:
        return "–", "–"
    held_out = "–" if score.held_out is None else f"{score.text(score.held_out)} of {score.rows:,}"
    return held_out, score.text(score.training)


def _baselines(score: Score) -> Iterator[tuple[str, ...]]:
    """Yield a row of the table for each thing that needs no network."""
    for baseline in score.baselines:
        text = score.text(baseline.score)
        cells = ("–", text) if score.held_out is None else (text, "–")
        yield baseline.name, "–", "–", *cells, "–", "–"


FIT = Command("fit", "Train a document without a window.", _add_arguments, _run)
