"""Provinces, sub-districts and local bodies: which codes there are, and whose names they are.

The 77 provinces are part of the product. Sub-districts and local bodies change by decree, so their
lists are files the operator brings: without one, a code is only checked for its shape.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from functools import cache, cached_property
from pathlib import Path
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from importers.cells.words import rows_of, word_key
from importers.problems import refusal

BANGKOK = 10
_DIGITS = {"tambon": 6, "body": 8}
_PROPOSAL = re.compile(r"([0-9]{6})")


@dataclass(frozen=True, kw_only=True)
class Province:
    """A province: its two-digit code and its names."""

    code: int
    thai: str
    english: str


@cache
def provinces() -> Mapping[int, Province]:
    """Return the 77 provinces by code."""
    return MappingProxyType(
        {
            int(row["code"]): Province(
                code=int(row["code"]), thai=row["thai"], english=row["english"]
            )
            for row in rows_of("provinces")
        }
    )


def province_named(text: str) -> int | None:
    """Return the code of the province with this Thai or English name, with or without จังหวัด."""
    key = word_key(text).removeprefix("จังหวัด").removeprefix("จ")
    return _province_names().get(key) or _province_names().get(word_key(text))


@cache
def _province_names() -> Mapping[str, int]:
    names = {"กรุงเทพ": BANGKOK, "กทม": BANGKOK, "อยุธยา": 14}
    for province in provinces().values():
        names[word_key(province.thai)] = province.code
        names[word_key(province.english)] = province.code
    return MappingProxyType(names)


@dataclass(frozen=True, kw_only=True)
class Tambon:
    """A sub-district: code (CCAATT), its name, and its amphoe's and province's."""

    code: int
    name: str
    amphoe: str
    province: str


@dataclass(frozen=True, kw_only=True)
class Body:
    """A local body: its 8-digit code as an integer, kind, name, and province code."""

    code: int
    kind: str
    name: str
    province: int


class Standing(Enum):
    """How a code and the name beside it stand to the list; the value is the problem code."""

    RIGHT = ""
    UNKNOWN = "CODE-02"
    RETIRED = "CODE-05"
    MISNAMED = "CODE-06"


@dataclass(frozen=True, kw_only=True)
class Found:
    """What the list says of a sub-district: how it stands, and the code to use (0 if unknown)."""

    standing: Standing
    code: int


@dataclass(frozen=True, kw_only=True)
class Gazetteer:
    """Sub-districts and local bodies an operator has brought; empty lists check only shapes."""

    tambons: Mapping[int, Tambon] = field(default_factory=dict)
    bodies: Mapping[int, Body] = field(default_factory=dict)
    retired: Mapping[int, int] = field(default_factory=dict)

    def tambon(self, code: int, name: str = "") -> Found:
        """Return how a sub-district's code stands, and its name where one is given.

        UNKNOWN: no such code (or province, without a list), or retired without a successor.
        RETIRED: use the code returned. MISNAMED: the name is another's.
        """
        if not self.tambons:
            known = code // 10_000 in provinces()
            return Found(standing=Standing.RIGHT if known else Standing.UNKNOWN, code=code)
        tambon = self.tambons.get(code)
        if tambon is None:
            new = self.retired.get(code, 0)
            return Found(standing=Standing.RETIRED if new else Standing.UNKNOWN, code=new)
        if name and word_key(bare_place(name)) != word_key(tambon.name):
            return Found(standing=Standing.MISNAMED, code=code)
        return Found(standing=Standing.RIGHT, code=code)

    def tambon_named(self, tambon: str, amphoe: str, province: str) -> int | None:
        """Return the code of a sub-district by its three names, None if there is none or two."""
        wanted = tuple(word_key(bare_place(name)) for name in (tambon, amphoe, province))
        return self._by_name.get(wanted)

    def body(self, code: int) -> bool:
        """Whether a local body's code is known; without a list, whether it is well formed.

        Form: 0, kind 1-6, province, four more digits.
        """
        if self.bodies:
            return code in self.bodies
        kind, rest = divmod(code, 1_000_000)
        return 1 <= kind <= 6 and rest // 10_000 in provinces()  # noqa: PLR2004

    def unknown_bodies(self, codes: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Return which codes (n,) are not local bodies (CODE-03)."""
        distinct, which = np.unique(codes, return_inverse=True)
        return np.array([not self.body(code) for code in distinct.tolist()], np.bool_)[which]

    def tambons_found(
        self, codes: NDArray[np.int64], names: Sequence[str] | None = None
    ) -> tuple[NDArray[np.int64], tuple[Standing, ...]]:
        """Return the codes to use (n,) and how each stands, once for each distinct pair."""
        pairs = list(zip(codes.tolist(), names or [""] * len(codes), strict=True))
        answers = {pair: self.tambon(*pair) for pair in set(pairs)}
        found = [answers[pair] for pair in pairs]
        return (
            np.array([each.code for each in found], dtype=np.int64),
            tuple(each.standing for each in found),
        )

    @cached_property
    def _by_name(self) -> Mapping[tuple[str, ...], int]:
        names: dict[tuple[str, ...], int] = {}
        for tambon in self.tambons.values():
            key = tuple(word_key(name) for name in (tambon.name, tambon.amphoe, tambon.province))
            names[key] = 0 if key in names else tambon.code
        return {key: code for key, code in names.items() if code}


