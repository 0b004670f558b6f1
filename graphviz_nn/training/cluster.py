"""A cluster of machines as a crew: Dask's workers do the chunks, to the bits that this machine would come to."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from importlib import metadata
from pydoc import locate
from time import perf_counter
from typing import Any

from graphviz_nn.engine import native
from graphviz_nn.engine.pool import on_one_core
from graphviz_nn.errors import ClusterError
from graphviz_nn.text import cited
from graphviz_nn.training.crew import Chunk, Crew, Fresh, Made
from graphviz_nn.training.order import Ground, Sent, chunk_of, sent_of
from graphviz_nn.training.shift import Shift
from graphviz_nn.version import __version__
from graphviz_nn.work import finish, imported

ANSWER_SECONDS = 5.0  # within which the scheduler must answer,
WORKER_SECONDS = 10.0  # and have a worker
OF_BITS = ("numpy", "numba")  # on whose versions the last bits depend

version_of = metadata.version  # what this machine has of a package
_stopped: set[str] = set()  # in a worker: the shifts that nobody waits for any more


class Cluster(Crew):
    """The workers of a Dask scheduler; see `cluster`."""

    def __init__(self, client: Any) -> None:
        self._client = client

    def do(self, chunks: Sequence[Chunk[Made]]) -> Fresh[Made]:
        """See `Crew`. What a worker is at when it is stopped ends a few tenths of a second later."""
        return Shift(self._client, chunks, train, stop).all_done()


@contextmanager
def cluster(address: str) -> Iterator[Cluster]:
    """Yield the cluster whose scheduler is at an address, as "tcp://10.0.0.5:8786".

    Sent are settings, layers and rows, and numbers come back. A task whose worker dies is done again by another. Raise
    ClusterError where there is no such cluster, or where its workers would not come to this machine's bits.
    """
    client = _connected(address)
    try:
        _check_workers(client)
        yield Cluster(client)
    finally:
        client.close()


def train(version: str, shift: str, orders: Sequence[bytes], ground: Ground) -> tuple[float, list[Sent]]:
    """Do some chunks of a shift, in a worker; return how many seconds they took, and what came of them."""
    if version != __version__:  # of a worker that came later than it was looked at
        raise ClusterError(_other("A worker", "graphviz_nn", __version__, version))
    chunks = [chunk_of(order, ground) for order in orders]
    if any(chunk.is_native for chunk in chunks):
        native.load()

    def look(*_: object) -> None:
        if shift in _stopped:
            raise ClusterError("The work was stopped.")  # which nobody hears

    began, sent = perf_counter(), list[Sent]()
    for chunk in chunks:
        look()
        sent.append(sent_of(on_one_core(finish, chunk.work(), look)))
    return perf_counter() - began, sent


def stop(shift: str) -> None:
    """Let all that a worker does for a shift end at its next look."""
    _stopped.add(shift)


def _connected(address: str) -> Any:
    """Return Dask's client of the scheduler at an address."""
    try:
        distributed = imported("distributed")
    except ImportError as error:
        raise ClusterError(
            "A cluster needs the package distributed, which is not installed. "
            "Run: pip install 'graphviz_nn[cluster]'"
        ) from error
    if not isinstance(address, str):
        raise ClusterError(
            f"scheduler is {cited(address)}; give the address of Dask's scheduler, as 'tcp://10.0.0.5:8786'."
        )
    try:
        with ThreadPoolExecutor(1) as aside:  # a notebook's own thread has a loop already
            aside.submit(asyncio.run, _greet(distributed.core.connect, address)).result()
        return distributed.Client(address, timeout=ANSWER_SECONDS, set_as_default=False)
    except (OSError, ValueError, RuntimeError, MemoryError) as error:
        raise ClusterError(
            f"No scheduler of Dask answers at {cited(address)}. Start one by `dask scheduler`, and give the address "
            "that it prints, as 'tcp://10.0.0.5:8786'."
        ) from error


async def _greet(connect: Any, address: str) -> None:
    """Ask a scheduler who it is; raise where none answers in time.

    Dask's client waits for ever for a server of another kind, or takes its first bytes for a length to be allocated.
    """
    async with asyncio.timeout(ANSWER_SECONDS):
        comm = await connect(address, timeout=ANSWER_SECONDS)
        try:
            await comm.write({"op": "identity", "reply": True})
            answer = await comm.read()
        finally:
            comm.abort()
    if not isinstance(answer, dict) or answer.get("type") != "Scheduler":
        raise ValueError(f"{address} is no scheduler")


def _check_workers(client: Any) -> None:
    """Raise ClusterError unless there are workers, and all of them have what this machine has."""
    address = client.scheduler.address
    try:
        client.wait_for_workers(1, timeout=WORKER_SECONDS)
    except TimeoutError as error:
        raise ClusterError(
            f"The scheduler at {address} has no workers. Start one on each machine: dask worker {address}"
        ) from error
    # By what Python brings itself: a worker may have no graphviz_nn to be asked with.
    found = client.run(locate, "graphviz_nn.version.__version__", on_error="return")
    _check(found, "graphviz_nn", __version__)
    for package in OF_BITS:
        found = client.run(metadata.version, package, on_error="return")
        _check(found, package, version_of(package))


def _check(found: dict[str, object], package: str, wanted: str) -> None:
    for worker, version in found.items():
        if version != wanted:
            has = version if isinstance(version, str) else None
            raise ClusterError(_other(f"The worker {worker}", package, has, wanted))


def _other(worker: str, package: str, version: str | None, wanted: str) -> str:
    has = f"has {package} {version}, and this machine" if version else f"has no {package}; this machine has"
    return (
        f"{worker} {has} {wanted}. With another version it would come to other numbers. "
        f"Run there: pip install '{package}=={wanted}'"
    )
