"""The people a file names, kept until the file is known to be recordable, then put in the vault."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Final

import numpy as np
from numpy.typing import NDArray

from importers.feeds.feed import Persons
from projections.vault import Vault

PERSONS_AT_ONCE: Final = 20_000


@dataclass
class Remembering:
    """People on their way to the vault, with the pseudonyms that the file's rows were given."""

    vault: Vault
    waiting: list[Persons] = field(default_factory=list)
    known: dict[str, int] = field(default_factory=dict)

    def identify(self, identities: Sequence[str]) -> NDArray[np.int64]:
        """Return pseudonyms as the vault does, and remember them; its hash is taken once."""
        numbers = self.vault.pseudonyms(identities)
        self.known.update(zip(identities, numbers.tolist(), strict=True))
        return numbers

    def take(self, persons: Persons) -> None:
        """Keep the people of a batch."""
        self.waiting.append(persons)

    def flush(self) -> None:
        """Put everybody who was taken into the vault."""
        waiting, self.waiting = self.waiting, []
        some: list[Persons] = []
        for one in waiting:
            some.append(one)
            if sum(len(each.identity) for each in some) >= PERSONS_AT_ONCE:
                self._keep(some)
                some = []
        self._keep(some)

    def _keep(self, some: Sequence[Persons]) -> None:
        columns = (zip(one.identity, one.kind, one.name, one.address, strict=True) for one in some)
        told = [one for one in chain.from_iterable(columns) if one[0]]
        numbers = np.asarray([self.known.get(one[0], 0) for one in told], dtype=np.int64)
        new = np.flatnonzero(numbers == 0)
        numbers[new] = self.vault.pseudonyms([told[at][0] for at in new.tolist()])
        self.vault.remember_under(numbers, told)
