"""How large a file may be before it is refused, so that a hostile one costs little."""

from __future__ import annotations

from dataclasses import dataclass

MIB = 1024 * 1024


@dataclass(frozen=True, kw_only=True)
class Limits:
    """Bounds on a delivered file; an installation may tighten or widen them.

    `ratio` is unpacked over packed bytes of one ZIP entry, looked at once `ratio_from_bytes`
    have come out. `probe_bytes` and `probe_seconds` bound the rehearsal of old kinds of
    spreadsheet. `grid_cells` bounds rows x columns of a sheet, filled in or not.
    """

    csv_bytes: int = 500 * MIB
    workbook_bytes: int = 100 * MIB
    archive_bytes: int = 200 * MIB
    unpacked_bytes: int = 2048 * MIB
    ratio: int = 100
    ratio_from_bytes: int = 16 * MIB
    entries: int = 2000
    rows: int = 10_000_000
    sheet_rows: int = 1_048_576
    columns: int = 300
    cell_characters: int = 8_000
    grid_cells: int = 40_000_000
    probe_bytes: int = 2048 * MIB
    probe_seconds: int = 120
    batch_bytes: int = 4 * MIB
    sheet_batch_rows: int = 16_384
