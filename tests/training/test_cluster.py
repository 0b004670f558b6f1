"""Clusters: two worker processes come to the bits of this one, whoever dies meanwhile; and what is said of none."""

from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from threading import Thread
from typing import Any, NamedTuple

import msgspec
import numpy as np
import pytest

import graphviz_nn as gnn
from graphviz_nn.engine import native
from graphviz_nn.errors import ClusterError, SettingError
from graphviz_nn.training import cluster as clusters
from graphviz_nn.training import shift
from graphviz_nn.training.cluster import cluster, stop, train
from graphviz_nn.training.experiment import seeded, train_grid
from graphviz_nn.training.group import Group
from graphviz_nn.training.part import Part, Starts
from graphviz_nn.training.shift import AHEAD, Shift
from graphviz_nn.work import finish, quiet
from tests.face.test_experiments import model
from tests.training.rows import some_rows
from tests.training.test_order import assert_same
from tests.training.test_run import problem

ROOT = Path(gnn.__file__).parents[1]
X, Y = some_rows(24)
VARIANTS = {
    "as it is": {},
    "momentum": {"momentum": 0.9},
    "other rows": {"data.standardise": True},
    "one neuron": {"layers": [gnn.Dense(1, activation="sigmoid")]},
    "noise and averages": {
        "layers": [gnn.Dense(4), gnn.BatchNormalization(), gnn.Dropout(0.3), gnn.Dense(1)],
        "optimiser": gnn.Adam(),
    },
    "far too fast": {"learning_rate": 1e200, "layers[*].activation": "linear"},
}


class Started(NamedTuple):
    """A scheduler with two workers, and a file that says where it is."""

    address: str
    file: Path


@contextmanager
def process(kind: str, *words: str, stderr: int = subprocess.DEVNULL) -> Iterator[subprocess.Popen[str]]:
    """Run a scheduler or a worker beside, and end it."""
    command = [sys.executable, "-m", f"distributed.cli.dask_{kind}", *words]
    started = subprocess.Popen(command, cwd=ROOT, stderr=stderr, text=True)
    try:
        yield started
    finally:
        started.kill()
        started.communicate()


def worker(file: Path) -> Any:
    return process(
        *("worker", "--scheduler-file", str(file), "--nthreads", "1", "--no-nanny", "--no-dashboard"),
        *("--local-directory", str(file.parent)),
    )


@contextmanager
def scheduler(file: Path) -> Iterator[str]:
    """Run a scheduler beside, and end it; yield its address."""
    place = ("--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--scheduler-file", str(file))
    with process("scheduler", *place, stderr=subprocess.PIPE) as beside:
        assert beside.stderr is not None
        yield next(line.split()[-1] for line in beside.stderr if "Scheduler at:" in line)


def connected(started: Started) -> Any:
    return import_module("distributed").Client(started.address, set_as_default=False)


def busy(dask_worker: Any) -> int:
    """How much a worker is at, also of what nobody waits for."""
    return len(dask_worker.state.executing)


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Started]:
    pytest.importorskip("distributed", reason="needs graphviz_nn[cluster]")
    native.load()
    file = tmp_path_factory.mktemp("cluster") / "scheduler.json"
    with ExitStack() as stack:
        there = Started(stack.enter_context(scheduler(file)), file)
        for _ in range(2):
            stack.enter_context(worker(file))
        with connected(there) as client:
            client.wait_for_workers(2, timeout=60)
        yield there


def experiment(**asked: Any) -> Any:
    usual = {"seeds": 9, "epochs": 40, "batch_size": 8, "verbose": 0}
    return gnn.experiment(model(), X, (np.median(Y) < X[:, :1]).astype(float), **usual | asked)


def test_an_experiment_on_two_workers_has_the_bits_of_one_machine(started: Started) -> None:
    here, there = (experiment(variants=VARIANTS, scheduler=where) for where in (None, started.address))
    assert (there.variants, there.seeds) == (here.variants, here.seeds)
    for row, other in zip(here.runs, there.runs, strict=True):
        for run, same in zip(row, other, strict=True):
            np.testing.assert_array_equal(run.problem.x, same.problem.x)
            assert_same(replace(run, problem=same.problem), same)
            assert same.seconds > 0


def test_so_has_a_sweep_with_all_that_diverges(started: Started) -> None:
    settings = {"learning_rate": np.geomspace(0.01, 1e200, 20), "momentum": np.linspace(0, 0.99, 7)}
    here, there = (
        gnn.sweep(model(), X, Y, settings, updates=100, batch_size=8, verbose=0, scheduler=where)
        for where in (None, started.address)
    )
    assert there.done.all()
    for what in ("losses", "epochs", "epoch_updates"):
        np.testing.assert_array_equal(getattr(here, what), getattr(there, what))


