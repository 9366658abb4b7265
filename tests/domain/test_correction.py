"""An officer corrects a fact by adding one: the rest stays as known on that day."""

from datetime import UTC, date, datetime

import pytest

from domain.calendar import to_days
from domain.correction import NothingToCorrect, UnknownProperty, UnknownReason, correction
from domain.delivery import Delivery, without_keys
from domain.register import Corrected, LandRegistryReceived, Register
from tests.domain.deliveries import BODY, facts, parcel, receive, record

AT = datetime(2026, 3, 1, tzinfo=UTC)
MARCH = date(2025, 3, 1)


def known() -> Register:
    register = Register(BODY)
    tables = {"parcel": facts("parcel", parcel(1, code="C:01A001", area_cwah=40_000, sheet=7))}
    receive(register, LandRegistryReceived, tables)
    return register


def correcting(register: Register, text: str = "P:1:60010000:1", **changed: int) -> Delivery:
    return correction(
        register,
        text,
        since=MARCH,
        changes={"parcel": changed} if changed else {},
        officer="officer-1",
        at=AT,
        reason="TYPING-ERROR",
    )


def test_only_the_corrected_column_changes_and_from_its_day_on() -> None:
    register = known()
    decision = register.decide(Corrected, correcting(register, area_cwah=41_000), confirmed=True)
    record(register, decision.events)

    parcels = register.facts["parcel"]
    count = len(register.spaces["property"])
    then = int(parcels.latest(count, day=to_days(date(2025, 2, 28)))[0])
    now = int(parcels.latest(count, day=to_days(MARCH))[0])
    assert (parcels.column("area_cwah")[then], parcels.column("area_cwah")[now]) == (40_000, 41_000)
    assert parcels.column("sheet")[now] == 7
    assert register.spaces["property"].key(int(parcels.column("code")[now])) == "C:01A001"
    assert decision.act.reason == "TYPING-ERROR"


def test_a_property_nobody_knows_is_refused() -> None:
    with pytest.raises(UnknownProperty) as refused:
        correcting(known(), "99Z999", area_cwah=1)

    assert str(refused.value) == (
        "The register of 05600601 has no property '99Z999'. Give a parcel code such as 01A001, a "
        "building code such as 01A001-B001, or a key such as P:1:60010000:12345."
    )


def test_a_fact_nobody_knows_must_be_given_whole() -> None:
    register = known()

    with pytest.raises(NothingToCorrect) as refused:
        correction(
            register,
            "01A001",
            since=MARCH,
            changes={"use": {"main": 1}},
            officer="officer-1",
            at=AT,
            reason="DECISION",
        )

    assert str(refused.value) == (
        "Nothing is known of the use of this property on 2025-03-01, so agriculture must be given "
        "too."
    )


def test_nothing_at_all_is_no_correction() -> None:
    with pytest.raises(NothingToCorrect, match=r"^Say what is to be corrected\.$"):
        correcting(known())


def test_a_reason_is_a_code_not_a_story() -> None:
    with pytest.raises(UnknownReason, match="The reason is one of TYPING-ERROR, SURVEY-AGAIN"):
        correction(
            known(),
            "01A001",
            since=MARCH,
            changes={"parcel": {"area_cwah": 1}},
            officer="officer-1",
            at=AT,
            reason="Mr Somchai said so",
        )


@pytest.mark.parametrize("name", ["01A001", "P:1:60010000:1"])
def test_a_plot_is_corrected_by_its_code_or_its_title_alike(name: str) -> None:
    register = known()
    use = facts("use", {"property": "C:01A001", "since": date(2025, 1, 1), "other": 7, "main": 1})
    receive(register, Corrected, {"use": use}, file="b" * 64)

    delivery = correction(
        register,
        name,
        since=MARCH,
        changes={"parcel": {"area_cwah": 41_000}, "use": {"other": 8}},
        officer="officer-1",
        at=AT,
        reason="DOCUMENT-SEEN",
    )

    parcels, uses = (without_keys(delivery.facts[name]) for name in ("parcel", "use"))
    assert list(parcels["property"]) == ["P:1:60010000:1"]
    assert (int(parcels["sheet"][0]), int(parcels["area_cwah"][0])) == (7, 41_000)
    assert list(uses["property"]) == ["C:01A001"]
    assert (int(uses["other"][0]), int(uses["main"][0])) == (8, 1)
