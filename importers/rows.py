"""A batch of a feed's rows, read: each field's values, and every problem with its place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from importers.carriers.batch import Batch
from importers.cells.column import Finding, Parsed, parse_column
from importers.corrections import restored
from importers.headings import Field, Matched
from importers.problems import Problem, Severity, catalogue, masked


@dataclass(frozen=True, kw_only=True)
class Located:
    """A finding with the field it is about ("" for whole rows)."""

    field: str
    finding: Finding


@dataclass(frozen=True, kw_only=True)
class ParsedBatch:
    """Rows (n,) of one feed: `columns[field]`, `ok` (n,) False where a row must be quarantined.

    Only fields whose column is in the file are in `columns`; use `column` for the others too.
    Rows with a wrong number of cells are not among the n; their problems are in `problems()`.
    """

    batch: Batch
    matched: Matched
    columns: Mapping[str, Parsed]
    ok: NDArray[np.bool_]
    located: tuple[Located, ...]

    @property
    def rows(self) -> NDArray[np.int64]:
        """Row numbers (n,) as a spreadsheet shows them."""
        return self.batch.rows

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self.batch)

    def column(self, name: str) -> Parsed:
        """Return a field's column, or an empty one (nothing given) where the file has none."""
        if name in self.columns:
            return self.columns[name]
        field = self.matched.feed.field(name)
        size = len(self)
        parts = {
            part: pa.repeat("", size) if dtype == "text" else np.zeros(size, dtype=dtype)
            for part, dtype in field.parser.parts
        }
        return Parsed(parts=parts, given=np.zeros(size, np.bool_), ok=np.ones(size, np.bool_))

    def with_findings(self, findings: Iterable[tuple[str, Finding]]) -> ParsedBatch:
        """Return this batch with more findings, as (field name or "", finding)."""
        more = tuple(Located(field=field, finding=finding) for field, finding in findings)
        ok = self.ok.copy()
        for item in more:
            if item.finding.severity is Severity.QUARANTINED:
                ok[item.finding.rows] = False
        return ParsedBatch(
            batch=self.batch,
            matched=self.matched,
            columns=self.columns,
            ok=ok,
            located=(*self.located, *more),
        )

    def problems(self) -> list[Problem]:
        """Return every problem of the batch in row order, ragged rows included."""
        found = [problem for item in self.located for problem in self._shown(item)]
        found += [
            Problem(
                code="COL-01",
                severity=catalogue()["COL-01"].severity,
                row=ragged.row,
                details={"found": str(len(ragged.cells)), "wanted": str(self.matched.width)},
            )
            for ragged in self.batch.ragged
        ]
        return sorted(found, key=lambda problem: problem.row or 0)

    def _shown(self, item: Located) -> list[Problem]:
        finding = item.finding
        index = self.matched.columns.get(item.field)
        feed = self.matched.feed
        field = next((each for each in feed.fields if each.name == item.field), None)
        person = field.person if field else False
        texts = (
            self.batch.columns[index].text.take(pa.array(finding.rows)).to_pylist()
            if index is not None and (field is None or field.shown)
            else [""] * len(finding.rows)
        )
        details = finding.details or ({},) * len(finding.rows)
        return [
            Problem(
                code=finding.code,
                severity=finding.severity,
                row=row,
                column=self.matched.heading(item.field) if item.field else "",
                found=masked(text, person=person),
                wanted=field.parser.wanted_thai if field else "",
                details=_told(detail, person=person),
            )
            for row, text, detail in zip(
                self.rows[finding.rows].tolist(), texts, details, strict=True
            )
        ]


def parse_batch(batch: Batch, matched: Matched) -> ParsedBatch:
    """Read every known column of a batch; never raises for what a row holds.

    Of a correction file that came back as CSV, the guards against formulas are taken off first.
    """
    if matched.corrected and batch.untyped:
        batch = restored(batch)
    columns: dict[str, Parsed] = {}
    located: list[Located] = []
    ok = np.ones(len(batch), dtype=np.bool_)
    for field in matched.feed.fields:
        index = matched.columns.get(field.name)
        if index is None:
            continue
        parsed = parse_column(batch.columns[index], field.parser)
        columns[field.name] = parsed
        ok &= parsed.ok
        located += [Located(field=field.name, finding=finding) for finding in parsed.findings]
        located += _required(field, parsed, ok)
        if index in batch.merged and not field.merges:
            ok[batch.merged[index]] = False
            located.append(
                Located(field=field.name, finding=finding("COL-02", batch.merged[index]))
            )
    return ParsedBatch(batch=batch, matched=matched, columns=columns, ok=ok, located=tuple(located))


def finding(
    code: str,
    where: NDArray[np.bool_] | NDArray[np.int64],
    *,
    severity: Severity | None = None,
    details: Sequence[Mapping[str, str]] = (),
) -> Finding:
    """Return a finding on the rows of a mask (n,) or of indices (k,), with k details or none."""
    rows = np.flatnonzero(where) if where.dtype == np.bool_ else np.asarray(where, np.int64)
    return Finding(
        code=code,
        severity=severity or catalogue()[code].severity,
        rows=rows,
        details=tuple(details),
    )


def _required(field: Field, parsed: Parsed, ok: NDArray[np.bool_]) -> list[Located]:
    """Say REQ-01 of blank required cells, and mark their rows; a misread cell is not blank."""
    if not field.required or parsed.given.all():
        return []
    blank = ~parsed.given & parsed.ok
    if not blank.any():
        return []
    ok &= ~blank
    return [Located(field=field.name, finding=finding("REQ-01", blank))]


def _told(detail: Mapping[str, str], *, person: bool) -> Mapping[str, str]:
    """Return details that may be shown: of a person's cell, no guess at what it held."""
    return {**detail, "proposals": "1/1, 1-1"} if person and "proposals" in detail else detail
