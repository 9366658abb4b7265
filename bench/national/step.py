"""A step of the run: its parts are done in processes of their own and noted as they are done."""

import json
import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass, field
from datetime import UTC, datetime
from multiprocessing import get_context
from pathlib import Path
from typing import Any, Final

from api.garbage import look_seldom
from bench.machine import describe, forget_peak, peak_mib, processor_seconds
from bench.national.run import Run

CURVE: Final = 40
"""So many points of a step's progress, in rows and seconds of processor, are kept for the chart."""


@dataclass(frozen=True, kw_only=True)
class Part:
    """A part that is done: its name, its rows, the seconds it took, and what else is to be kept.

    `processor` are the seconds of all cores, None: all that the process used since the last part.
    `group` is what kind of part it is, where a step has several.
    """

    key: str
    rows: int
    seconds: float
    more: dict[str, Any] = field(default_factory=dict)
    processor: float | None = None
    group: str = ""


class Clock:
    """Times a part: the seconds since it was made or last asked, of all cores too."""

    def __init__(self) -> None:
        self._begun = time.perf_counter()
        self._used = processor_seconds()

    def part(
        self,
        key: str,
        rows: int,
        group: str = "",
        **more: Any,  # noqa: ANN401 - what is to be kept
    ) -> Part:
        """Return the part that is done now, and time the next one."""
        now, used = time.perf_counter(), processor_seconds()
        part = Part(
            key=key,
            rows=rows,
            seconds=now - self._begun,
            processor=used - self._used,
            group=group,
            more=more,
        )
        self._begun, self._used = now, used
        return part


@dataclass(frozen=True, kw_only=True)
class Step:
    """One step. `what` names its table row, `unit` what it counts.

    `places` are what is given out to processes: provinces, or 0 for one process. `do` yields the
    parts of a place as they are done, but for those `known`. `apart` says that only the parts'
    own seconds count: something else, such as making up data, goes on between them. `counts` is
    the group of parts whose rows are the step's. `target` is the seconds of a whole nation, or of
    so many rows as `of` says.
    """

    name: str
    what: str
    unit: str
    do: Callable[[Run, int, frozenset[str]], Iterator[Part]]
    places: Callable[[Run], Sequence[int]] = lambda _: (0,)
    apart: bool = False
    counts: str = ""
    cold: bool = True
    target: float | None = None
    of: int | None = None
    size: Callable[[Run], int] | None = None


def notes_of(run: Run, step: Step) -> Path:
    """Where the done parts of a step are noted, one a line."""
    return run.folder / "steps" / f"{step.name}.jsonl"


def figure_of(run: Run, step: Step) -> Path:
    """Where the figures of a finished step are."""
    return run.folder / "steps" / f"{step.name}.json"


def take(run: Run, step: Step) -> dict[str, Any]:
    """Take a step, or what is left of it; return its figures."""
    finished = figure_of(run, step)
    if finished.exists():
        found: dict[str, Any] = json.loads(finished.read_text())
        return found
    finished.parent.mkdir(parents=True, exist_ok=True)
    machine = describe()
    session = datetime.now(UTC).isoformat(timespec="microseconds")
    begun = time.perf_counter()
    places = step.places(run)
    if run.workers:
        context = get_context("spawn")
        workers = min(run.workers, len(places))
        with ProcessPoolExecutor(workers, mp_context=context, initializer=look_seldom) as pool:
            waiting = [pool.submit(work, run, step.name, place, session) for place in places]
            for number, done in enumerate(as_completed(waiting), 1):
                done.result()
                _tell(run, step, number, len(places), time.perf_counter() - begun)
    else:
        for place in places:
            work(run, step.name, place, session)
    figures = _figures(run, step, machine)
    made = finished.with_suffix(".new")
    made.write_text(json.dumps(figures, ensure_ascii=False, indent=1) + "\n")
    made.rename(finished)
    return figures


def work(run: Run, name: str, place: int, session: str) -> None:
    """Do one place of a step in this process, and note each part."""
    from bench.national.steps import STEPS

    step = STEPS[name]
    notes = notes_of(run, step)
    known = frozenset(one["key"] for one in read_notes(notes) if one["place"] == place)
    _end_last_line(notes)
    forget_peak()
    used = processor_seconds()
    for part in step.do(run, place, known):
        now = processor_seconds()
        line = {
            "place": place,
            "key": part.key,
            "group": part.group,
            "rows": part.rows,
            "seconds": part.seconds,
            "processor": now - used if part.processor is None else part.processor,
            "peak_mib": peak_mib(),
            "process": os.getpid(),
            "session": session,
            "at": time.time(),
            **part.more,
        }
        used = now
        # One short write at the end of the file: whole, whoever else writes.
        with notes.open("a", encoding="utf-8") as file:
            file.write(json.dumps(line) + "\n")