def bare_place(name: str) -> str:
    """Return a place's name without ตำบล, แขวง, อำเภอ, เขต, จังหวัด or their short forms."""
    return re.sub(r"^(?:ตำบล|แขวง|อำเภอ|เขต|จังหวัด|ต\.|อ\.|จ\.) ?", "", name.strip())


def read_tambons(path: Path) -> dict[int, Tambon]:
    """Return the sub-districts of a CSV with `tambon_code, tambon_th, amphoe_th, province_th`.

    Raises `FileRefused` (HDR-01) where a column is missing.
    """
    columns = ("tambon_code", "tambon_th", "amphoe_th", "province_th")
    return {
        int(code): Tambon(code=int(code), name=name, amphoe=amphoe, province=province)
        for code, name, amphoe, province in _rows(path, columns)
        if _is_code(code, "tambon")
    }


def read_retired_tambons(path: Path) -> dict[int, int]:
    """Return old sub-district codes and their successors (0: none).

    The CSV has the columns `tambon_code, same_name_in_province_current`.
    """
    columns = ("tambon_code", "same_name_in_province_current")
    found = {}
    for code, new in _rows(path, columns):
        match = _PROPOSAL.search(new)
        found[int(code)] = int(match[1]) if match else 0
    return found


def read_bodies(path: Path) -> dict[int, Body]:
    """Return the local bodies of a CSV with `lao_code8, kind, name_th, province_code`."""
    columns = ("lao_code8", "kind", "name_th", "province_code")
    return {
        int(code): Body(code=int(code), kind=kind, name=name, province=int(province))
        for code, kind, name, province in _rows(path, columns)
        if _is_code(code, "body")
    }


@dataclass(frozen=True, kw_only=True)
class Coverage:
    """Which local body covers which sub-district, as (body code, amphoe, tambon)."""

    pairs: frozenset[tuple[int, str, str]]


def coverage(rows: Iterable[tuple[int, str, str]]) -> Coverage:
    """Return coverage from rows of (body, amphoe, tambon); raises `FileRefused`.

    A list in which every body of an amphoe covers every sub-district of it (two or more of each)
    is a cross product, not coverage: FILE-01.
    """
    pairs = frozenset(rows)
    for amphoe in {each[1] for each in pairs}:
        bodies = {each[0] for each in pairs if each[1] == amphoe}
        tambons = {each[2] for each in pairs if each[1] == amphoe}
        size = sum(1 for each in pairs if each[1] == amphoe)
        if len(bodies) > 1 and len(tambons) > 1 and size == len(bodies) * len(tambons):
            raise refusal(
                "FILE-01",
                why=f"อำเภอ{amphoe}: ทุก อปท. คู่กับทุกตำบล ไม่ใช่ข้อมูลพื้นที่รับผิดชอบ",
                why_english=f"in amphoe {amphoe} every body is paired with every tambon: "
                "this is not coverage",
            )
    return Coverage(pairs=pairs)


def _rows(path: Path, columns: tuple[str, ...]) -> list[tuple[str, ...]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        for column in columns:
            if column not in (reader.fieldnames or ()):
                raise refusal("HDR-01", name=column)
        return [tuple(row[column] for column in columns) for row in reader]


def _is_code(text: str, kind: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) == _DIGITS[kind]
