"""Keeping the nation: backup, restore, digests of the state, a rebuild beside what serves."""

import shutil
from collections.abc import Callable, Iterator
from typing import Any, Final

from api.commands.bank import inbox_of
from api.office import Office
from bench.national.run import Run, bytes_of
from bench.national.step import Clock, Part, Step
from projections.backup import back_up, open_engines, restore, state_hash
from projections.notifications import open_notifications
from projections.sessions import open_stores

_RESTORED: Final = "restored"


def opened(run: Run, name: str = "") -> Office:
    """Open an office with every store made."""
    office = run.office(name)
    _ = office.log, office.vault, office.evidence
    inbox_of(office).close()
    open_stores(office.settings.beside("sessions")).engine.dispose()
    open_notifications(office.settings.beside("notifications")).dispose()
    return office


def _keep(run: Run) -> int:
    shutil.rmtree(run.folder / "backup", ignore_errors=True)
    office = opened(run)
    return back_up(office.log, open_engines(office.settings.beside), run.folder / "backup").position


def _come_back(run: Run) -> int:
    office = opened(run, _RESTORED)
    done = restore(run.folder / "backup", office.log, open_engines(office.settings.beside))
    return done.acts


def _digests(name: str) -> Callable[[Run], int]:
    def digest(run: Run) -> int:
        office = opened(run, name)
        if not name:
            # What was restored has none yet: they are made on first use, as a rebuild makes them.
            office.follow()
        found = state_hash(office.log, open_engines(office.settings.beside), office.views)
        kept = run.folder / "state-hash"
        told = f"{found.log} {found.vault}"
        if name == _RESTORED and kept.read_text() != told:
            msg = "What was restored is not what was kept."
            raise AssertionError(msg)
        kept.write_text(told)
        return found.acts

    return digest


def _rebuild(run: Run) -> int:
    office = run.office()
    return office.views.rebuild(office.log, office.registers, office.law)


def _once(act: Callable[[Run], int]) -> Callable[[Run, int, frozenset[str]], Iterator[Part]]:
    def do(run: Run, _place: int, known: frozenset[str]) -> Iterator[Part]:
        if known:
            return
        clock = Clock()
        acts = act(run)
        yield clock.part("all", acts)

    return do


def _step(name: str, what: str, act: Callable[[Run], int], **more: Any) -> Step:  # noqa: ANN401
    return Step(name=name, what=what, unit="acts", do=_once(act), apart=True, **more)


BACKUP: Final = _step(
    "backup", "backup of log and vault", _keep, size=lambda run: bytes_of(run.folder / "backup")
)
STATE_HASH: Final = _step("state_hash", "digests of log, vault and read models", _digests(""))
RESTORE: Final = _step("restore", "restore into an empty store", _come_back)
RESTORED_HASH: Final = _step(
    "restored_hash", "the same digests of log and vault after the restore", _digests(_RESTORED)
)
REBUILD: Final = _step("rebuild", "read models rebuilt beside the serving ones", _rebuild)
