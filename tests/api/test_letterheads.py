"""How letters begin: from the file, from the body's name, or not at all in production."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from api.letterheads import LetterheadWrong, chief_of, open_letterheads
from domain.errors import UnsafeSetting
from domain.local_body import Joined, LocalBody, Signed

BY = Signed(officer="officer-1", at=datetime(2026, 1, 1, tzinfo=UTC))


def joined(code: int, name: str, kind: str, province: int) -> Joined:
    return LocalBody(code=code).join(name_th=name, name_en="", kind=kind, province=province, by=BY)


CITY = joined(3520102, "เทศบาลนครลำปาง", "CITY_MUN", 52)


@pytest.mark.parametrize(
    ("body", "chief"),
    [
        (CITY, "นายกเทศมนตรีนครลำปาง"),
        (joined(5600601, "เทศบาลตำบลเก้าเลี้ยว", "SUB_MUN", 60), "นายกเทศมนตรีตำบลเก้าเลี้ยว"),
        (joined(6650106, "อบต.ดอนทอง", "TAO", 65), "นายกองค์การบริหารส่วนตำบลดอนทอง"),
        (joined(6650107, "องค์การบริหารส่วนตำบลก", "TAO", 65), "นายกองค์การบริหารส่วนตำบลก"),
        (joined(3200417, "เมืองพัทยา", "PATTAYA", 20), "นายกเมืองพัทยา"),
        (joined(3100101, "กรุงเทพมหานคร", "BANGKOK", 10), "ผู้ว่าราชการกรุงเทพมหานคร"),
    ],
)
def test_the_chief_is_called_what_the_act_calls_each_kind_of_body(body: Joined, chief: str) -> None:
    assert chief_of(body) == chief


def test_the_file_says_what_it_says_and_the_rest_follows_from_the_name(tmp_path: Path) -> None:
    path = tmp_path / "heads.toml"
    path.write_text(
        '[bodies.03520102]\nchief = "นายสมมุติ ดี"\n[tambons]\n520101 = "เวียงเหนือ"\n', "utf-8"
    )

    heads = open_letterheads(path, production=True)

    head = heads.letterhead(CITY)
    assert (head.chief, head.chief_position) == ("นายสมมุติ ดี", "นายกเทศมนตรีนครลำปาง")
    assert head.address == "ที่ทำการเทศบาลนครลำปาง จังหวัดลำปาง"
    assert heads.tambons == {520101: "เวียงเหนือ"}


def test_in_production_a_body_without_a_letterhead_writes_no_letters() -> None:
    heads = open_letterheads(None, production=True)

    with pytest.raises(UnsafeSetting, match="03520102 has no letterhead"):
        heads.letterhead(CITY)
    assert open_letterheads(None, production=False).letterhead(CITY).chief == ""


@pytest.mark.parametrize(
    ("content", "what"),
    [
        ("[bodies.352]\n", "a code has 8 digits"),
        ("[tambons]\n5201 = 'x'\n", "a code has 6 digits"),
        ("[bodies.03520102]\nboss = 'x'\n", "has texts named name, address"),
        ("[bodies.03520102]\nchief = ' '\n", "none empty"),
        ("[other]\n", "nothing else"),
        ("= =", "cannot be read"),
    ],
)
def test_a_file_that_is_not_one_of_letterheads_is_refused(
    tmp_path: Path, content: str, what: str
) -> None:
    path = tmp_path / "heads.toml"
    path.write_text(content, "utf-8")

    with pytest.raises(LetterheadWrong, match=what):
        open_letterheads(path, production=False)
