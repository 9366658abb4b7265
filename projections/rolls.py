"""Rolls as the log has them, loaded once and kept up to date; whose notices they are, by itself."""

from collections import OrderedDict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from domain.log import Log
from domain.log.events import Recorded
from domain.roll import NoticesAmended, NoticesIssued, Roll, roll_stream, taxpayers_added

Taxpayers = NDArray[np.int64]
"""Whose each notice of a roll is `(n,)`: number n is at index n - 1."""


@dataclass(kw_only=True)
class Rolls:
    """The rolls in memory: at most `most` of them, those used last.

    Of whose the notices are, which is all that money asks of a roll, `most_taxpayers` are kept: a
    nation's have eight bytes a notice.
    """

    log: Log
    most: int = 512
    most_taxpayers: int = 16_384
    _rolls: OrderedDict[tuple[int, int], Roll] = field(default_factory=OrderedDict)
    _taxpayers: OrderedDict[tuple[int, int], "_Whose"] = field(default_factory=OrderedDict)

    def roll(self, body: int, tax_year: int) -> Roll:
        """Return a body's roll of a year, as far as the log goes."""
        roll = self.known(body, tax_year)
        roll.take_in(self.log.stream(roll.stream, after=roll.version))
        return roll

    def known(self, body: int, tax_year: int) -> Roll:
        """Return the roll as last read, without asking the log: empty if it never was."""
        key = (body, tax_year)
        roll = self._rolls.setdefault(key, Roll(body=body, tax_year=tax_year))
        self._rolls.move_to_end(key)
        while len(self._rolls) > self.most:
            self._rolls.popitem(last=False)
        return roll

    def taxpayers(self, keys: Collection[tuple[int, int]]) -> Mapping[tuple[int, int], Taxpayers]:
        """Return whose the notices of some bodies and tax years are, as far as the log goes.

        Which of them have acts that were not read yet is asked in one question.
        """
        streams = {key: roll_stream(*key) for key in keys}
        versions = self.log.versions(list(streams.values()))
        found: dict[tuple[int, int], Taxpayers] = {}
        for key, stream in streams.items():
            known = self._taxpayers.get(key, _NONE)
            if known.version < versions.get(stream, 0):
                known = known.with_acts(self.log.stream(stream, after=known.version))
            self._taxpayers[key] = known
            self._taxpayers.move_to_end(key)
            found[key] = known.taxpayers
        while len(self._taxpayers) > self.most_taxpayers:
            self._taxpayers.popitem(last=False)
        return found


@dataclass(frozen=True)
class _Whose:
    """Whose a roll's notices are, as of a version of it."""

    version: int
    taxpayers: Taxpayers

    def with_acts(self, recorded: Iterable[Recorded]) -> "_Whose":
        version, parts, count = self.version, [self.taxpayers], len(self.taxpayers)
        for one in recorded:
            if isinstance(one.event, NoticesIssued | NoticesAmended):
                parts.append(taxpayers_added(one.event, notices=count))
                count += len(parts[-1])
            version = one.event.version
        return _Whose(version, np.concatenate(parts))


_NONE: Final = _Whose(0, np.zeros(0, dtype=np.int64))
