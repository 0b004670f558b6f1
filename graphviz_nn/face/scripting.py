"""What scripts ask of a model beside training it: many runs at once, and the window on it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import nullcontext
from typing import Any

import msgspec
import numpy as np
from numpy.typing import ArrayLike, NDArray

from graphviz_nn.errors import SettingError
from graphviz_nn.face.arrays import whole
from graphviz_nn.face.progress import Verbose, announce, bar, last_loss, wants_bar
from graphviz_nn.face.saving import kept
from graphviz_nn.face.seeds import checked_seed
from graphviz_nn.face.sequential import Sequential, check_model
from graphviz_nn.files.capture import capture
from graphviz_nn.ops import plain
from graphviz_nn.settings.convert import converted
from graphviz_nn.text import cited
from graphviz_nn.training.effort import seconds_of_training
from graphviz_nn.training.experiment import Experiment, tasks_of
from graphviz_nn.training.experiment import experiment as train_all
from graphviz_nn.training.sweep import UPDATES, Sweep
from graphviz_nn.training.sweep import sweep as sweep_all
from graphviz_nn.training.variants import Variant
from graphviz_nn.work import finish, quiet

EPOCHS = 200


def experiment(
    model: Sequential,
    X: ArrayLike,
    Y: ArrayLike,
    *,
    seeds: int | Iterable[int] = 16,
    variants: Sequence[Mapping[str, object]] = ({},),
    batch_size: int | None = None,
    epochs: int = 1,
    verbose: Verbose = "auto",
) -> Experiment:
    """Train a model from many seeds, with each of some variants of its settings, on all cores at once.

    `seeds` are the seeds, or how many there are, from 0. A variant maps the settings that it changes to their values,
    as in {"learning_rate": 0.1, "momentum": 0.9}; `training.variants.Variant` lists them. Every run begins with the
    first weights of its seed; the model is left as it is. A run that diverges ends there, and the others go on. The
    result holds the losses, of shape (variants, seeds, epochs), the last weights and the runs. `verbose` is that of
    `fit`. Raise SettingError, ShapeError or DataError for what can't be trained.
    """
    check_model(model)
    listed = plain(seeds)
    if not isinstance(listed, Iterable):
        listed = range(whole("seeds", listed))
    chosen = [checked_seed(seed) for seed in listed]
    if not isinstance(variants, Iterable):
        raise SettingError(
            f"variants is {cited(variants)}; give a list of dicts, as in [{{'momentum': 0.9}}]."
        )
    changes = [_variant(change) for change in variants]
    if not chosen or not changes:
        raise SettingError("The experiment has no runs. Give at least one seed and one variant.")
    problem = model.problem(X, Y, batch_size=batch_size, epochs=epochs)
    work, tasks = train_all(problem, changes, chosen), tasks_of(problem, changes, chosen)
    if verbose:
        announce(sum(map(seconds_of_training, tasks)))
    total = sum(task.updates for task in tasks)
    with bar(f"experiment {model.name}", total) if wants_bar(verbose) else nullcontext(quiet) as show:
        return finish(work, lambda runs: show(sum(run.updates for run in runs), last_loss(runs[0])))


def sweep(
    model: Sequential,
    X: ArrayLike,
    Y: ArrayLike,
    settings: Mapping[str, ArrayLike],
    *,
    updates: int = UPDATES,
    batch_size: int | None = None,
    verbose: Verbose = "auto",
) -> Sweep:
    """Train a run of so many updates for each point of a grid over one or two settings, on all cores at once.

    `settings` are the values along each axis, as in {"learning_rate": np.geomspace(1e-3, 10, 64), "momentum":
    np.linspace(0, 0.99, 64)}; batch_size, seed and what else `training.variants.Variant` lists can be swept over too.
    Every run begins with the first weights of its seed, which is the model's unless it is swept over; the model is
    left as it is. The result's `losses` are those over all rows after the updates, of shape (64, 64) here, NaN where a
    run diverged, and `updates_to(loss)` says how many updates it took to get there. `verbose` is that of `fit`. Raise
    SettingError, ShapeError or DataError for what can't be trained.
    """
    check_model(model)
    if not isinstance(settings, Mapping):
        raise SettingError(
            f"The sweep is over {cited(settings)}; give a dict, as in {{'learning_rate': [0.01, 0.1, 1]}}."
        )
    axes = {str(name): _axis(name, values) for name, values in settings.items()}
    problem = model.problem(X, Y, batch_size=batch_size)
    work = sweep_all(problem, axes, whole("updates", updates))
    total = int(np.prod([len(values) for values in axes.values()]))
    with bar(f"sweep {model.name}", total, "runs") if wants_bar(verbose) else nullcontext(quiet) as show:
        return finish(work, lambda made: show(int(made.done.sum()), float(made.losses[made.done].min())))


def explore(
    model: Sequential,
    X: ArrayLike,
    Y: ArrayLike,
    *,
    batch_size: int | None = None,
    epochs: int | None = None,
    anew: bool = False,
) -> int:
    """Open the window on a model and its rows, and return when it is closed.

    The window shows the model at its weights as they are, trained or set by hand, and trains on from there with the
    settings that it was compiled with: with the last fit's `batch_size` and `epochs` unless given, else 32 and 200.
    `anew` begins from the model's seed instead, so that every moment of the training so far can be visited. The model
    itself is left as it is. Raise DisplayError without a screen.
    """
    from graphviz_nn.gui.shell import app

    check_model(model)
    last = model.history.params if model.history else {}
    problem = model.problem(
        X,
        Y,
        batch_size=int(last.get("batch_size", 32)) if batch_size is None else batch_size,
        epochs=int(last.get("epochs", EPOCHS)) if epochs is None else epochs,
    )
    learnt = None if anew else kept(problem.network, model.seed, model.stand())
    return app.run(capture(model.spec, problem, model.name, learnt))


def _axis(name: object, values: ArrayLike) -> NDArray[Any]:
    """Return the values along an axis of a sweep."""
    axis = np.asarray(plain(values))
    if axis.ndim != 1 or axis.dtype.kind not in "biuf":
        raise SettingError(f"The sweep's values for {name} are {cited(values)}; give a list of numbers.")
    return axis


def _variant(change: Mapping[str, object]) -> Variant:
    given = {name: plain(value) for name, value in change.items()} if isinstance(change, Mapping) else change
    try:
        return converted(given, Variant)
    except msgspec.ValidationError as error:
        known = ", ".join(Variant.__struct_fields__)
        raise SettingError(
            f"The variant {cited(change)} is none: {str(error).rstrip('.')}. Its settings are {known}."
        ) from error
