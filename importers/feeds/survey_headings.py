"""The headings of `land_use`, `building` and `building_use` (formats: 5.2)."""

from domain.calendar import to_days
from importers.cells.areas import wah
from importers.cells.codes import building_code, parcel_code
from importers.cells.dates import date as date_cell
from importers.cells.dates import era_year
from importers.cells.identity import identity
from importers.cells.names import whole_name
from importers.cells.numbers import decimal, integer
from importers.cells.texts import label, text
from importers.cells.truths import truth
from importers.cells.words import building_type, word_of
from importers.feeds.feed import Context
from importers.feeds.land import body_fields
from importers.headings import Feed, Field

LARGEST_AREA_DM2 = 2**31 - 1


def survey_date(context: Context) -> Field:
    """Return the column of the day of the survey."""
    return Field(
        name="survey_date",
        parser=date_cell(latest=to_days(context.today)),
        aliases=("วันที่สำรวจ",),
        required=context.as_of is None,
    )


def _parcel() -> Field:
    return Field(
        name="parcel_code",
        parser=parcel_code(),
        aliases=("รหัสแปลงที่ดิน", "รหัสแปลง", "PARCEL_COD"),
        required=True,
    )


def _use_seq() -> Field:
    return Field(name="use_seq", parser=integer(1, 9_999), aliases=("ลำดับ", "ที่"))


def _building() -> Field:
    return Field(
        name="building_code",
        parser=building_code(),
        aliases=("รหัสสิ่งปลูกสร้าง", "รหัสโรงเรือน"),
        required=True,
    )


def _use_signs() -> tuple[Field, ...]:
    return (
        Field(name="house_register", parser=truth(), aliases=("มีชื่อในทะเบียนบ้าน",)),
        Field(name="vacant_since", parser=date_cell(), aliases=("ว่างเปล่าตั้งแต่",)),
        Field(name="used_by", parser=word_of("used_by"), aliases=("ใช้โดย", "ลักษณะการใช้")),
    )


def land_use_feed(context: Context) -> Feed:
    """Return the headings of the land use survey."""
    return Feed(
        name="land_use",
        thai="การใช้ประโยชน์ที่ดิน",
        fields=(
            survey_date(context),
            Field(name="surveyor", parser=text(100), aliases=("ผู้สำรวจ", "พนักงานสำรวจ"),
                  person=True),
            body_fields()[0],
            _parcel(),
            _use_seq(),
            Field(name="use_code", parser=word_of("land_uses", "CODE-07"), required=True,
                  aliases=("ประเภทการใช้ประโยชน์", "ลักษณะการทำประโยชน์")),
            Field(name="rai", parser=integer(0, 1_000_000), aliases=("ไร่",)),
            Field(name="ngan", parser=integer(0, 10_000), aliases=("งาน",)),
            Field(name="wah", parser=wah(), aliases=("ตารางวา", "ตร.ว.", "ตร.วา", "วา")),
            Field(name="area_wah", parser=wah(), aliases=("เนื้อที่ (ตร.ว.)", "เนื้อที่")),
            *_use_signs(),
            Field(name="agri_code", parser=word_of("agriculture"), aliases=("การเกษตรที่ทำ",)),
            Field(name="crop_count", parser=integer(), aliases=("จำนวนต้น", "จำนวนตัว")),
        ),
        one_of=((("rai", "ngan", "wah"), ("area_wah",)),),
    )  # fmt: skip


def building_use_feed(context: Context) -> Feed:
    """Return the headings of the building use survey."""
    return Feed(
        name="building_use",
        thai="การใช้ประโยชน์สิ่งปลูกสร้าง",
        fields=(
            survey_date(context),
            body_fields()[0],
            _building(),
            _use_seq(),
            Field(name="use_code", parser=word_of("building_uses", "CODE-07"), required=True,
                  aliases=("ประเภทการใช้งาน", "ลักษณะการทำประโยชน์")),
            Field(name="all_floors", parser=truth(), aliases=("เต็มพื้นที่ทุกชั้น",)),
            Field(name="floor", parser=label(20), aliases=("ชั้นที่", "ชั้น")),
            Field(name="area_m2", parser=decimal(2, 1), required=True,
                  aliases=("พื้นที่รวม(ตร.ม.)", "พื้นที่รวม (ตร.ม.)")),
            *_use_signs(),
        ),
    )  # fmt: skip


def building_feed(context: Context) -> Feed:
    """Return the headings of the building survey."""
    return Feed(
        name="building",
        thai="สิ่งปลูกสร้าง",
        fields=(
            survey_date(context),
            body_fields()[0],
            _parcel(),
            _building(),
            Field(name="house_no", parser=label(40), aliases=("บ้านเลขที่", "เลขที่บ้าน"),
                  person=True),
            Field(name="type_code", parser=building_type(), required=True,
                  aliases=("ประเภทสิ่งปลูกสร้าง", "ประเภทอาคาร", "รหัสประเภท")),
            Field(name="structure", parser=word_of("structures"), required=True,
                  aliases=("ลักษณะสิ่งปลูกสร้าง", "โครงสร้าง")),
            Field(name="floors", parser=decimal(1, 5, 1200), aliases=("จำนวนชั้น",)),
            Field(name="width_m", parser=decimal(2, 0), aliases=("กว้าง", "กว้าง(ม.)")),
            Field(name="length_m", parser=decimal(2, 0), aliases=("ยาว", "ยาว(ม.)")),
            Field(name="area_m2", parser=decimal(2, 1, LARGEST_AREA_DM2), required=True,
                  aliases=("ขนาดพื้นที่รวม (ตร.ม.)", "ขนาดพื้นที่ทั้งอาคาร",
                           "ขนาดพื้นที่ทั้งอาคาร(ตร.ม.)")),
            Field(name="year_built_be", parser=era_year(),
                  aliases=("ปีที่สร้าง", "สร้างเสร็จปี")),
            Field(name="age_years", parser=integer(0, 400),
                  aliases=("อายุ (ปี)", "อายุสิ่งปลูกสร้าง (ปี)", "อายุ")),
            Field(name="owner_id_no", parser=identity(), person=True,
                  aliases=("เลขบัตรเจ้าของสิ่งปลูกสร้าง",)),
            Field(name="owner_name", parser=whole_name(), person=True,
                  aliases=("ชื่อเจ้าของสิ่งปลูกสร้าง",)),
            Field(name="status", parser=word_of("building_statuses"), aliases=("สถานะ",)),
        ),
        one_of=((("year_built_be",), ("age_years",)),),
    )  # fmt: skip
