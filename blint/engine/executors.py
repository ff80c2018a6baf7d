"""Engines that are running somewhere else, as executors: ``--executor URL``."""

from __future__ import annotations

from concurrent.futures import CancelledError
from contextlib import contextmanager
from typing import TYPE_CHECKING

from blint.errors import BlintError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from concurrent.futures import Executor

_SECONDS = 5  # to reach a scheduler


@contextmanager
def connected(url: str) -> Iterator[Executor]:
    """The executor that a URL names; raises BlintError where it cannot be had, or breaks down."""
    scheme, _, address = url.partition("://")
    if scheme != "dask" or not address:
        raise BlintError(f"--executor {url}: must be dask://HOST:PORT, a scheduler of Dask")
    try:
        from distributed import Client
        from distributed.comm.core import CommClosedError
        from distributed.scheduler import KilledWorker
    except ImportError as error:
        raise BlintError(f'--executor {url}: needs Dask: pip install "bloglint[dask]"') from error
    try:
        client = Client(address, timeout=_SECONDS, set_as_default=False)  # type: ignore[no-untyped-call]
    except (OSError, ValueError, TypeError) as error:
        reason = " ".join(str(error).split())
        raise BlintError(f"--executor {url}: the scheduler cannot be reached: {reason}") from error
    try:
        with client, client.get_executor() as executor:  # type: ignore[no-untyped-call]
            yield executor
    except (CommClosedError, CancelledError, KilledWorker, TimeoutError) as error:
        reason = f"{type(error).__name__}: {error}"
        raise BlintError(f"--executor {url}: the cluster gave up: {reason}") from error
