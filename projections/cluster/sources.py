"""Where a worker reads a shard's acts: from a shared folder, or from the log itself."""

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from typing import Protocol

from domain.errors import LogUnavailable
from domain.log import Log, open_log
from projections.cluster.shards import Shard
from projections.cluster.shared import Shared
from projections.registers import Registers


class Source(Protocol):
    """Somewhere every worker can read."""

    def shards(self, registers: Registers, groups: Sequence[Sequence[int]]) -> Iterator[Shard]:
        """Make what workers need of each group be there; called where the log is."""

    def log_of(self, shard: Shard) -> AbstractContextManager[Log]:
        """Give a log with a shard's acts; called by a worker."""


@dataclass(frozen=True, kw_only=True)
class FromShared:
    """Workers read files of a shared folder, which are brought up to the log first."""

    url: str

    def shards(self, registers: Registers, groups: Sequence[Sequence[int]]) -> Iterator[Shard]:
        """Write what the folder does not have of each group, when its turn comes."""
        shared, prices = Shared(self.url), dict[int, str]()
        for codes in groups:
            files: dict[str, None] = {}
            for code in codes:
                province = registers.body(code).must_have_joined().province
                if province not in prices:
                    prices[province] = shared.prices(registers.log, province)
                files[prices[province]] = None
                files[shared.body(registers.log, code)] = None
            yield Shard(codes=tuple(codes), files=tuple(files))

    @contextmanager
    def log_of(self, shard: Shard) -> Iterator[Log]:
        """Give a log in memory."""
        with Shared(self.url).log_of(shard.files) as log:
            yield log


@dataclass(frozen=True, kw_only=True)
class FromLog:
    """Workers read the log's own server, or a replica of it that has come as far."""

    url: str = field(repr=False)
    position: int

    def shards(
        self,
        registers: Registers,  # noqa: ARG002 - nothing is copied
        groups: Sequence[Sequence[int]],
    ) -> Iterator[Shard]:
        """Return the groups as they are."""
        for codes in groups:
            yield Shard(codes=tuple(codes))

    @contextmanager
    def log_of(self, shard: Shard) -> Iterator[Log]:  # noqa: ARG002 - it has all of them
        """Give the log. Raises LogUnavailable where a replica is not as far: it is tried again."""
        with open_log(self.url) as log:
            if log.head() < self.position:
                msg = f"The log a worker reads ends before position {self.position}."
                raise LogUnavailable(msg)
            yield log
