"""A register takes what offices deliver: what is new, what is known, what is implausible (s.9)."""

from datetime import date

import numpy as np
import pytest

from domain.calendar import to_days
from domain.register import (
    ROWS_PER_EVENT,
    AlreadyImported,
    Corrected,
    LandRegistryReceived,
    NeedsConfirmation,
    Register,
)
from tests.domain.deliveries import BODY, delivery, facts, owner, parcel, receive, record

JANUARY = date(2025, 1, 1)
DECEMBER = date(2025, 12, 20)
NEW_YEAR = date(2026, 1, 1)


def owner_on(register: Register, day: date, *, known_at: int | None = None) -> int | None:
    """Return who owns the plot under title deed 1 on a day."""
    key = register.spaces["property"].find("P:1:60010000:1")
    assert key is not None
    found = register.facts["owner"].latest(
        len(register.spaces["property"]), day=to_days(day), position=known_at
    )
    row = int(found[key])
    return None if row < 0 else int(register.facts["owner"].column("party")[row])


def test_a_first_delivery_applies_every_row_and_counts_those_kept_back() -> None:
    register = Register(BODY)
    tables = {
        "parcel": facts("parcel", parcel(1), parcel(2)),
        "owner": facts("owner", owner(1, 11), owner(2, 12)),
    }

    decision = register.decide(LandRegistryReceived, delivery(tables, kept_back=[4]))

    assert (decision.act.rows_in, decision.act.rows_applied) == (3, 2)
    assert (decision.act.rows_unchanged, decision.act.rows_quarantined) == (0, 1)
    assert (decision.changed, decision.confirmed) == (4, 0)
    assert register.version == 0


def test_the_same_file_is_refused_and_nothing_is_recorded() -> None:
    register = Register(BODY)
    receive(register, LandRegistryReceived, {"parcel": facts("parcel", parcel(1))})

    with pytest.raises(AlreadyImported) as refused:
        receive(register, LandRegistryReceived, {"parcel": facts("parcel", parcel(1))})

    assert refused.value.code == "FILE-02"
    assert str(refused.value) == (
        "This file was already recorded, at log position 1; nothing was changed."
    )
    assert register.version == 1


def test_the_same_rows_in_another_file_change_nothing() -> None:
    register = Register(BODY)
    tables = {"parcel": facts("parcel", parcel(1)), "owner": facts("owner", owner(1, 11))}
    receive(register, LandRegistryReceived, tables)

    decision = register.decide(LandRegistryReceived, delivery(tables, file="b" * 64))

    assert (decision.act.rows_applied, decision.act.rows_unchanged) == (0, 1)
    assert decision.tables == {}


def test_what_was_known_already_is_confirmed_not_changed() -> None:
    register = Register(BODY)
    receive(register, LandRegistryReceived, {"parcel": facts("parcel", parcel(1))})
    later = {"parcel": facts("parcel", parcel(1, since=date(2025, 6, 1)))}

    decision = register.decide(LandRegistryReceived, delivery(later, file="b" * 64))

    assert (decision.changed, decision.confirmed) == (0, 1)
    assert decision.act.rows_unchanged == 1


def test_an_old_file_sent_again_does_not_undo_a_correction_of_the_same_day() -> None:
    register = Register(BODY)
    wrong = {"parcel": facts("parcel", parcel(1, area_cwah=99_999))}
    receive(register, LandRegistryReceived, wrong)
    receive(register, Corrected, {"parcel": facts("parcel", parcel(1))}, file="", confirmed=True)

    changed = receive(register, LandRegistryReceived, wrong, file="b" * 64)

    assert changed == 0


def test_s9_a_late_transfer_changes_1_january_as_known_later_only() -> None:
    register = Register(BODY)
    receive(register, LandRegistryReceived, {"owner": facts("owner", owner(1, 11))})
    before = register.position
    late = {"owner": facts("owner", owner(1, 22, since=DECEMBER))}

    receive(register, LandRegistryReceived, late, file="b" * 64)

    assert owner_on(register, NEW_YEAR, known_at=before) == 11
    assert owner_on(register, NEW_YEAR) == 22
    assert owner_on(register, date(2025, 12, 19)) == 11
    assert owner_on(register, date(2024, 12, 31)) is None


def test_two_orders_of_observations_give_the_same_owner_on_every_day() -> None:
    days = {date(2024, 5, 1): 11, date(2025, 5, 1): 22, date(2026, 5, 1): 11}
    files = [{"owner": facts("owner", owner(1, party, since=day))} for day, party in days.items()]
    forward, backward = Register(BODY), Register(BODY)

    for number, tables in enumerate(files):
        receive(forward, LandRegistryReceived, tables, file=f"{number}" * 64)
    for number, tables in reversed(list(enumerate(files))):
        receive(backward, LandRegistryReceived, tables, file=f"{number}" * 64)

    for day in (*days, date(2024, 12, 1), date(2025, 12, 1), date(2027, 1, 1)):
        assert owner_on(forward, day) == owner_on(backward, day)


