"""Shards: local bodies in order of their code, in groups of about equal work."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from domain.log import Log
from domain.log.stream_ids import Kind, stream_id

MOST_ACTS: Final = 100
"""A shard holds no more acts than this unless one body does: about a million rows."""

SHARDS_A_THREAD: Final = 4
"""So that a thread that is done early finds more, and a lost worker costs little."""


@dataclass(frozen=True, kw_only=True)
class Shard:
    """Some local bodies; `files` are those of a shared folder that their acts lie in."""

    codes: tuple[int, ...]
    files: tuple[str, ...] = ()


def shards_of(log: Log, codes: Sequence[int], *, threads: int) -> Sequence[Sequence[int]]:
    """Return the bodies in groups for so many threads, in the order given."""
    weight = _weights(log, codes)
    share = sum(weight.values()) // (SHARDS_A_THREAD * max(threads, 1))
    most = min(MOST_ACTS, max(share, 1))
    groups: list[list[int]] = []
    filled = most
    for code in codes:
        if filled >= most:
            groups.append([])
            filled = 0
        groups[-1].append(code)
        filled += weight[code]
    return groups


def _weights(log: Log, codes: Sequence[int]) -> Mapping[int, int]:
    streams = {code: stream_id(Kind.REGISTER, code) for code in codes}
    versions = log.versions(list(streams.values()))
    return {code: versions.get(stream, 0) + 1 for code, stream in streams.items()}
