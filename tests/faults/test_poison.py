"""An act the read models cannot take in: its stream is set aside with an alarm, others go on."""

import json
import logging
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError
from typer.testing import CliRunner

from api.cli import app
from api.commands.bank import inbox_of
from api.office import Office
from domain.log import open_log
from domain.log.stream_ids import Kind, stream_id
from domain.payment import payment_stream
from domain.register import LandRegistryReceived
from projections import read_models
from projections.read_models import Views, open_views, taking_in
from projections.read_models import views as following
from projections.registers import Registers
from projections.suspense import in_suspense
from tests.api.commands.bank_town import (
    BANK,
    TAX,
    drained,
    reconciled,
    send,
    stands,
    transfer,
)
from tests.api.commands.desk import Desk
from tests.domain.deliveries import BODY, delivery, facts, owner, parcel
from tests.domain.log.stores import is_sqlite, run
from tests.projections.town import BY, LAW, PROVINCE, Town

OTHER = BODY + 1
REGISTER = stream_id(Kind.REGISTER, BODY)
SPOILT = b"not what was written"


@pytest.fixture
def town(log_url: str) -> Iterator[Town]:
    """A body with two deliveries, then another body with one."""
    with open_log(log_url) as log:
        made = Town(log=log)
        made.titles({"number": 1})
        made.titles({"number": 2})
        joined = made.registers.body(OTHER).join(
            name_th="อบต.เพื่อนบ้าน", name_en="", kind="TAO", province=PROVINCE, by=BY
        )
        log.record([joined])
        tables = {"parcel": facts("parcel", parcel(1)), "owner": facts("owner", owner(1, 7))}
        decision = made.registers.register(OTHER).decide(
            LandRegistryReceived, delivery(tables), confirmed=True
        )
        log.record(decision.events)
        yield made


@pytest.fixture
def views(tmp_path: Path) -> Iterator[Views]:
    """Read models that know nothing yet."""
    opened = open_views(f"sqlite:///{tmp_path / 'views.sqlite'}")
    yield opened
    opened.engine.dispose()


def spoil(log_url: str, *, version: int) -> bytes:
    """Overwrite an act of the first body's register; return what stood there."""
    name = REGISTER.hex if is_sqlite(log_url) else str(REGISTER)
    where = "WHERE originator_id = ? AND originator_version = ?"
    ((state,),) = run(log_url, f"SELECT state FROM stored_events {where}", name, version)
    run(log_url, f"UPDATE stored_events SET state = ? {where}", SPOILT, name, version)
    return bytes(state)


def plots(views: Views) -> dict[int, int]:
    """Return how many parcels of each body are in the read models."""
    return {
        body: sum(read_models.properties_by_kind(views, body).values()) for body in (BODY, OTHER)
    }


