"""What waits is sent at least once; what cannot be delivered ends with a reason; none holds others.

The mail server and the provider of short messages are real ones, on this machine.
"""

import logging
import threading
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from api.notifications.sending import KEPT, REST_SECONDS
from api.notifications.sms import FIELDS, Sms, SmsSettings
from api.pauses import AGAIN_SECONDS
from domain.objection import Filed, Objection, Statement
from projections.backup import back_up, restore
from projections.notifications.happening import number_of
from projections.vault import Contact
from tests.api.notifications.postbox import Postbox, postbox
from tests.api.notifications.provider import HANGS, Provider, provider
from tests.api.notifications.told_town import (
    MAIL,
    NEIGHBOUR,
    OWNER,
    ToldTown,
    issued,
    mail_to,
    notifying_of,
    told_town,
)
from tests.projections.backup.test_backup import beside, stores

TAX = 6_000_000
OTHER_BODY = 5_600_602


@pytest.fixture
def box() -> Iterator[Postbox]:
    with postbox() as opened:
        yield opened


@pytest.fixture
def town(tmp_path: Path, box: Postbox) -> Iterator[ToldTown]:
    """Both owners chose e-mail; one message to each waits."""
    with told_town(tmp_path, {"email": mail_to(box)}) as made:
        made.chooses("email")
        malee = Contact(email="malee@example.com", proven=("email",))
        made.chooses("email", who=NEIGHBOUR, contact=malee)
        made.notifying.plan()
        yield made


def sms_by(told: Provider) -> Sms:
    fields = {name: name for name in FIELDS}
    settings = SmsSettings(address=told.address, key="our-key", sender="THIDIN", fields=fields)
    return Sms(settings=settings, timeout=60.0)


def test_who_is_told_of_a_notice_and_a_payment_reads_so(town: ToldTown, box: Postbox) -> None:
    town.notifying.send()
    issued(town)
    town.notifying.work()
    town.at(date(2026, 6, 15))
    receipt = town.pays(TAX)

    town.notifying.work()

    assert sorted(box.to) == ["malee@example.com"] * 2 + ["somchai@example.com"] * 3
    assert [str(one["Subject"]) for one in box.mails[-3:]] == [
        "ใบแจ้งการประเมินภาษีที่ดินและสิ่งปลูกสร้าง",
        "ใบแจ้งการประเมินภาษีที่ดินและสิ่งปลูกสร้าง",
        "ได้รับชำระภาษีที่ดินและสิ่งปลูกสร้างแล้ว",
    ]
    assert box.texts[-1] == (
        "เรียน ผู้เสียภาษีที่ดินและสิ่งปลูกสร้าง\n"
        "\n"
        "อบต. ตัวอย่าง ได้รับชำระภาษีที่ดินและสิ่งปลูกสร้างของท่านแล้ว\n"
        "\n"
        f"ใบเสร็จเลขที่ {receipt}\n"
        "จำนวน 60,000.00 บาท\n"
        "\n"
        "ดูได้ที่แอปทางรัฐ หรือพิมพ์ที่อยู่ที่พิมพ์ไว้บนใบแจ้งด้วยตนเอง\n"
        "\n"
        "ข้อความนี้แจ้งเพื่อทราบ ไม่มีผลแทนหนังสือตามกฎหมาย และไม่มีลิงก์ให้กด หน่วยงานของรัฐไม่ส่งลิงก์ทางข้อความ\n"
        "โปรดอย่าตอบกลับ หากไม่ต้องการรับข้อความ เปลี่ยนได้ที่หน้าการแจ้งเตือนของท่าน"
    )
    assert town.states() == [("sent", "")] * 5
    assert town.messages(OWNER)[-1].text == box.texts[-1]


def test_what_was_sent_is_not_sent_again(town: ToldTown, box: Postbox) -> None:
    assert town.notifying.send() == 2

    town.notifying.planner.begin_again()
    town.notifying.work()

    assert len(box.mails) == 2


def test_an_address_refused_for_good_ends_and_the_others_get_theirs(
    town: ToldTown, box: Postbox
) -> None:
    box.refused = {"somchai@example.com"}

    town.notifying.send()

    assert box.to == ["malee@example.com"]
    assert sorted(town.states()) == [("given-up", "refused"), ("sent", "")]


