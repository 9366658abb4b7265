"""A person made nameless by two people; and everybody of whom the log says so, after a restore."""

from api.office import Office
from domain.erasure import ERASED, Erasure
from domain.local_body import Signed
from domain.log.stream_ids import read_stream_id


def erasure_of(office: Office, taxpayer: int) -> Erasure:
    """Return what the log says of a person's erasure."""
    found = Erasure(taxpayer=taxpayer)
    found.take_in(office.log.stream(found.stream))
    return found


def propose_erasure(office: Office, taxpayer: int, *, by: Signed) -> Erasure:
    """Ask for a person to be erased; asked for already, it is as before."""
    found = erasure_of(office, taxpayer)
    asked = found.propose(by=by)
    if asked is not None:
        office.log.record([asked])
    return erasure_of(office, taxpayer)


def decline_erasure(office: Office, taxpayer: int, *, by: Signed) -> None:
    """Leave the person known. Raises `NoErasure`."""
    office.log.record([erasure_of(office, taxpayer).decline(by=by)])


def approve_erasure(office: Office, taxpayer: int, *, by: Signed) -> bool:
    """Erase a person, as another officer; False where the vault knew nobody.

    Killed between act and vault, the same command again ends it. Raises `NoErasure`, `OnePerson`,
    `NotYet`.
    """
    found = erasure_of(office, taxpayer)
    if found.approved is None or found.proposed is not None:
        # First the act: what is deleted without one could not be deleted again after a restore.
        office.log.record([found.approve(by=by)])
    return office.vault.erase(taxpayer)


def erase_again(office: Office) -> int:
    """Erase everybody of whom the log says so; return how many a backup had brought back.

    ASSUMPTION: whom an office's file named again after the erasure is erased too, and remembered
    with its next file.
    """
    erased = (
        read_stream_id(one.event.stream).number for one in office.log.after(0, None, {ERASED})
    )
    return sum(office.vault.erase(one) for one in sorted(set(erased)))
