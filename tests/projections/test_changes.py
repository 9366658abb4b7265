"""What a delivery would change is told before anything is recorded."""

from datetime import date

from domain.register import Corrected, LandRegistryReceived, Register
from projections.changes import changes_of
from tests.domain.deliveries import BODY, delivery, facts, owner, parcel, receive

SOLD = date(2025, 12, 20)


def test_a_known_plot_changes_and_a_new_one_is_new() -> None:
    register = Register(BODY)
    receive(register, LandRegistryReceived, {"owner": facts("owner", owner(1, 11))})
    coming = delivery(
        {"owner": facts("owner", owner(1, 22, since=SOLD), owner(2, 33, since=SOLD))},
        file="b" * 64,
    )

    found = changes_of(register, register.decide(LandRegistryReceived, coming).events, most=10)

    assert (found.changed, found.fresh) == ({"owner": 1}, {"owner": 1})
    (change,) = found.shown
    assert change.before is not None
    assert (change.before.values["party"], change.after.values["party"]) == (11, 22)
    assert (change.after.subject, change.after.since) == ("P:1:60010000:1", SOLD)


def test_what_is_only_confirmed_is_no_change() -> None:
    register = Register(BODY)
    receive(register, LandRegistryReceived, {"owner": facts("owner", owner(1, 11))})
    again = delivery({"owner": facts("owner", owner(1, 11, since=SOLD))}, file="b" * 64)

    found = changes_of(register, register.decide(LandRegistryReceived, again).events, most=10)

    assert (found.changed, found.fresh, found.shown) == ({"owner": 0}, {"owner": 0}, [])


def test_what_an_officer_says_again_after_somebody_said_otherwise_is_a_change() -> None:
    register = Register(BODY)
    for party, file in ((11, "a"), (22, "b")):
        told = {"owner": facts("owner", owner(1, party))}
        receive(register, LandRegistryReceived, told, file=file * 64)
    again = delivery({"owner": facts("owner", owner(1, 11))}, file="")

    found = changes_of(register, register.decide(Corrected, again).events, most=1)

    assert found.changed == {"owner": 1}
    (change,) = found.shown
    assert change.before is not None
    assert (change.before.values["party"], change.after.values["party"]) == (22, 11)


def test_no_more_is_told_than_asked_for() -> None:
    register = Register(BODY)
    numbers = range(30)
    receive(
        register,
        LandRegistryReceived,
        {"parcel": facts("parcel", *(parcel(n) for n in numbers))},
    )
    bigger = delivery(
        {"parcel": facts("parcel", *(parcel(n, since=SOLD, area_cwah=1) for n in range(4)))},
        file="b" * 64,
    )

    found = changes_of(register, register.decide(LandRegistryReceived, bigger).events, most=2)

    assert found.changed == {"parcel": 4}
    assert len(found.shown) == 2
