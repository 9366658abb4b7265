"""No text holds a link or a domain name, and none takes more short messages than is said."""

from datetime import UTC, datetime
from typing import Any

import pytest

from api.notifications.wording import (
    CHANNELS,
    Written,
    holds_link,
    placeholders,
    sms_parts,
    telephone_of,
    texts,
    write,
)
from domain.local_body import Joined
from domain.log.stream_ids import Kind, stream_id
from projections.notifications import KINDS

ALLOWED = {"reference", "amount", "day", "receipt", "body", "phone", "how", "code"}
LONGEST = {
    "body": 1,
    "tax_year": 2569,
    "reference": "0560070169000000184",
    "amount_satang": 12_345_678_90,
    "day": "2026-09-30",
    "receipt": "R3KY5DXDEMBX48",
}
SMS_PARTS = {"th": 3, "en": 4, "both": 7}
"""A local body with a long name, and no name in English, tells of a tax of millions."""


def body(thai: str = "องค์การบริหารส่วนตำบลหนองบัวศาลา", english: str = "") -> Joined:
    return Joined(
        stream=stream_id(Kind.LOCAL_BODY, 1),
        version=1,
        code=1,
        name_th=thai,
        name_en=english,
        kind="TAO",
        province=60,
        officer="officer-1",
        recorded_at=datetime(2026, 1, 1, tzinfo=UTC),
    )


def every_text() -> dict[str, str]:
    """Return each text of the file by the names of its tables."""

    def listed(told: Any, name: str) -> dict[str, str]:
        if isinstance(told, str):
            return {name: told}
        return {
            place: text
            for key, inner in told.items()
            for place, text in listed(inner, f"{name}.{key}" if name else key).items()
        }

    return listed(dict(texts()), "")


def written(kind: str, channel: str, language: str, **changed: Any) -> Written:
    fields: dict[str, Any] = {"told": LONGEST, "body": body(), "telephone": "054123456", **changed}
    return write(kind, channel=channel, language=language, **fields)


def test_every_kind_has_words_for_every_channel_in_both_languages() -> None:
    known = texts()

    assert set(known) == {"common", *KINDS}
    for kind in KINDS:
        assert set(known[kind]) == {"subject_th", "subject_en", *CHANNELS}
        for channel in CHANNELS:
            assert set(known[kind][channel]) == {"th", "en"}


@pytest.mark.parametrize("name", every_text())
def test_no_text_holds_a_link_or_a_domain_name(name: str) -> None:
    text = every_text()[name]

    assert not holds_link(text), name
    assert placeholders(text) <= ALLOWED
    # Every one that sends people anywhere says how to come there by themselves.
    if name.rsplit(".", maxsplit=1)[-1] in {"th", "en"} and not name.startswith("common"):
        assert "{how}" in text


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", SMS_PARTS)
@pytest.mark.parametrize("why", ["", "joint", "others"])
def test_no_message_as_it_goes_out_holds_a_link_or_too_many_parts(
    kind: str, language: str, why: str
) -> None:
    told = {**LONGEST, "why": why}
    for channel in CHANNELS:
        one = written(kind, channel, language, told=told, code="123456")
        assert not holds_link(one.text)
        assert not holds_link(one.subject)
        assert "{" not in one.text
        assert bool(one.subject) == (channel == "email")
    assert sms_parts(written(kind, "sms", language, told=told).text) <= SMS_PARTS[language]


@pytest.mark.parametrize(
    "text",
    [
        "ดู https://tax.example.go.th/b/1",
        "ดู HTTP//tax",
        "www.dla.go.th",
        "tax.go.th",
        "พิมพ์ bit.ly/3xYz",
        "ที่ภาษี.ไทย",
        "ที่ อบต.ตัวอย่าง",
        "เขียนถึง tax@thidin",
        "192.0.2.7",
        "ｗｗｗ．ｅｘａｍｐｌｅ．ｃｏｍ",
        "go.th",
    ],
)
def test_what_a_telephone_makes_a_link_of_is_noticed(text: str) -> None:
    assert holds_link(text)


@pytest.mark.parametrize("text", ["12,345.00 บาท", "อบต. ตัวอย่าง", "โทร 054123456", "End. Next"])
def test_amounts_and_sentences_are_no_links(text: str) -> None:
    assert not holds_link(text)


def test_a_reminder_says_what_when_and_where_to_ask() -> None:
    one = written("due-soon", "sms", "th")
    english = written("due-soon", "sms", "en", body=body(english="Nong Bua Sala"), telephone="")

    assert one.text == (
        "ใกล้ครบกำหนดภาษีที่ดิน อบต. หนองบัวศาลา อ้างอิง 0560070169000000184 ยอด 12,345,678.90 บาท "
        "ภายใน 30 กันยายน 2569 ดูได้ที่แอปทางรัฐ หรือพิมพ์ที่อยู่ที่พิมพ์ไว้บนใบแจ้งด้วยตนเอง โทร 054123456"
    )
    assert english.text == (
        "Land tax due soon, Nong Bua Sala ref 0560070169000000184: 12,345,678.90 baht, "
        "pay by 30 September 2026. To see more, open the Tang Rath app, or type the address "
        "printed on your notice yourself."
    )
    assert sms_parts(english.text) == 2


def test_a_message_says_where_it_is_not_about_ones_own_bill() -> None:
    joint = written("paid", "email", "en", told={**LONGEST, "why": "joint"})
    others = written("paid", "sms", "both", told={**LONGEST, "why": "others"})

    assert (
        "\n\nThis is about property you own together with others. Joint owners have one bill "
        "(s. 47).\n\n"
    ) in joint.text
    assert others.text.startswith("(ทำแทน) อบต. หนองบัวศาลา ได้รับชำระภาษีที่ดิน")
    assert "\n(for another) " in others.text


def test_a_code_goes_out_and_is_not_kept() -> None:
    one = written("address-code", "sms", "both", code="048213")

    assert one.text.count("048213") == 2
    assert one.kept == one.text.replace("048213", "••••••")


def test_in_both_languages_thai_comes_first() -> None:
    both = written("paid", "email", "both")

    assert both.subject == "ได้รับชำระภาษีที่ดินและสิ่งปลูกสร้างแล้ว / Land and building tax received"
    assert both.text.index("ใบเสร็จเลขที่") < both.text.index("Receipt R3KY5DXDEMBX48")


def test_a_name_that_looks_like_a_domain_is_written_apart() -> None:
    one = written("paid", "portal", "th", body=body("อบต.ตัวอย่าง"))

    assert one.text.startswith("อบต. ตัวอย่าง ได้รับชำระ")


@pytest.mark.parametrize(
    ("text", "parts"),
    [("a" * 160, 1), ("a" * 161, 2), ("ก" * 70, 1), ("ก" * 71, 2), ("ก" * 134, 2), ("ก" * 135, 3)],
)
def test_short_messages_are_counted_as_they_are_charged(text: str, parts: int) -> None:
    assert sms_parts(text) == parts


@pytest.mark.parametrize(
    ("contact", "telephone"),
    [
        ("โทร. 0 5412 3456 ต่อ 12", "054123456"),
        ("โทร. 054-123-456", "054123456"),
        ("โทร. ....................", ""),
        ("", ""),
    ],
)
def test_a_letterheads_telephone_is_found(contact: str, telephone: str) -> None:
    assert telephone_of(contact) == telephone
