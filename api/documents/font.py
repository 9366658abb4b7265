"""The letters' font: which characters it can draw, and how wide a text is."""

import struct
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Final

FONT_PACKAGE: Final = "fontpkg_sarabun"
_REGULAR: Final = "Sarabun-Regular.ttf"
_BOLD: Final = "Sarabun-Bold.ttf"
_EMS: Final = 1_000


@dataclass(frozen=True, kw_only=True)
class _Tables:
    """A font file and where each of its tables begins (OpenType)."""

    data: bytes
    at: dict[bytes, int]

    def numbers(self, table: bytes, after: int, *, count: int) -> tuple[int, ...]:
        """Read unsigned numbers of two bytes."""
        return struct.unpack_from(f">{count}H", self.data, self.at[table] + after)


class _Advances(dict[str, int]):
    """How wide each character is in thousandths of the size; 0 for what is not drawn by itself."""

    def __missing__(self, letter: str) -> int:
        return 0


@cache
def drawable() -> frozenset[int]:
    """Return the characters that every font of the letters can draw."""
    regular, bold = (frozenset(_advances(font)) for font in (_REGULAR, _BOLD))
    return frozenset(map(ord, regular & bold))


def width(text: str) -> int:
    """Return how wide a text in regular weight is at most, in thousandths of its size.

    Some letters stand further apart beside each other: three hundredths more are enough for them.
    """
    return sum(map(_advances(_REGULAR).__getitem__, text)) * 103 // 100


@cache
def _advances(font: str) -> _Advances:
    tables = _tables(font)
    (per_em,) = tables.numbers(b"head", 18, count=1)
    (measured,) = tables.numbers(b"hhea", 34, count=1)
    metrics = tables.numbers(b"hmtx", 0, count=2 * measured)[::2]
    return _Advances(
        (chr(code), metrics[min(glyph, measured - 1)] * _EMS // per_em)
        for code, glyph in _glyphs(tables).items()
    )


def _glyphs(tables: _Tables) -> dict[int, int]:
    """Read which glyph draws a character (table `cmap`, segments in format 4)."""
    (start,) = struct.unpack_from(">L", tables.data, tables.at[b"cmap"] + 8)
    version, *_, twice = tables.numbers(b"cmap", start, count=4)
    assert version == 4, "the font's characters are in segments"  # noqa: PLR2004 - OpenType's number
    count, at = twice // 2, start + 14
    ends = tables.numbers(b"cmap", at, count=count)
    starts = tables.numbers(b"cmap", at + twice + 2, count=count)
    deltas = tables.numbers(b"cmap", at + 2 * twice + 2, count=count)
    ranges_at = at + 3 * twice + 2
    ranges = tables.numbers(b"cmap", ranges_at, count=count)
    found: dict[int, int] = {}
    for place, (first, last, delta, shift) in enumerate(
        zip(starts, ends, deltas, ranges, strict=True)
    ):
        for code in range(first, last + 1):
            glyph = code
            if shift:
                listed = ranges_at + 2 * place + shift + 2 * (code - first)
                (glyph,) = tables.numbers(b"cmap", listed, count=1)
            found[code] = (glyph + delta) & 0xFFFF
    return {code: glyph for code, glyph in found.items() if code != 0xFFFF}  # noqa: PLR2004 - the end's mark


def _tables(font: str) -> _Tables:
    data = resources.files(FONT_PACKAGE).joinpath("files", font).read_bytes()
    (tables,) = struct.unpack_from(">H", data, 4)
    places = (struct.unpack_from(">4s4xL4x", data, 12 + 16 * n) for n in range(tables))
    return _Tables(data=data, at=dict(places))