def test_who_was_erased_has_no_address(town: ToldTown, box: Postbox) -> None:
    town.desk.office.vault.erase(OWNER)

    town.notifying.send()

    assert box.to == ["malee@example.com"]
    assert sorted(town.states()) == [("given-up", "no-address"), ("sent", "")]


def test_a_server_that_is_full_is_tried_ever_more_seldom_and_then_given_up(
    town: ToldTown, box: Postbox
) -> None:
    box.content = "452 4.3.1 Disk full"
    tries = []
    for pause in (*AGAIN_SECONDS, 0.0):
        town.notifying.send()
        tries.append(town.messages(OWNER)[0].tries)
        # To the very second, and in the morning where it would be night.
        town.passes(seconds=max(pause, town.messages(OWNER)[0].next_at - town.now.timestamp()))

    assert tries == [1, 2, 3, 4, 5, 6, 7, 8, 9]
    assert town.states() == [("given-up", "undelivered")] * 2


def test_a_server_that_recovers_gets_what_waited(town: ToldTown, box: Postbox) -> None:
    box.content = "452 4.3.1 Disk full"
    town.notifying.send()
    waiting = [(one.state, one.reason, one.tries) for one in town.messages()]
    box.content = "250 OK"
    town.passes(seconds=AGAIN_SECONDS[0])

    town.notifying.send()

    assert waiting == [("waiting", "content 452", 1)] * 2
    assert town.states() == [("sent", "")] * 2


def test_a_server_that_is_down_is_asked_once_and_rests(
    town: ToldTown, box: Postbox, caplog: pytest.LogCaptureFixture
) -> None:
    box.recipient = "550 5.7.1 We know nobody from there"
    town.notifying.send()
    tries = sorted(one.tries for one in town.messages())
    town.passes(seconds=REST_SECONDS - 1)
    town.notifying.send()
    still = sorted(one.tries for one in town.messages())
    box.recipient = "250 OK"
    town.passes(seconds=2)

    town.notifying.send()

    # One of the two was tried; the other did not have to be.
    assert (tries, still) == ([0, 1], [0, 1])
    assert town.states() == [("sent", "")] * 2
    assert "Messages by email wait: recipient 550" in caplog.text
    assert "example.com" not in caplog.text


def test_a_mail_whose_answer_was_lost_comes_again_under_the_same_number(
    town: ToldTown, box: Postbox
) -> None:
    box.hangs_up = True
    town.notifying.send()
    box.hangs_up = False
    town.passes(seconds=REST_SECONDS + 1)

    town.notifying.send()

    numbers = [one["Message-ID"] for one in box.mails]
    assert (len(numbers), len(set(numbers))) == (3, 2)
    assert town.states() == [("sent", "")] * 2


def test_what_is_worth_telling_no_more_lapses(town: ToldTown, box: Postbox) -> None:
    town.passes(days=7)

    town.notifying.send()

    assert box.mails == []
    assert town.states() == [("given-up", "lapsed")] * 2


def test_a_reminder_that_a_channel_kept_past_its_day_is_not_sent(tmp_path: Path) -> None:
    with (
        provider(500) as told,
        told_town(tmp_path, {"sms": sms_by(told)}) as town,
    ):
        issued(town)
        town.at(date(2026, 6, 29))
        town.chooses("sms")
        town.notifying.work()
        told.statuses = [200]
        town.at(date(2026, 7, 1), 8)

        town.notifying.send()

        ended = {one.kind: (one.state, one.reason) for one in town.messages()}
        assert ended == {"channels-chosen": ("sent", ""), "due-soon": ("given-up", "lapsed")}


