"""What the land office is told before rights in a property are registered (s.59, s.60)."""

from datetime import date
from typing import Final

from api.commands.clearance_slips import Slip
from api.office import Office
from domain.correction import UnknownProperty, property_index
from domain.errors import Refused
from domain.register import Register
from projections.clearance import Clearance, clearance

_DEEDS: Final = "P:1:"
"""Beginning of the keys of title deeds (โฉนด); the land office's code and the number follow."""


class NotReached(Refused):
    """The log has not got so far, or the day is to come."""

    code = "not-reached"


def ask(
    office: Office, *, body: int, text: str, on: date, today: date, position: int | None = None
) -> Clearance:
    """Say whether a property is clear of tax on a day, as known at a log position (None: now).

    `text` is a parcel code, a building code, a key, or the number of a title deed where only one
    deed of the register has it. Raises `UnknownProperty`, `NotJoined`, `NotReached`.
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
        index=_property(register, text),
        on=on,
        position=head if position is None else position,
    )


def _property(register: Register, text: str) -> int:
    try:
        return property_index(register, text)
    except UnknownProperty:
        deeds = register.spaces["property"].beginning(_DEEDS)
        named = [index for index, key in deeds.items() if key.endswith(f":{text}")]
        if len(named) != 1:
            raise
        return named[0]


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
