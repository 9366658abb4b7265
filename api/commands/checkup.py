"""Is the office well: each thing an operator would look at, what was found, and how to mend it."""

import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Final

from api.commands.bank import inbox_of
from api.commands.freshness import LAND_FILE_DAYS, lag, without_land_file
from api.office import KEY_FILE, Office
from domain.errors import LogUnavailable, Refused, StreamDamaged, UnsafeSetting
from projections.backup import Backup
from projections.evidence import Checkpoint, CheckpointWrong, public_key_of
from projections.vault import VaultDamaged

_OTHERS: Final = 0o077
_ILLNESSES: Final = (Refused, StreamDamaged, UnsafeSetting, LogUnavailable, VaultDamaged, OSError)
_SHORT_BYTES: Final = 10 * 1024**3
_MOST_BEHIND: Final = 1_000
_MOST_SECONDS: Final = 600
"""Acts are shown within a second where something follows the log; this much later nothing does."""

_MOST_NAMED: Final = 5


class State(StrEnum):
    """How a thing is."""

    WELL = "well"
    LOOK = "look"
    ILL = "ill"


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One thing that was looked at; `mend` is "" where nothing is to be done."""

    about: str
    state: State
    found: str
    mend: str = ""


def check_up(office: Office, *, now: datetime, backup: Path | None) -> Iterator[Finding]:
    """Look at everything an operator would; what cannot be looked at is ill. Nothing is changed.

    `now` is a time in Bangkok.
    """
    today = now.date()
    looks: Sequence[tuple[str, Callable[[], Iterator[Finding]]]] = (
        ("interpreter", _interpreter),
        ("key file", lambda: _key_file(office)),
        ("log", lambda: _log(office)),
        ("proof", lambda: _proof(office)),
        ("read models", lambda: _read_models(office, now)),
        ("banks' messages", lambda: _messages(office)),
        ("land office files", lambda: _land_files(office, today)),
        ("disk", lambda: _disk(office)),
        ("backup", lambda: _backup(office, backup)),
    )
    for about, look in looks:
        try:
            yield from look()
        except _ILLNESSES as wrong:
            yield Finding(
                about=about, state=State.ILL, found=str(wrong), mend="See docs/running.md."
            )


def _interpreter() -> Iterator[Finding]:
    if not __debug__:
        yield Finding(
            about="interpreter",
            state=State.ILL,
            found="Python runs with -O, which leaves out checks that find damaged data.",
            mend="Start it without -O and without PYTHONOPTIMIZE.",
        )
        return
    yield Finding(about="interpreter", state=State.WELL, found=f"Python {sys.version.split()[0]}")


def _key_file(office: Office) -> Iterator[Finding]:
    path = office.settings.key_file
    if not path.exists():
        yield Finding(
            about="key file",
            state=State.ILL,
            found=f"{path} is missing; without it nobody's name can be read.",
            mend=f"Restore it from where it is kept by itself, and name it in {KEY_FILE}.",
        )
        return
    if path.stat().st_mode & _OTHERS:
        yield Finding(
            about="key file",
            state=State.ILL,
            found=f"{path} may be read by others.",
            mend=f"chmod 600 {path}",
        )
        return
    _ = office.vault
    yield Finding(about="key file", state=State.WELL, found="It opens this vault.")


def _log(office: Office) -> Iterator[Finding]:
    head = office.log.head()
    damaged = list(office.log.damage())
    for one in damaged[:_MOST_NAMED]:
        yield Finding(
            about="log",
            state=State.ILL,
            found=str(one),
            mend="Stop writing, keep a copy, restore from the last good backup.",
        )
    if not damaged:
        yield Finding(about="log", state=State.WELL, found=f"{head:,} positions, every act reads.")


def _proof(office: Office) -> Iterator[Finding]:
    notes = office.evidence.checkpoints()
    if not notes:
        yield Finding(
            about="proof",
            state=State.LOOK,
            found="There is no signed checkpoint: a change of the log would be noticed by nobody.",
            mend="thidin checkpoint, daily, and keep what it prints elsewhere.",
        )
        return
    public = public_key_of(office.keys.checkpoints)
    try:
        last = Checkpoint.read(notes[-1], public)
    except CheckpointWrong as wrong:
        yield Finding(about="proof", state=State.ILL, found=str(wrong), mend="thidin verify")
        return
    yield Finding(
        about="proof",
        state=State.WELL,
        found=f"{len(notes)} signed checkpoints, the last of {last.at:%Y-%m-%d} over position "
        f"{last.position:,}.",
    )


def _read_models(office: Office, now: datetime) -> Iterator[Finding]:
    behind = lag(office, now=now)
    late = behind.positions > _MOST_BEHIND or behind.seconds > _MOST_SECONDS
    since = f", the first for {behind.seconds:,} s" if behind.positions else ""
    yield Finding(
        about="read models",
        state=State.LOOK if late else State.WELL,
        found=f"{behind.positions:,} positions behind the log{since}.",
        mend="thidin status brings them up to it." if late else "",
    )
    if others := office.views.others():
        yield Finding(
            about="read models",
            state=State.LOOK,
            found=f"Tables of {len(others)} earlier generations take room.",
            mend="Once every process is of this version: thidin rebuild",
        )
    for one in office.views.set_aside():
        yield Finding(
            about="read models",
            state=State.ILL,
            found=f"{one.name} is left out from position {one.position} on: {one.reason}",
            mend="Mend what the reason names, then: thidin rebuild",
        )


def _messages(office: Office) -> Iterator[Finding]:
    inbox = inbox_of(office)
    try:
        counts = inbox.counts()
        aside = inbox.set_aside()
    finally:
        inbox.close()
    waiting = counts.get("waiting", 0)
    if aside:
        numbers = ", ".join(str(number) for number, _, _ in aside[:_MOST_NAMED])
        yield Finding(
            about="banks' messages",
            state=State.ILL,
            found=f"{len(aside)} wait for a person to look at them, the first: {numbers}.",
            mend="thidin payments drain lists them with the reason.",
        )
        return
    yield Finding(
        about="banks' messages",
        state=State.LOOK if waiting else State.WELL,
        found=f"{waiting:,} wait to be recorded.",
        mend="thidin payments drain, or thidin serve, records them." if waiting else "",
    )


def _land_files(office: Office, today: date) -> Iterator[Finding]:
    """Say which bodies' land registry is old: transfers since then are billed to the seller."""
    codes = office.registers.codes()
    old = without_land_file(office, today=today)
    named = ", ".join(f"{code:08d}" for code in old[:_MOST_NAMED])
    yield Finding(
        about="land office files",
        state=State.LOOK if old else State.WELL,
        found=f"{len(old)} of {len(codes)} bodies have none of the last {LAND_FILE_DAYS} days"
        f"{': ' + named if named else ''}.",
        mend="Ask their land offices for the monthly file." if old else "",
    )


def _disk(office: Office) -> Iterator[Finding]:
    url = office.settings.database_url
    if not url.startswith("sqlite:///"):
        yield Finding(about="disk", state=State.WELL, found="The database server's own.")
        return
    path = Path(url.removeprefix("sqlite:///"))
    free = shutil.disk_usage(path.parent).free
    short = free < max(_SHORT_BYTES, 2 * path.stat().st_size)
    yield Finding(
        about="disk",
        state=State.LOOK if short else State.WELL,
        found=f"{free // 1024**3} GiB are free beside the log.",
        mend="Make room: a rebuild needs as much again as the read models take." if short else "",
    )


def _backup(office: Office, folder: Path | None) -> Iterator[Finding]:
    if folder is None:
        yield Finding(
            about="backup",
            state=State.LOOK,
            found="None was named.",
            mend="thidin doctor --backup FOLDER looks at one.",
        )
        return
    behind = office.log.head() - Backup(folder=folder).position
    yield Finding(
        about="backup",
        state=State.LOOK if behind else State.WELL,
        found=f"It lacks the last {behind:,} positions of the log.",
        mend=f"thidin backup {folder}" if behind else "",
    )