def test_a_damaged_act_sets_its_stream_aside_and_other_bodies_go_on(
    town: Town, views: Views, log_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    spoil(log_url, version=1)

    reached = views.follow(town.log, town.registers)

    (aside,) = views.set_aside()
    assert (aside.stream, aside.acts) == (REGISTER, 2)
    assert "REGISTER 05600601 is damaged at version 1" in aside.reason
    assert reached == views.position() == town.log.head()
    assert plots(views) == {BODY: 0, OTHER: 1}
    (alarm,) = [one for one in caplog.records if one.name == "thidin.read_models"]
    assert alarm.levelno == logging.ERROR
    assert "leave out REGISTER 05600601 from log position" in alarm.getMessage()


def test_acts_before_the_damage_stay_and_later_ones_are_left_out_page_by_page(
    town: Town, views: Views, log_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(following, "PAGE_EVENTS", 1)
    views.follow(town.log, town.registers)
    before = plots(views)
    town.titles({"number": 3})
    town.titles({"number": 4})
    spoil(log_url, version=3)

    views.follow(town.log, town.registers)

    assert plots(views) == before == {BODY: 2, OTHER: 1}
    assert [one.acts for one in views.set_aside()] == [2]
    assert views.position() == town.log.head()


def test_an_act_of_a_newer_program_is_set_aside_and_named(
    town: Town, views: Views, log_url: str
) -> None:
    run(
        log_url,
        "UPDATE stored_events SET topic = ? WHERE topic LIKE 'LocalBody.Joined%' AND state = "
        "(SELECT state FROM stored_events WHERE topic LIKE 'LocalBody.Joined%' LIMIT 1)",
        "LocalBody.Unheard.1",
    )

    views.follow(town.log, town.registers)

    (aside,) = views.set_aside()
    assert aside.name == f"LOCAL_BODY {BODY:08d}"
    assert "If a newer Thidin wrote this log, use that one" in aside.reason
    assert plots(views) == {BODY: 2, OTHER: 1}


def test_a_bug_that_one_body_meets_stops_that_body_alone_and_says_nothing_of_what_stood_there(
    town: Town, views: Views, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = taking_in._write_import

    def fails(*arguments: Any, **named: Any) -> None:
        if named["place"] == BODY:
            raise KeyError("1103700000006")
        write(*arguments, **named)

    monkeypatch.setattr(taking_in, "_write_import", fails)

    views.follow(town.log, town.registers)

    (aside,) = views.set_aside()
    assert (aside.stream, aside.acts) == (REGISTER, 2)
    assert aside.reason.startswith("Taking it in failed: KeyError at test_poison.py:")
    assert "1103700000006" not in aside.reason
    assert plots(views) == {BODY: 0, OTHER: 1}


def test_a_store_that_fails_sets_nothing_aside(
    town: Town, views: Views, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: Any, **__: Any) -> None:
        raise OperationalError("INSERT", {}, Exception("database or disk is full"))

    with monkeypatch.context() as full:
        full.setattr(taking_in, "_write_import", fails)
        with pytest.raises(OperationalError):
            views.follow(town.log, town.registers)
    assert (views.position(), views.set_aside()) == (0, [])

    views.follow(town.log, town.registers)

    assert plots(views) == {BODY: 2, OTHER: 1}


def test_after_mending_a_rebuild_takes_the_stream_in_again(
    town: Town, views: Views, log_url: str
) -> None:
    written = spoil(log_url, version=2)
    views.follow(town.log, town.registers)
    assert len(views.set_aside()) == 1
    name = REGISTER.hex if is_sqlite(log_url) else str(REGISTER)
    run(
        log_url,
        "UPDATE stored_events SET state = ? WHERE originator_id = ? AND originator_version = 2",
        written,
        name,
    )

    views.rebuild(town.log, town.registers, LAW)

    assert views.set_aside() == []
    assert plots(views) == {BODY: 2, OTHER: 1}


def test_the_status_shows_what_is_set_aside_and_the_bodies_that_are_well(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'thidin.sqlite'}"
    settings = {
        "THIDIN_DATABASE_URL": url,
        "THIDIN_KEY_FILE": str(tmp_path / "thidin.key"),
        "THIDIN_OFFICER": "officer-1",
    }
    runner = CliRunner()
    for code, name in ((BODY, "one"), (OTHER, "two")):
        words = ["join", f"{code:08d}", "--name", name, "--kind", "TAO", "--province", "60"]
        assert runner.invoke(app, words, env=settings).exit_code == 0
    with open_log(url) as log:
        tables = {"parcel": facts("parcel", parcel(1)), "owner": facts("owner", owner(1, 7))}
        decision = (
            Registers(log=log)
            .register(BODY)
            .decide(LandRegistryReceived, delivery(tables), confirmed=True)
        )
        log.record(decision.events)
    spoil(url, version=1)

    shown = runner.invoke(app, ["status"], env=settings)
    told = json.loads(runner.invoke(app, ["status", "--json"], env=settings).stdout)

    assert shown.exit_code == 0, shown.output
    assert f"Set aside: REGISTER {BODY:08d} from log position 3 on, 1 acts" in shown.output
    assert "After mending: thidin rebuild." in shown.output
    assert f"{OTHER:08d} two" in shown.output
    assert [one["stream"] for one in told["set_aside"]] == [f"REGISTER {BODY:08d}"]
    assert ["damage" in one for one in told["bodies"]] == [True, False]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A town of three taxpayers whose notices are out, with two payments and one in suspense."""
    desk = Desk(tmp_path, 1, 2, 3)
    desk.issue()
    inbox = inbox_of(desk.office)
    send(inbox, *PAID[:2], transfer(8, 700, ref1="LUNCH"), transfer(9, 800, ref1="LUNCH"))
    drained(desk, inbox)
    inbox.close()
    yield desk
    desk.office.log.close()


PAID = [transfer(number, notice=number) for number in (1, 2, 3)]


def spoil_payment(desk: Desk, reference: str, *, version: int) -> None:
    """Overwrite an act of a payment."""
    run(
        desk.office.settings.database_url,
        "UPDATE stored_events SET state = ? WHERE originator_id = ? AND originator_version = ?",
        SPOILT,
        payment_stream(BANK, reference).hex,
        version,
    )


def test_a_damaged_payment_stops_neither_a_day_file_nor_the_payments_beside_it(
    desk: Desk, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    spoil_payment(desk, "B00001", version=1)

    found = reconciled(desk, tmp_path, PAID)

    assert (found.new.count, found.known.count) == (1, 1)
    assert (found.damaged.count, found.damaged.satang) == (1, TAX)
    assert not found.agrees
    (named,) = found.differences
    assert named.bank_reference == "B00001"
    assert "is damaged at version 1" in named.why
    assert stands(desk, 3).received_satang == TAX
    assert "A payment is held against no bank's file" in caplog.text
    assert "A line of a bank's day file cannot be recorded" in caplog.text


def test_a_payment_damaged_later_on_is_named_in_the_day_file(desk: Desk, tmp_path: Path) -> None:
    spoil_payment(desk, "B00001", version=2)
    reversal = replace(PAID[0], is_reversal=True)

    found = reconciled(desk, tmp_path, [*PAID[1:], reversal])

    assert (found.damaged_reversals.count, found.damaged_reversals.satang) == (1, TAX)
    assert (found.new.count, found.known.count) == (1, 1)
    assert not found.agrees


@pytest.mark.parametrize("version", [1, 2])
def test_a_damaged_payment_in_suspense_leaves_the_others_listed(
    desk: Desk, version: int, caplog: pytest.LogCaptureFixture
) -> None:
    spoil_payment(desk, "B00008", version=version)

    listed = [one.bank_reference for one in in_suspense(desk.office.log)]

    assert listed == ["B00009"]
    assert "A payment in suspense is not listed" in caplog.text


def test_a_damaged_payment_sets_one_message_aside_and_the_others_are_recorded(desk: Desk) -> None:
    spoil_payment(desk, "B00001", version=2)
    inbox = inbox_of(desk.office)

    send(inbox, replace(PAID[0], is_reversal=True), PAID[2])
    told = drained(desk, inbox)

    assert (told.new, told.set_aside) == (1, 1)
    assert stands(desk, 3).received_satang == TAX
    inbox.close()


def test_a_damaged_roll_stops_neither_of_two_processes_that_record(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.commands.recorders.ALONE", 0)
    monkeypatch.setattr("api.commands.recorders.RECORDED_AT_ONCE", 4)
    monkeypatch.setattr("api.commands.reconcile.COMPARED_AT_ONCE", 8)
    run(
        desk.office.settings.database_url,
        "UPDATE stored_events SET state = ? WHERE topic = 'Roll.NoticesServed.1'",
        SPOILT,
    )
    desk.office.log.close()
    desk.office = Office(desk.office.settings)
    told = [transfer(number, 100, notice=1 + number % 3) for number in range(11, 31)]

    found = reconciled(desk, tmp_path, [*told, transfer(50, 600, ref1="LUNCH")])

    assert (found.new.count, found.suspended.count, found.damaged.count) == (1, 1, 20)
    assert "ROLL 05600601/2569 is damaged" in found.differences[0].why
