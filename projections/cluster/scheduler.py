"""Work on the workers of a Dask scheduler: which worker does what, and again, is Dask's to know."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import CancelledError
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

from dask import config
from distributed import Client, Future, KilledWorker

from domain.errors import Refused
from projections.cluster.program import program
from projections.cluster.shards import Shard
from projections.cluster.sources import Source
from projections.cluster.work import Failed, Work, done

_LOOK_SECONDS: Final = 10
_LOOKS_WITHOUT_WORKERS: Final = 30
_TRIES: Final = 3
"""A worker that cannot reach the storage or the database may do so a little later."""

_AHEAD: Final = 2
"""Shards begun for each thread: workers are kept busy, and results do not pile up there."""


class SchedulerUnreachable(Refused):
    """The scheduler does not answer, or has no workers, or went away."""

    code = "scheduler-unreachable"


class ShardLost(Refused):
    """Several workers died over the same shard."""

    code = "shard-lost"


@dataclass(frozen=True)
class Workers:
    """The workers of one scheduler, for one command."""

    client: Client
    address: str

    @property
    def threads(self) -> int:
        """How many shards they do at once, just now."""
        return sum(self.client.nthreads().values())

    def results(
        self, source: Source, work: Callable[[Shard], Work], shards: Iterable[Shard]
    ) -> Iterator[Any]:
        """Yield what was made of each body, in the order of the shards.

        What a worker that is lost had done or begun is done again by others, and nothing else.
        Raises what stopped the work, `ShardLost`, `SchedulerUnreachable`.
        """
        begun: deque[Future[Any]] = deque()
        for shard in shards:
            begun.append(
                self.client.submit(
                    done, work(shard), source, shard, program(), pure=False, retries=_TRIES
                )
            )
            if len(begun) > _AHEAD * self.threads:
                yield from self._result(begun.popleft())
        while begun:
            yield from self._result(begun.popleft())

    def _result(self, future: Future[Any]) -> Iterator[Any]:
        try:
            found = self._waited_for(future)
        except KilledWorker as lost:
            raise ShardLost(
                "Workers died over the same bodies, one after the other. Look at their memory and "
                "their output, then run the command again: what is written is written anew."
            ) from lost
        except CancelledError as lost:
            raise self._unreachable("went away") from lost
        if isinstance(found, Failed):
            raise found.why
        yield from found

    def _waited_for(self, future: Future[Any]) -> Any:  # noqa: ANN401 - whatever the work makes
        without = 0
        while True:
            try:
                return future.result(timeout=_LOOK_SECONDS)
            except TimeoutError:
                if future.done():
                    raise
                # One that comes back, or another one, goes on with the work.
                without = 0 if self.threads else without + 1
                if without > _LOOKS_WITHOUT_WORKERS:
                    raise self._unreachable("has no workers any more") from None

    def _unreachable(self, what: str) -> SchedulerUnreachable:
        return unreachable(self.address, what)


def unreachable(address: str, what: str) -> SchedulerUnreachable:
    """Return the refusal that says what is wrong with a scheduler, and what to do."""
    return SchedulerUnreachable(
        f"The scheduler at {address} {what}. Start it with `dask scheduler` and workers with "
        "`dask worker ADDRESS`, and run the command again."
    )


@contextmanager
def workers_at(address: str) -> Iterator[Workers]:
    """Give the workers of a scheduler. Raises `SchedulerUnreachable`."""
    try:
        client = Client(address, set_as_default=False)
    except (OSError, ValueError) as wrong:
        raise unreachable(address, "does not answer") from wrong
    with client:
        try:
            client.wait_for_workers(1, timeout=config.get("distributed.comm.timeouts.connect"))
        except TimeoutError as wrong:
            raise unreachable(address, "has no workers") from wrong
        yield Workers(client, address)