def test_a_provider_that_fails_hangs_and_works_again_gets_each_message_under_one_number(
    tmp_path: Path, box: Postbox
) -> None:
    with (
        provider(500, HANGS, 200) as told,
        told_town(tmp_path, {"sms": sms_by(told), "email": mail_to(box)}) as town,
    ):
        town.chooses("sms", "email")
        town.notifying.plan()
        sender = town.notifying.sender.channels.of["sms"]
        assert isinstance(sender, Sms)
        sender.timeout = 0.2
        for _ in range(3):
            town.notifying.send()
            town.passes(minutes=10)

        # The e-mail did not wait for the provider.
        assert len(box.mails) == 1
        assert [one["to"] for one in told.bodies] == ["+66812345678"] * 3
        assert len({one["reference"] for one in told.bodies}) == 1
        assert town.states() == [("sent", "")] * 2


def test_messages_of_one_channel_go_side_by_side_each_once(tmp_path: Path) -> None:
    with provider() as told:
        sms = sms_by(told)
        sms.at_once = 2
        with told_town(tmp_path, {"sms": sms}) as town:
            what = "channels-chosen 2026-03-02"
            lanes: dict[int, int] = {}
            for who in range(100, 120):
                lanes[int(number_of(what, taxpayer=who, channel="sms")[0], 16) % 2] = who
            for who in lanes.values():
                town.chooses("sms", who=who)
            town.notifying.plan()
            # None is answered before both are there.
            told.together = threading.Barrier(2)

            town.notifying.send()

            assert town.states() == [("sent", "")] * 2
            numbers = sorted(one.number for one in town.messages())
            assert sorted(one["reference"] for one in told.bodies) == numbers


def test_both_languages_stand_in_one_mail(town: ToldTown, box: Postbox) -> None:
    town.chooses("email", language="both", contact=MAIL)
    town.passes(days=1)
    town.chooses("email", language="both", contact=MAIL)

    town.notifying.work()

    text = box.texts[-1]
    assert text.index("เรียน ผู้เสียภาษี") < text.index("Dear taxpayer")


def test_a_name_that_would_make_a_link_is_not_sent(
    town: ToldTown, box: Postbox, caplog: pytest.LogCaptureFixture
) -> None:
    office, by = town.desk.office, town.by("officer-1")
    matter = Objection(body=OTHER_BODY, tax_year=2569, number=1)
    joined = office.registers.body(OTHER_BODY).join(
        name_th="เทศบาล www", name_en="", kind="TAO", province=60, by=by
    )
    statement = Statement(
        matter="use", taxpayer=OWNER, notice=0, grounds=(), claims=(), documents=()
    )
    filed = Filed(
        stream=matter.stream,
        version=1,
        body=OTHER_BODY,
        tax_year=2569,
        statement=statement,
        filed_on=town.now.date(),
        answer_by=date(2026, 5, 1),
        late=False,
        by="taxpayer",
        recorded_at=town.now,
    )
    office.log.record([joined, filed])
    caplog.set_level(logging.ERROR, "thidin.notifications")

    town.notifying.work()

    assert "A message about local body 05600602 would hold a link." in caplog.text
    ended = {(one.kind, one.state, one.reason) for one in town.messages()}
    assert ("matter-filed", "given-up", "link") in ended
    assert not any("www" in text for text in box.texts)


def test_what_ended_two_years_ago_is_forgotten(town: ToldTown) -> None:
    town.notifying.send()
    town.now += KEPT
    town.notifying.send()
    kept = len(town.messages())
    town.passes(seconds=1)

    town.notifying.send()

    assert (kept, len(town.messages())) == (2, 0)


def test_an_office_that_comes_back_from_a_backup_tells_nobody_again(
    town: ToldTown, box: Postbox, tmp_path: Path
) -> None:
    issued(town)
    town.notifying.work()
    sent = len(box.mails)
    with stores(town.desk.office) as engines:
        back_up(town.desk.office.log, engines, tmp_path / "backup")
    anew = beside(town.desk.office, f"sqlite:///{tmp_path / 'anew.sqlite'}")
    with stores(anew) as engines:
        restore(tmp_path / "backup", anew.log, engines)
    again = notifying_of(anew, town.notifying.channels.of, town.now.timestamp)

    planned = again.plan()
    again.send()

    assert (planned, len(box.mails)) == (0, sent)
    assert anew.vault.contacts.reveal(OWNER) == MAIL
    assert again.outbox.recipients() == 2
    again.close()
    anew.log.close()
