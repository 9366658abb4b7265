"""What registers said on the days that were asked about lately, kept while nothing is recorded."""

from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Final

from domain.register import Register
from projections.as_of import AsOf, as_of

MOST_KEYS: Final = 2_000_000
"""Property keys of all kept views together: about 60 bytes each."""


@dataclass(kw_only=True)
class RecentViews:
    """Views by body, day and position; the one that was not asked for longest is let go first.

    To select what a register says on a day takes as long for one taxpayer as for all, and one
    explained bill asks it of last year, this year and next.
    """

    most_keys: int = MOST_KEYS
    _kept: OrderedDict[tuple[int, int, int, int], AsOf] = field(default_factory=OrderedDict)

    def of(self, register: Register, *, day: int, position: int | None) -> AsOf:
        """Return what a register says on a day, as known at a log position (None: all of it)."""
        key = (register.body, register.version, day, -1 if position is None else position)
        if key not in self._kept:
            self._kept[key] = as_of(register, day=day, position=position)
            self._let_go(register)
        self._kept.move_to_end(key)
        return self._kept[key]

    def forget(self, body: int) -> None:
        """Let go of a body's views."""
        for key in [key for key in self._kept if key[0] == body]:
            del self._kept[key]

    def _let_go(self, register: Register) -> None:
        """Let go of what has been overtaken, and of the eldest where there are too many."""
        for key in [key for key in self._kept if key[0] == register.body]:
            if key[1] != register.version:
                del self._kept[key]
        while len(self._kept) > 1 and sum(map(len, self._kept.values())) > self.most_keys:
            self._kept.popitem(last=False)
