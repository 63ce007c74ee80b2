"""Machines that share the work of a large build: a Dask cluster somebody has started, as one more pool of workers.

It takes the same pieces as processes of this machine do, and knows nothing of them. It starts no cluster and sends no
program: every worker must have this very engine installed, and is asked before any work.
"""

from __future__ import annotations

import hashlib
import logging
import pickle
import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import CancelledError, Future
from contextlib import contextmanager
from typing import Any

from diarium.disk.layouts import engine_stamp
from diarium.disk.pool import Lost, Work
from diarium.messages import Stop

PATIENCE = 10  # seconds until an address, or a cluster without workers, is given up


class NoCluster(Stop):
    """The cluster cannot be used, and why."""

    def __init__(self, sentence: str) -> None:
        super().__init__(f"{sentence}. The published site is as it was.", 3)  # as where a tool is missing


_Client = Any  # `distributed.Client`, loaded only when there is a cluster


class Cluster:
    """A pool to hand batches to; as many of them run at a time as there are workers."""

    def __init__(self, client: _Client, prepare: Callable[..., None] | None, given: tuple[Any, ...]) -> None:
        self._client = client
        self._pool = client.get_executor(pure=False)
        self._engine = engine()
        self._prepare = prepare
        packed = pickle.dumps(given, 5) if prepare is not None else b""
        self._key = hashlib.blake2b(packed, digest_size=16).digest()
        # Every worker gets what all batches need once, and keeps it when another one goes.
        self._given = client.scatter(packed, broadcast=True, hash=False) if packed else packed
        self.count = len(client.ncores())

    def submit(self, work: Work, batch: Sequence[Any]) -> Future[list[Any]]:
        future: Future[list[Any]] = self._pool.submit(
            _run, self._engine, work, self._prepare, self._given, self._key, batch
        )
        return future

    def result(self, future: Future[list[Any]]) -> list[Any]:
        """What a batch gave. A worker that dies costs its batches some time: the cluster gives them to another."""
        from distributed import KilledWorker
        from distributed.comm import CommClosedError

        while True:
            try:
                return future.result(PATIENCE)
            except TimeoutError:
                if not future.done() and not self._has_workers():
                    raise Lost from None
            except (CancelledError, KilledWorker, CommClosedError, _OtherEngine):
                raise Lost from None

    def renew(self, handed_over: Iterable[Future[list[Any]]]) -> None:
        """The machines of a cluster look after their memory themselves."""

    def _has_workers(self) -> bool:
        try:
            return bool(self._client.ncores())
        except (OSError, TimeoutError):
            return False


@contextmanager
def cluster(address: str, prepare: Callable[..., None] | None, given: tuple[Any, ...]) -> Iterator[Cluster]:
    """The cluster whose scheduler answers at this address, while it is used."""
    client = _connected(address)
    try:
        _same_engine(client, address)
        yield Cluster(client, prepare, given)
    finally:
        client.close()  # and with it goes whatever of ours was still under way there


def _connected(address: str) -> _Client:
    try:
        import dask
        from distributed import Client, Security
        from distributed.comm import get_address_host_port
    except ModuleNotFoundError as missing:
        raise NoCluster(
            f"--cluster works through the library {missing.name}, which is not installed; install diarium[cluster]"
        ) from None
    for name in ("asyncio", *logging.root.manager.loggerDict):
        if name.partition(".")[0] in ("asyncio", "distributed", "tornado"):
            logging.getLogger(name).setLevel(logging.CRITICAL + 1)  # they tell in tracebacks what we tell in words
    dask.config.set({"distributed.admin.large-graph-warning-threshold": "1 GiB"})
    try:
        get_address_host_port(address)  # the client would leave half of itself behind
    except (ValueError, TypeError, NotImplementedError):  # whatever it says of what is no address
        raise NoCluster(f"--cluster wants an address such as tcp://cluster.example.org:8786, not '{address}'") from None
    if address.startswith("tls://") and Security().get_connection_args("client").get("ssl_context") is None:
        raise NoCluster(f"{address} wants certificates; name them in Dask's own settings, distributed.comm.tls")
    try:
        client = Client(address, timeout=PATIENCE, set_as_default=False)
    except OSError:
        raise NoCluster(f"there is no cluster at {address}: nothing answers there") from None
    try:
        client.wait_for_workers(1, timeout=PATIENCE)
    except TimeoutError:
        client.close()
        raise NoCluster(f"the cluster at {address} has no workers; start some with: dask worker {address}") from None
    return client


def _same_engine(client: _Client, address: str) -> None:
    here = engine()
    for worker, told in sorted(client.run(engine, on_error="return").items()):
        if told != here:
            what = "has no Diarium" if isinstance(told, BaseException) else "has another version of Diarium or Python"
            raise NoCluster(f"the worker {worker} of {address} {what}; install there what is installed here")


def engine() -> str:
    """This very engine, its libraries, and the Python that runs it."""
    return f"{engine_stamp()} {sys.version_info[0]}.{sys.version_info[1]}"


# ---------------------------------------------------------------- on a worker


class _OtherEngine(Exception):  # noqa: N818 - a worker that came later and does not fit
    """This worker would do the work in another way."""


_one_at_a_time = threading.Lock()  # a worker may have several threads; the engine has one
_ready_for: list[bytes] = []


def _run(engine_there: str, work: Work, prepare: Callable[..., None] | None, given: bytes, key: bytes, batch: Sequence[Any]) -> list[Any]:  # fmt: skip
    if engine() != engine_there:
        raise _OtherEngine
    with _one_at_a_time:
        if prepare is not None and _ready_for != [key]:
            prepare(*pickle.loads(given))
            _ready_for[:] = [key]
        return work(batch)
