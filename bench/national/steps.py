"""The steps of a nation's year, in order."""

from typing import Final

from bench.national.billing import (
    ENGINE,
    FOLLOW_DELIVERIES,
    FOLLOW_MONEY,
    REBILL,
    REGISTER_COLD,
    REGISTER_WARM,
)
from bench.national.collecting import DAY_FILES, ISSUE, SEASON, VERIFY
from bench.national.delivering import (
    IMPORT_FIRST,
    IMPORT_LATER,
    IMPORT_NATIONAL,
    IMPORT_PRICES,
    MAKE_COLUMNS,
    MAKE_FILES,
    RECORD_COLUMNS,
)
from bench.national.differing import DIFFER
from bench.national.operating import BACKUP, REBUILD, RESTORE, RESTORED_HASH, STATE_HASH
from bench.national.run import FILES, Run
from bench.national.step import Step

_OF_FILES: Final = (MAKE_FILES, IMPORT_NATIONAL, IMPORT_PRICES, IMPORT_FIRST, IMPORT_LATER)
STEPS: Final[dict[str, Step]] = {
    step.name: step
    for step in (
        *_OF_FILES,
        MAKE_COLUMNS,
        RECORD_COLUMNS,
        FOLLOW_DELIVERIES,
        REGISTER_COLD,
        REGISTER_WARM,
        ENGINE,
        REBILL,
        ISSUE,
        DIFFER,
        DAY_FILES,
        SEASON,
        FOLLOW_MONEY,
        VERIFY,
        BACKUP,
        STATE_HASH,
        RESTORE,
        RESTORED_HASH,
        REBUILD,
    )
}


def steps_of(run: Run, *, until: str) -> list[Step]:
    """Return the steps of a run, up to and with one."""
    found = []
    for step in STEPS.values():
        if run.source == FILES or step not in (*_OF_FILES, DIFFER):
            found.append(step)
        if step.name == until:
            break
    return found