def _end_last_line(notes: Path) -> None:
    """Let what was cut off when the machine stopped be a line by itself."""
    if notes.exists() and not notes.read_bytes().endswith(b"\n"):
        with notes.open("a", encoding="utf-8") as file:
            file.write("\n")


def read_notes(path: Path) -> list[dict[str, Any]]:
    """Return the noted parts; a line that was cut off when the machine stopped is left out."""
    if not path.exists():
        return []
    found = []
    for line in path.read_text(encoding="utf-8").splitlines():
        try:
            found.append(json.loads(line))
        except json.JSONDecodeError:
            continue
    return found


def _figures(run: Run, step: Step, machine: dict[str, Any]) -> dict[str, Any]:
    notes = sorted(read_notes(notes_of(run, step)), key=lambda one: float(one["at"]))
    sessions = sorted({one["session"] for one in notes})
    clock = 0.0
    for session in sessions:
        mine = [one for one in notes if one["session"] == session]
        clock += mine[-1]["at"] - min(one["at"] - one["seconds"] for one in mine)
    own = sum(one["seconds"] for one in notes)
    curve, rows, used = [], 0, 0.0
    for one in notes:
        rows += int(one["rows"]) if one["group"] == step.counts else 0
        used += one["processor"]
        curve.append((rows, used))
    every = max(len(curve) // CURVE, 1)
    return {
        "step": step.name,
        "rows": rows,
        "seconds": round(own if step.apart else clock, 3),
        "slowest": max((one["seconds"] for one in notes), default=0.0),
        "parts": len(notes),
        "processor_seconds": round(sum(one["processor"] for one in notes), 3),
        "peak_mib": _peak(notes),
        "processes": len({(one["session"], one["process"]) for one in notes}),
        "sessions": len(sessions),
        "bytes": step.size(run) if step.size is not None else 0,
        "curve": [[one, round(at, 3)] for one, at in (*curve[::every], *curve[-1:])],
        "groups": _groups(notes),
        "more": _added_up(notes),
        "machine": machine,
    }


def _groups(notes: Sequence[dict[str, Any]]) -> dict[str, dict[str, float]]:
    """Add up rows and seconds by kind of part, where there are several."""
    found: dict[str, dict[str, float]] = {}
    for one in notes:
        if one["group"]:
            group = found.setdefault(one["group"], {"rows": 0, "seconds": 0, "processor": 0})
            for name in group:
                group[name] = round(group[name] + one[name], 3)
    return found


def _peak(notes: Sequence[dict[str, Any]]) -> int:
    """Return the most memory that the processes of one session had together."""
    peaks: dict[tuple[str, int], int] = {}
    for one in notes:
        key = (one["session"], one["process"])
        peaks[key] = max(peaks.get(key, 0), one["peak_mib"])
    together: dict[str, int] = {}
    for (session, _), peak in peaks.items():
        together[session] = together.get(session, 0) + peak
    return max(together.values(), default=0)


_OWN: Final = frozenset(
    {
        "place",
        "key",
        "group",
        "rows",
        "seconds",
        "processor",
        "peak_mib",
        "process",
        "session",
        "at",
    }
)


def _added_up(notes: Sequence[dict[str, Any]]) -> dict[str, float]:
    """Add up what else the parts said in numbers."""
    found: dict[str, float] = {}
    for one in notes:
        for name, value in one.items():
            if name not in _OWN and isinstance(value, int | float):
                found[name] = round(found.get(name, 0) + value, 3)
    return found


def _tell(run: Run, step: Step, done: int, places: int, seconds: float) -> None:
    notes = read_notes(notes_of(run, step))
    rows = sum(one["rows"] for one in notes)
    left = seconds / done * (places - done)
    end = "\n" if done == places or not sys.stderr.isatty() else "\r"
    sys.stderr.write(
        f"  {step.what}: {done} of {places}, {rows:,} {step.unit}, {seconds:,.0f} s"
        f", about {left:,.0f} s left   {end}"
    )
