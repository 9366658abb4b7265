"""What the land office is told before rights in a property are registered (s.59, s.60)."""

from datetime import date

from api.commands.clearance_slips import Slip
from api.office import Office
from domain.correction import property_index
from domain.errors import Refused
from projections.clearance import Clearance, clearance


class NotReached(Refused):
    """The log has not got so far, or the day is to come."""

    code = "not-reached"


def ask(
    office: Office, *, body: int, text: str, on: date, today: date, position: int | None = None
) -> Clearance:
    """Say whether a property is clear of tax on a day, as known at a log position (None: now).

    `text` is a parcel code, a building code or a key. Raises `UnknownProperty`, `NotJoined`,
    `NotReached`.
    """
    head = office.log.head()
    if position is not None and not 0 < position <= head:
        raise NotReached(f"The log has got to position {head}; ask as at 1 to {head}.")
    if on > today:
        raise NotReached("Whether a property will be clear on a day to come cannot be said.")
    office.registers.body(body).must_have_joined()
    register = office.registers.register(body)
    return clearance(
        office.log,
        register,
        office.law,
        index=property_index(register, text),
        on=on,
        position=head if position is None else position,
    )


def number_of(office: Office, answer: Clearance) -> Slip:
    """Return the number under which an answer can be had again."""
    space = office.registers.register(answer.body).spaces["property"]
    index = space.find(answer.key)
    assert index is not None
    return Slip(body=answer.body, index=index, position=answer.position, on=answer.on)


def again(office: Office, slip: Slip) -> Clearance:
    """Give the answer of a number again, as it was known then.

    Raises `NotReached` where the log has been put back to an earlier state since.
    """
    if slip.position > office.log.head():
        raise NotReached("The log does not reach as far as this answer.")
    register = office.registers.register(slip.body)
    return clearance(
        office.log,
        register,
        office.law,
        index=slip.index,
        on=slip.on,
        position=slip.position,
    )