def test_two_rows_of_one_day_in_one_file_leave_the_last() -> None:
    register = Register(BODY)
    receive(register, LandRegistryReceived, {"owner": facts("owner", owner(1, 11), owner(1, 22))})

    assert owner_on(register, NEW_YEAR) == 22


def test_a_large_delivery_becomes_events_of_limited_size_that_carry_their_own_keys() -> None:
    register = Register(BODY)
    count = ROWS_PER_EVENT + 500
    rows = [parcel(number) for number in range(count)]
    decision = register.decide(LandRegistryReceived, delivery({"parcel": facts("parcel", *rows)}))

    sizes = [sum(len(rows) for rows in event.tables.values()) for event in decision.events]
    keys = [len(event.keys.get("property", ())) for event in decision.events]
    record(register, decision.events)

    assert sizes == [ROWS_PER_EVENT, 500]
    assert keys == [ROWS_PER_EVENT, 500]
    assert [event.act.part for event in decision.events] == [1, 2]
    assert {event.act.parts for event in decision.events} == {2}
    assert register.spaces["property"].key(count - 1) == f"P:1:60010000:{count - 1}"
    assert register.version == 2


def test_rows_that_follow_another_are_applied_with_it() -> None:
    register = Register(BODY)
    joint = delivery({"owner": facts("owner", owner(1, 11))}, rows_in=2, followers=[(3, 2)])

    decision = register.decide(LandRegistryReceived, joint)

    assert (decision.act.rows_applied, decision.act.rows_unchanged) == (2, 0)


def test_changing_more_than_a_fifth_of_the_parcels_asks_for_confirmation() -> None:
    register = Register(BODY)
    receive(
        register,
        LandRegistryReceived,
        {"parcel": facts("parcel", *(parcel(number) for number in range(10)))},
    )
    changes = {
        "parcel": facts(
            "parcel",
            *(parcel(number, since=DECEMBER, area_cwah=1) for number in range(3)),
        )
    }

    with pytest.raises(NeedsConfirmation) as refused:
        receive(register, LandRegistryReceived, changes, file="b" * 64)

    assert refused.value.code == "FILE-05"
    assert str(refused.value) == (
        "This delivery would change 3 of the 10 parcels known (more than 20 %). "
        "If that is right, send it again with confirmation."
    )
    assert register.version == 1
    assert receive(register, LandRegistryReceived, changes, file="b" * 64, confirmed=True) == 3


def test_retiring_more_than_a_twentieth_of_the_parcels_asks_for_confirmation() -> None:
    register = Register(BODY)
    receive(
        register,
        LandRegistryReceived,
        {"parcel": facts("parcel", *(parcel(number) for number in range(10)))},
    )
    gone = {"parcel": facts("parcel", parcel(0, since=DECEMBER, status=2))}

    with pytest.raises(NeedsConfirmation, match="would retire 1 of the 10 parcels"):
        receive(register, LandRegistryReceived, gone, file="b" * 64)


def test_new_parcels_are_no_change_of_known_ones() -> None:
    register = Register(BODY)
    receive(register, LandRegistryReceived, {"parcel": facts("parcel", parcel(1))})
    more = {"parcel": facts("parcel", *(parcel(number) for number in range(100, 150)))}

    assert receive(register, LandRegistryReceived, more, file="b" * 64) == 50


def test_supposing_leaves_the_register_as_it_is() -> None:
    register = Register(BODY)
    receive(register, LandRegistryReceived, {"owner": facts("owner", owner(1, 11))})
    late = delivery({"owner": facts("owner", owner(1, 22, since=DECEMBER))}, file="b" * 64)
    decision = register.decide(LandRegistryReceived, late)

    supposed = register.supposing(decision.events)

    assert owner_on(supposed, NEW_YEAR) == 22
    assert owner_on(register, NEW_YEAR) == 11
    assert register.version == 1


def test_columns_grow_with_each_act_and_keep_their_positions() -> None:
    register = Register(BODY)
    receive(register, LandRegistryReceived, {"parcel": facts("parcel", parcel(1))})
    assert len(register.facts["parcel"].column("area_cwah")) == 1

    receive(register, LandRegistryReceived, {"parcel": facts("parcel", parcel(2))}, file="b" * 64)

    assert np.array_equal(register.facts["parcel"].column("position"), [1, 2])
    assert np.array_equal(register.facts["parcel"].column("act"), [0, 1])
    assert len(register.facts["parcel"]) == 2
