"""The law as a whole: the folder's files and, over them, the files of a draft to be tried."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Final

from domain.law.instruments import (
    Entry,
    Instruments,
    LawIncomplete,
    one_law,
    read_entries,
)
from domain.law.resolve import open_points, resolve
from domain.law.settings import Settings
from domain.law.year import TaxYearRefused, YearLaw

IN_FORCE: Final = Path(__file__).parent
"""The folder of the instruments in force."""


@dataclass(frozen=True, kw_only=True)
class Law:
    """All instruments and how the open points are decided; `files` is the digest of what was read.

    A year's law is worked out once.
    """

    instruments: Instruments
    settings: Settings
    files: str
    _years: dict[int, YearLaw] = field(default_factory=dict, init=False, repr=False, compare=False)

    @property
    def digest(self) -> str:
        """SHA-256 of the files and of how the open points are decided: one digest, one law."""
        values = sorted((one.name, one.value) for one in self.settings)
        return hashlib.sha256(f"{self.files} {values}".encode()).hexdigest()

    def having(self, decided: Mapping[str, str]) -> "Law":
        """Return the law with some open points decided otherwise. Raises `SettingRefused`."""
        settings = self.settings.having(decided)
        return Law(instruments=self.instruments, settings=settings, files=self.files)

    def for_year(self, tax_year: int) -> YearLaw:
        """Return what the law says for a tax year.

        A year after the last one looked at has the latest rates and says so in
        `carried_forward_from`. Raises `TaxYearRefused` for a year without the tax (s.2, s.94).
        """
        if tax_year not in self._years:
            if self.instruments.find("collection", tax_year) is None:
                first = self.first_tax_year
                raise TaxYearRefused(
                    f"The tax is collected from tax year {first} on (s.2, s.94), not in {tax_year}."
                )
            self._years[tax_year] = resolve(self.instruments, self.settings, tax_year)
        return self._years[tax_year]

    @property
    def first_tax_year(self) -> int:
        """The first tax year in which the tax is collected (s.2, s.94)."""
        begins = [one.first_tax_year for one in self.instruments.every("collection").values()]
        if not begins:
            msg = "No law file has an entry [[collection]]: from which tax year is the tax due?"
            raise LawIncomplete(msg)
        return min(begins)


@cache
def law_in_force() -> Law:
    """Return the law in force, read once in a program's life: its files are part of the program."""
    return load_law()


def load_law(folder: Path | None = None, *, extra: Sequence[Path] = ()) -> Law:
    """Read the instruments of a folder (default: those in force), then the `extra` files over them.

    An extra file is written like any other. Each of its entries replaces, for the tax years it
    names, the entry of the same kind and name (a rate table by `table`, a standing reduction by
    `id`, an amount by `key`, a setting by `name`), and leaves all else as it is; what has no
    counterpart is added. Later files stand over earlier ones. Nothing can be struck out: a decree
    is repealed by an entry of 0 percent. Raises `LawIncomplete`.
    """
    digest = hashlib.sha256()
    layers: list[list[Entry]] = []
    for files in (sorted((folder or IN_FORCE).glob("*.toml")), *([one] for one in extra)):
        layer: list[Entry] = []
        for file in files:
            content = _content(file)
            digest.update(hashlib.sha256(content).digest())
            layer += read_entries(file.name, content)
        layers.append(layer)
    entries = [entry for layer in layers for entry in one_law(layer)]
    instruments = Instruments(entries=entries)
    law = Law(instruments=instruments, settings=open_points(instruments), files=digest.hexdigest())
    _try_every_year(law)
    return law


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as wrong:
        msg = f"{file.name} cannot be read as a law file: {wrong.strerror}."
        raise LawIncomplete(msg) from wrong


def _try_every_year(law: Law) -> None:
    """Resolve every year in which something begins or ends, so that gaps show at once."""
    turns = {
        year
        for entry in law.instruments.entries
        for year in (entry.first_tax_year, (entry.last_tax_year or entry.first_tax_year) + 1)
    }
    for year in sorted(turns):
        if year >= law.first_tax_year:
            law.for_year(year)
