"""Many runs of a script's model at once: variants of any setting, each from many seeds, and sweeps over numbers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from typing import Any

import msgspec
import numpy as np
from numpy.typing import ArrayLike, NDArray

from graphviz_nn.data import DataSpec
from graphviz_nn.data.given import SOURCE, raw_of
from graphviz_nn.data.load import prepare
from graphviz_nn.errors import SettingError
from graphviz_nn.face.arrays import named_numbers, whole
from graphviz_nn.face.layers import KerasLayer
from graphviz_nn.face.progress import Verbose, announce, bar, last_loss, wants_bar
from graphviz_nn.face.seeds import checked_seed
from graphviz_nn.face.sequential import Sequential, check_model
from graphviz_nn.files.document import Work
from graphviz_nn.ops import plain
from graphviz_nn.session.tasks import data_needed, tasks_of
from graphviz_nn.text import cited
from graphviz_nn.training.cluster import cluster
from graphviz_nn.training.crew import HERE, Crew
from graphviz_nn.training.effort import seconds_of_training
from graphviz_nn.training.experiment import seeded, train_grid
from graphviz_nn.training.outcomes import Experiment
from graphviz_nn.training.sweep import UPDATES, Sweep
from graphviz_nn.training.sweep import sweep as sweep_all
from graphviz_nn.training.variants import Variant, labels, variant_of
from graphviz_nn.work import finish, quiet

Change = Mapping[str, object]
# What may be changed of a script's own rows; which they are, the script says itself.
_OF_ROWS = ("held_out", "standardise", "standardise_target", "one_hot", "seed")


def experiment(
    model: Sequential,
    X: ArrayLike,
    Y: ArrayLike,
    *,
    seeds: int | Iterable[int] = 16,
    variants: Mapping[str, Change] | Sequence[Change] = ({},),
    batch_size: int | None = None,
    epochs: int = 1,
    verbose: Verbose = "auto",
    scheduler: str | None = None,
) -> Experiment:
    """Train a model from many seeds, with each of some variants of its settings, on all cores at once.

    `seeds` are the seeds, or how many there are, from 0. `variants` are changes by what to call them, or a list of
    changes, which are called by what they do. A change maps settings to their values:

    - `learning_rate`, `momentum`, `batch_size`, `shuffle`, `epochs`, and `optimiser=gnn.Adam()`;
    - `start`, some of the first weights, as in {"dense/kernel[0,0]": 1.5};
    - `layers`, a list of layers; `layers[0].units` and `layers[*].use_bias`, a setting of one and of all; `loss`;
    - `data.standardise`, `data.held_out`: the fewer rows are trained on.

    Every run begins with the first weights of its seed; the model is left as it is. A run that diverges ends there, and
    the others go on. The result holds the losses, of shape (variants, seeds, epochs), the last weights and the runs;
    `epochs_to(0.05)`, `quantiles()` and `table()` say what came of them. `verbose` is that of `fit`. Raise
    SettingError, ShapeError or DataError for what can't be trained, with the variant, the setting and its value.

    `scheduler` is the address of a Dask cluster that is to train the runs, as "tcp://10.0.0.5:8786": they have the same
    bits there, as far as its processors are of this one's kind. Raise ClusterError where it can't.
    """
    check_model(model)
    chosen = _seeds(seeds)
    changes = _variants(variants)
    if not chosen or not changes:
        raise SettingError("The experiment has no runs. Give at least one seed and one variant.")
    problem = model.problem(X, Y, batch_size=batch_size, epochs=epochs)
    work = Work(data=DataSpec(source=SOURCE), subject=model.spec, training=problem.training, variants=changes)
    raw = raw_of(problem.x, problem.y)
    tasks = tasks_of(work, [prepare(raw, _checked(spec)) for spec in data_needed(work)])
    rows = [seeded(task.problem, chosen) for task in tasks]
    training = [each for row in rows for each in row]
    if verbose:
        announce(sum(map(seconds_of_training, training)))
    total = sum(each.updates for each in training)
    shown = bar(f"experiment {model.name}", total) if wants_bar(verbose) else nullcontext(quiet)
    with _crew(scheduler) as crew, shown as show:
        return finish(
            train_grid(labels(changes, problem.training), rows, chosen, crew=crew),
            lambda runs: show(sum(run.updates for run in runs), last_loss(runs[0])),
        )


def sweep(
    model: Sequential,
    X: ArrayLike,
    Y: ArrayLike,
    settings: Mapping[str, ArrayLike],
    *,
    updates: int = UPDATES,
    batch_size: int | None = None,
    start: Mapping[str, float] | None = None,
    verbose: Verbose = "auto",
    scheduler: str | None = None,
) -> Sweep:
    """Train a run of so many updates for each point of a grid over one or two settings, on all cores at once.

    `settings` are the values along each axis, as in {"learning_rate": np.geomspace(1e-3, 10, 64), "momentum":
    np.linspace(0, 0.99, 64)}; batch_size, seed and what else `training.variants.Variant` lists can be swept over too,
    and first weights, as in {"dense/kernel[0,0]": np.linspace(-3, 3, 64)}; `start` gives some that all runs have.
    Every run begins with the first weights of its seed, which is the model's unless it is swept over; the model is
    left as it is. The result's `losses` are those over all rows after the updates, of shape (64, 64) here, NaN where a
    run diverged, and `updates_to(loss)` says how many updates it took to get there. `verbose` is that of `fit`, and
    `scheduler` that of `experiment`. Raise SettingError, ShapeError or DataError for what can't be trained.
    """
    check_model(model)
    if not isinstance(settings, Mapping):
        raise SettingError(
            f"The sweep is over {cited(settings)}; give a dict, as in {{'learning_rate': [0.01, 0.1, 1]}}."
        )
    axes = {str(name): _axis(name, values) for name, values in settings.items()}
    problem = model.problem(X, Y, batch_size=batch_size)
    training = msgspec.structs.replace(problem.training, start=named_numbers("start", start))
    problem = replace(problem, training=training)
    total = int(np.prod([len(values) for values in axes.values()]))
    shown = bar(f"sweep {model.name}", total, "runs") if wants_bar(verbose) else nullcontext(quiet)
    with _crew(scheduler) as crew, shown as show:
        return finish(
            sweep_all(problem, axes, whole("updates", updates), crew),
            lambda made: show(int(made.done.sum()), float(made.losses[made.done].min())),
        )


def _crew(scheduler: str | None) -> AbstractContextManager[Crew]:
    """Return who trains the runs: this machine, or the cluster of a scheduler."""
    return nullcontext(HERE) if scheduler is None else cluster(scheduler)


def _seeds(given: int | Iterable[int]) -> list[int]:
    """Return the seeds, of which there may be but their number, from 0."""
    listed = plain(given)
    if not isinstance(listed, Iterable):
        listed = range(whole("seeds", listed))
    return [checked_seed(seed) for seed in listed]


def _axis(name: object, values: ArrayLike) -> NDArray[Any]:
    """Return the values along an axis of a sweep."""
    axis = np.asarray(plain(values))
    if axis.ndim != 1 or axis.dtype.kind not in "biuf":
        raise SettingError(f"The sweep's values for {name} are {cited(values)}; give a list of numbers.")
    return axis


def _variants(given: Mapping[str, Change] | Sequence[Change]) -> tuple[Variant, ...]:
    if isinstance(given, Mapping):
        named = [({"name": name}, change) for name, change in given.items()]
    elif isinstance(given, Iterable) and not isinstance(given, str):
        named = [({}, change) for change in given]
    else:
        raise SettingError(
            f"variants is {cited(given)}; give a dict of dicts, as in {{'fast': {{'momentum': 0.9}}}}, or a list of "
            "dicts."
        )
    for _, change in named:
        if not isinstance(change, Mapping):
            raise SettingError(
                f"The variant {cited(change)} is none; give a dict of settings, as in {{'momentum': 0.9}}."
            )
    return tuple(
        variant_of({**name, **{str(k): _plain(v) for k, v in change.items()}}) for name, change in named
    )


def _plain(value: Any) -> Any:
    """Return a value of a script as JSON has it: layers and rules as tables, arrays as lists."""
    if isinstance(value, KerasLayer):
        return msgspec.to_builtins(value.spec)
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return msgspec.to_builtins(value) if isinstance(value, msgspec.Struct) else plain(value)


def _checked(spec: DataSpec) -> DataSpec:
    """Return what a variant makes of the rows; raise SettingError where it asks for others."""
    usual = msgspec.structs.replace(spec, **{name: getattr(DataSpec(), name) for name in _OF_ROWS})
    if usual != DataSpec(source=SOURCE):
        raise SettingError(
            f"A variant changes which rows there are, and they are the script's own. Of the data it may change "
            f"{', '.join(_OF_ROWS)}."
        )
    return spec
