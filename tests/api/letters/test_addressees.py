"""Names and addresses as Thais write them on an envelope."""

import pytest

from api.letters.addressees import on_an_envelope, with_its_prefix


@pytest.mark.parametrize(
    ("told", "written"),
    [
        ("นาย สมมุติ ใจดี", "นายสมมุติ ใจดี"),
        ("น.ส. สมมุติ ใจดี", "น.ส.สมมุติ ใจดี"),
        ("บริษัท สมมุติ จำกัด", "บริษัท สมมุติ จำกัด"),
        ("บริษัทจำกัด สมมุติ ก่อสร้าง", "บริษัท สมมุติ ก่อสร้าง จำกัด"),
        ("บริษัทจำกัด (มหาชน) สมมุติ", "บริษัท สมมุติ จำกัด (มหาชน)"),
        ("Mr. Somchai Jaidee", "Mr. Somchai Jaidee"),
        ("สมมุติ  ใจดี", "สมมุติ ใจดี"),
        (" นาง ", "นาง"),
    ],
)
def test_a_persons_prefix_stands_before_the_name_without_a_space(told: str, written: str) -> None:
    assert with_its_prefix(told) == written


@pytest.mark.parametrize(
    ("told", "written"),
    [
        (
            "12/3 4 เวียงเหนือ เมืองลำปาง ลำปาง 52000",
            "12/3 หมู่ที่ 4 ตำบลเวียงเหนือ อำเภอเมืองลำปาง จังหวัดลำปาง 52000",
        ),
        (
            "12 บ้านสวน ป่าขาม เวียงเหนือ เมืองลำปาง ลำปาง",
            "12 บ้านสวน ป่าขาม ตำบลเวียงเหนือ อำเภอเมืองลำปาง จังหวัดลำปาง",
        ),
        (
            "9 บางรัก บางรัก กรุงเทพมหานคร 10500 081-234-5678",
            "9 แขวงบางรัก เขตบางรัก กรุงเทพมหานคร 10500",
        ),
        ("12/3 เมืองลำปาง ลำปาง 52000", "12/3 เมืองลำปาง ลำปาง 52000"),
        ("12 ต.เวียงเหนือ อ.เมือง จ.ลำปาง 52000", "12 ต.เวียงเหนือ อ.เมือง จ.ลำปาง 52000"),
        ("12 ถนนป่าขาม เมืองลำปาง ลำปาง 52000", "12 ถนนป่าขาม เมืองลำปาง ลำปาง 52000"),
        ("12 Sukhumvit Rd Bangkok", "12 Sukhumvit Rd Bangkok"),
        ("", ""),
    ],
)
def test_an_address_of_bare_names_says_what_is_which_and_others_stay(
    told: str, written: str
) -> None:
    assert on_an_envelope(told) == written
