"""Rolls as the log has them, loaded once and kept up to date."""

from collections import OrderedDict
from dataclasses import dataclass, field

from domain.log import Log
from domain.roll import Roll


@dataclass(kw_only=True)
class Rolls:
    """The rolls in memory: at most `most` of them, those used last."""

    log: Log
    most: int = 512
    _rolls: OrderedDict[tuple[int, int], Roll] = field(default_factory=OrderedDict)

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