def test_what_a_worker_that_dies_was_at_is_done_again(started: Started) -> None:
    rows = [seeded(problem(epochs=20_000), range(64))]
    here = finish(train_grid(["one"], rows, range(64), kept=4), quiet)
    with connected(started) as client, cluster(started.address) as crew, worker(started.file) as third:
        client.wait_for_workers(3, timeout=60)
        work = train_grid(["one"], rows, range(64), kept=4, crew=crew)
        next(work)  # now each of them has some to do, and some that wait
        third.kill()
        there = finish(work, quiet)
    np.testing.assert_array_equal(here.losses, there.losses)
    np.testing.assert_array_equal(here.weights, there.weights)


def test_closing_ends_what_the_workers_are_at(started: Started) -> None:
    tasks = seeded(problem(epochs=2_000_000), range(2))  # of the reference: half an hour
    with connected(started) as client, cluster(started.address) as crew:
        work = crew.do([Group((task,), 1, 2, False) for task in tasks])
        assert [run.updates for group in next(work).values() for run in group] == [0, 0]
        while sum(client.run(busy).values()) < 2:
            pass
        work.close()
        while sum(client.run(busy).values()):
            pass
    assert experiment(scheduler=started.address).losses.shape == (1, 9, 40)


def test_what_is_under_way_is_bounded_and_small_chunks_share_a_task(started: Started) -> None:
    """So that the overhead is small, and the cluster's memory holds no more than the results of some tasks."""
    task = problem()
    settings = (msgspec.structs.replace(task.training, seed=seed) for seed in range(1_000))
    parts = [Part(task, (each,), 15, True, Starts(task)) for each in settings]
    with connected(started) as client:
        at_once = Shift(client, parts, train, stop)
        for _ in at_once.all_done():
            assert len(at_once.under_way) <= AHEAD * 2
        assert at_once.handed < len(parts) / 4


def test_the_settings_are_checked_before_anyone_is_asked() -> None:
    with pytest.raises(SettingError, match="no runs"):
        experiment(seeds=[], scheduler="tcp://127.0.0.1:1")


@pytest.mark.parametrize("address", ["nonsense", "tcp://127.0.0.1", "foo://127.0.0.1:8786", ""])
def test_what_is_no_address_of_a_scheduler_is_named_with_the_cure(address: str) -> None:
    pytest.importorskip("distributed", reason="needs graphviz_nn[cluster]")
    with pytest.raises(ClusterError, match=f"{address!r}. Start one by `dask scheduler`"):
        experiment(scheduler=address)


@pytest.mark.parametrize(
    "answer", [b"", b"HTTP/1.1 400 Bad Request\r\n\r\n"], ids=["nothing", "a web server"]
)
def test_who_answers_nothing_or_otherwise_is_not_waited_for(
    monkeypatch: pytest.MonkeyPatch, answer: bytes
) -> None:
    pytest.importorskip("distributed", reason="needs graphviz_nn[cluster]")
    monkeypatch.setattr(clusters, "ANSWER_SECONDS", 0.3)
    with socket.create_server(("127.0.0.1", 0)) as server:
        address = f"tcp://127.0.0.1:{server.getsockname()[1]}"

        def greet() -> None:
            with suppress(OSError):
                there, _ = server.accept()
                with there:
                    there.sendall(answer)
                    there.recv(1 << 16)

        beside = Thread(target=greet)
        beside.start()
        with pytest.raises(ClusterError, match=f"No scheduler of Dask answers at '{address}'"):
            experiment(scheduler=address)
        beside.join()


def test_a_scheduler_without_workers_is_told_how_to_get_some(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("distributed", reason="needs graphviz_nn[cluster]")
    with scheduler(tmp_path / "scheduler.json") as address:
        monkeypatch.setattr(clusters, "WORKER_SECONDS", 0.3)
        with pytest.raises(ClusterError, match=f"has no workers. .* dask worker {address}"):
            experiment(scheduler=address)


def test_a_worker_with_another_version_is_named_before_anything_is_sent(
    started: Started, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clusters, "__version__", "9.8")
    with pytest.raises(
        ClusterError, match=r"The worker tcp://.* has graphviz_nn 0.* pip install 'graphviz_nn==9.8'"
    ):
        experiment(scheduler=started.address)


def test_a_worker_without_a_package_is_told_so(started: Started, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clusters, "OF_BITS", ("numpy", "no-such-package"))
    monkeypatch.setattr(clusters, "version_of", {"numpy": np.__version__, "no-such-package": "1.0"}.get)
    with pytest.raises(ClusterError, match=r"has no no-such-package; this machine has 1\.0"):
        experiment(scheduler=started.address)


def test_one_that_comes_late_with_another_version_refuses_its_tasks(
    started: Started, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shift, "__version__", "9.8")
    with pytest.raises(ClusterError, match=r"A worker has graphviz_nn 0.*, and this machine 9.8"):
        experiment(scheduler=started.address)


def test_where_dask_is_not_installed_the_cure_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(ClusterError, match=r"Run: pip install 'graphviz_nn\[cluster\]'"):
        experiment(scheduler="tcp://127.0.0.1:8786")


def test_another_thing_than_an_address_is_named() -> None:
    pytest.importorskip("distributed", reason="needs graphviz_nn[cluster]")
    wrong: Any = 8786
    with pytest.raises(ClusterError, match="scheduler is 8786; give the address"):
        experiment(scheduler=wrong)
