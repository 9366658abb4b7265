"""Properties as a taxpayer knows them: title, plot, building and unit in words from their keys."""

from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from domain.map_sheet import unpack_columns
from domain.tables import NO_END, NO_KEY
from importers.cells.words import vocabulary
from projections.as_of import AsOf

NONE: Final = "-"
STRUCTURES: Final = {0: NONE, 1: "ไม้", 2: "ตึก", 3: "ครึ่งตึกครึ่งไม้"}
_PARTS_OF_A_TITLE: Final = 4
_PARTS_OF_A_UNIT: Final = 5


@dataclass(frozen=True, kw_only=True)
class Plot:
    """A plot as its title names it."""

    title_type: str
    title_no: str
    land_no: str
    survey_page: str
    location: str


@dataclass(frozen=True, kw_only=True)
class Building:
    """A building: the code people find it by on the survey's map, its type and structure."""

    code: str
    type: str
    structure: str


@dataclass(frozen=True, kw_only=True)
class Unit:
    """A condominium unit; `building` is the building's name or number inside the condominium.

    `name` is the condominium's, `titles` those of its land, "" where nobody told them.
    """

    name: str
    titles: str
    registration: str
    building: str
    unit_no: str
    tambon: str


@dataclass(frozen=True)
class Described:
    """Says in words what a property of one register is, on the day of the view."""

    view: AsOf
    tambons: dict[int, str]

    def plot(self, key: int) -> Plot:
        """Describe a plot: by its title, or by its parcel code where no title is known."""
        parts = self.key(key).split(":", _PARTS_OF_A_TITLE - 1)
        code, land_no = self._codes[key], self._land_nos[key]
        title = len(parts) == _PARTS_OF_A_TITLE and parts[0] == "P"
        places = [self._tambon(self._plot_tambons[key]), f"แปลง {code}" if code else ""]
        return Plot(
            title_type=title_type(int(parts[1])) if title else "ไม่มีเลขเอกสาร",
            title_no=parts[3] if title else NONE,
            land_no=str(land_no) if land_no else NONE,
            survey_page=str(self._pages[key] or NONE),
            location=" ".join(filter(None, places)) or NONE,
        )

    def building(self, key: int) -> Building:
        """Describe a building."""
        return Building(
            code=self.key(key).partition(":")[2],
            type=building_type(self._building_types[key]),
            structure=STRUCTURES[self._structures[key]],
        )

    def unit(self, key: int) -> Unit:
        """Describe a condominium unit."""
        parts = self.key(key).split(":", _PARTS_OF_A_UNIT - 1)
        known = len(parts) == _PARTS_OF_A_UNIT
        return Unit(
            name=self._name(self._names[key]),
            titles=self._name(self._titles[key]),
            registration=parts[2] if known else NONE,
            building=parts[3] if known else NONE,
            unit_no=parts[4] if known else self.key(key),
            tambon=self._tambon(self._unit_tambons[key]),
        )

    def key(self, key: int) -> str:
        """Return a property's natural key."""
        return self.view.register.spaces["property"].key(key)

    def _name(self, key: int) -> str:
        return "" if key == NO_KEY else self.view.register.spaces["name"].key(key)

    def _tambon(self, code: int) -> str:
        name = self.tambons.get(code, "")
        return f"ตำบล{name}" if name else ""

    def _all(self, table: str, column: str, rows: NDArray[Any], missing: int = 0) -> list[int]:
        found: list[int] = self.view.value(table, column, rows, missing=missing).tolist()
        return found

    @cached_property
    def _codes(self) -> list[str]:
        """The parcel code each title carries, "" for none."""
        own = self._all("parcel", "code", self.view.coded, missing=NO_KEY)
        space = self.view.register.spaces["property"]
        carried = [code if code != NO_KEY else key for key, code in enumerate(own)]
        return [space.key(key).removeprefix("C:") if space.key(key).startswith("C:") else ""
                for key in carried]  # fmt: skip

    @cached_property
    def _land_nos(self) -> list[int]:
        sheets = self.view.value("parcel", "sheet", self.view.parcel)
        found: list[int] = np.where(sheets > 0, unpack_columns(sheets)["land_no"], 0).tolist()
        return found

    def _named(self, table: str, column: str, missing: int) -> list[int]:
        """Return what was told last, of whatever day, for it only names."""
        view = self.view
        facts = view.facts(table)
        known = facts.known(day=NO_END, position=view.position)
        latest = facts.last_of(known, len(view), home=view.home)
        return self._all(table, column, latest, missing)

    @cached_property
    def _pages(self) -> list[int]:
        return self._named("survey_page", "page", 0)

    @cached_property
    def _names(self) -> list[int]:
        return self._named("condominium", "name", NO_KEY)

    @cached_property
    def _titles(self) -> list[int]:
        return self._named("condominium", "titles", NO_KEY)

    @cached_property
    def _plot_tambons(self) -> list[int]:
        return self._all("parcel", "tambon", self.view.placed)

    @cached_property
    def _building_types(self) -> list[int]:
        return self._all("building", "type", self.view.building)

    @cached_property
    def _structures(self) -> list[int]:
        return self._all("building", "structure", self.view.building)

    @cached_property
    def _unit_tambons(self) -> list[int]:
        return self._all("unit", "tambon", self.view.unit)


@cache
def title_type(code: int) -> str:
    """Return a kind of title in words, such as `โฉนดที่ดิน`."""
    word = vocabulary("title_types").by_code.get(code)
    return word.thai if word else f"ประเภท {code}"


@cache
def building_type(packed: int) -> str:
    """Return a building's type of the Treasury's list in words, with its number."""
    number, part = divmod(packed, 10)
    named = f"{number}/{part}" if part else str(number)
    word = vocabulary("building_types").by_code.get(packed)
    return f"{named} {word.thai}" if word else named


def numbers_in_words(numbers: list[int]) -> str:
    """Write rising numbers with runs joined: `1-3, 5`."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1] = [runs[-1][0], number]
        else:
            runs.append([number])
    return ", ".join("-".join(str(end) for end in run) for run in runs)
