"""The local bodies that are made: three real ones for a pilot, and a nation of made-up ones."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

CITY: Final = "city"
TOWN: Final = "town"
SUB_DISTRICT: Final = "sub_district"
TAO: Final = "tao"


@dataclass(frozen=True, kw_only=True)
class Tambon:
    """A sub-district: its code of six digits and its Thai name."""

    code: int
    name: str


@dataclass(frozen=True, kw_only=True)
class Body:
    """A local body as the generator needs to know it.

    `slot` numbers the bodies of one output: identity numbers, title numbers and map sheets of two
    slots never meet. `easting_km` and `northing_km` (even) are the south-west corner of its land
    in the UTM zone, on the Indian 1975 datum. `parcels` and `units` say how many to make.
    """

    code: int
    name: str
    kind: str
    province: Tambon
    amphoe: Tambon
    tambons: tuple[Tambon, ...]
    postcode: int
    slot: int
    zone: int
    easting_km: int
    northing_km: int
    parcels: int
    units: int = 0
    english: str = ""

    @property
    def code8(self) -> str:
        """The body's code as files write it."""
        return f"{self.code:08d}"

    @property
    def branch(self) -> int:
        """The land office's code: province, office of the province, four noughts."""
        return self.province.code * 1_000_000 + 10_000


LAMPANG: Final = Body(
    code=3520102,
    name="เทศบาลนครลำปาง",
    kind=CITY,
    province=Tambon(code=52, name="ลำปาง"),
    amphoe=Tambon(code=5201, name="เมืองลำปาง"),
    tambons=(
        Tambon(code=520101, name="เวียงเหนือ"),
        Tambon(code=520102, name="หัวเวียง"),
        Tambon(code=520103, name="สวนดอก"),
        Tambon(code=520104, name="สบตุ๋ย"),
    ),
    postcode=52000,
    slot=0,
    zone=47,
    easting_km=546,
    northing_km=2018,
    parcels=38_500,
    units=1_500,
    english="Lampang City Municipality",
)
KAO_LIAO: Final = Body(
    code=5600601,
    name="เทศบาลตำบลเก้าเลี้ยว",
    kind=SUB_DISTRICT,
    province=Tambon(code=60, name="นครสวรรค์"),
    amphoe=Tambon(code=6006, name="เก้าเลี้ยว"),
    tambons=(Tambon(code=600602, name="เก้าเลี้ยว"),),
    postcode=60230,
    slot=1,
    zone=47,
    easting_km=612,
    northing_km=1748,
    parcels=9_500,
    english="Kao Liao Subdistrict Municipality",
)
DON_THONG: Final = Body(
    code=6650106,
    name="อบต.ดอนทอง",
    kind=TAO,
    province=Tambon(code=65, name="พิษณุโลก"),
    amphoe=Tambon(code=6501, name="เมืองพิษณุโลก"),
    tambons=(Tambon(code=650108, name="ดอนทอง"),),
    postcode=65000,
    slot=2,
    zone=47,
    easting_km=640,
    northing_km=1862,
    parcels=12_000,
    english="Don Thong Subdistrict Administrative Organization",
)
PILOT: Final = (LAMPANG, KAO_LIAO, DON_THONG)

BODIES_OF_THE_NATION: Final = 7_770
PARCELS_OF_THE_NATION: Final = 40_000_000
_CAPITAL_PARCELS: Final = 2_000_000
_CAPITAL_UNITS: Final = 800_000
_UNITS_OF_A_TOWN: Final = 5_333
_PROVINCES: Final = (
    (11, "สมุทรปราการ"), (12, "นนทบุรี"), (13, "ปทุมธานี"), (14, "พระนครศรีอยุธยา"),
    (15, "อ่างทอง"), (16, "ลพบุรี"), (17, "สิงห์บุรี"), (18, "ชัยนาท"),
    (19, "สระบุรี"), (20, "ชลบุรี"), (21, "ระยอง"), (22, "จันทบุรี"), (23, "ตราด"),
    (24, "ฉะเชิงเทรา"), (25, "ปราจีนบุรี"), (26, "นครนายก"), (27, "สระแก้ว"),
    (30, "นครราชสีมา"), (31, "บุรีรัมย์"), (32, "สุรินทร์"), (33, "ศรีสะเกษ"),
    (34, "อุบลราชธานี"), (35, "ยโสธร"), (36, "ชัยภูมิ"), (37, "อำนาจเจริญ"),
    (38, "บึงกาฬ"), (39, "หนองบัวลำภู"), (40, "ขอนแก่น"), (41, "อุดรธานี"),
    (42, "เลย"), (43, "หนองคาย"), (44, "มหาสารคาม"), (45, "ร้อยเอ็ด"),
    (46, "กาฬสินธุ์"), (47, "สกลนคร"), (48, "นครพนม"), (49, "มุกดาหาร"),
    (50, "เชียงใหม่"), (51, "ลำพูน"), (52, "ลำปาง"), (53, "อุตรดิตถ์"), (54, "แพร่"),
    (55, "น่าน"), (56, "พะเยา"), (57, "เชียงราย"), (58, "แม่ฮ่องสอน"),
    (60, "นครสวรรค์"), (61, "อุทัยธานี"), (62, "กำแพงเพชร"), (63, "ตาก"),
    (64, "สุโขทัย"), (65, "พิษณุโลก"), (66, "พิจิตร"), (67, "เพชรบูรณ์"),
    (70, "ราชบุรี"), (71, "กาญจนบุรี"), (72, "สุพรรณบุรี"), (73, "นครปฐม"),
    (74, "สมุทรสาคร"), (75, "สมุทรสงคราม"), (76, "เพชรบุรี"), (77, "ประจวบคีรีขันธ์"),
    (80, "นครศรีธรรมราช"), (81, "กระบี่"), (82, "พังงา"), (83, "ภูเก็ต"),
    (84, "สุราษฎร์ธานี"), (85, "ระนอง"), (86, "ชุมพร"), (90, "สงขลา"), (91, "สตูล"),
    (92, "ตรัง"), (93, "พัทลุง"), (94, "ปัตตานี"), (95, "ยะลา"), (96, "นราธิวาส"),
)  # fmt: skip
"""The provinces but Bangkok, which is one local body."""
_FIRST_SLOT: Final = 10
_LATTICE_COLUMNS: Final = 72
_CELL_WIDE_KM: Final = 8
_CELL_HIGH_KM: Final = 14
_WEST_KM: Final = 212
_SOUTH_KM: Final = 660
_KINDS: Final = ((CITY, 30, 3, 57_000), (TOWN, 195, 4, 21_000), (SUB_DISTRICT, 2_246, 5, 5_100))
"""Kind, number in the nation, first digit of its codes, typical parcels; the rest are TAOs."""
_TAO_DIGIT: Final = 6
_TAO_PARCELS: Final = 3_900


def nation(size: float, *, parcels: int = PARCELS_OF_THE_NATION) -> Iterator[Body]:
    """Yield a nation's local bodies, `size` 1.0 for all 7,770; codes and places are made up.

    A smaller nation keeps the mix of kinds and the size of each body but the capital's, and has
    fewer bodies. `parcels` are those of the whole nation; more of them make every body larger.
    """
    bodies = max(4, round(BODIES_OF_THE_NATION * size))
    stride = BODIES_OF_THE_NATION / bodies
    crowd = parcels / PARCELS_OF_THE_NATION
    yield _capital(size, crowd)
    for index in range(bodies - 1):
        yield _made_up(index, whole=int(index * stride), crowd=crowd)


def _capital(size: float, crowd: float) -> Body:
    """Return the one body that is a province by itself, as large a part of it as of the nation."""
    place = BODIES_OF_THE_NATION - 1
    column, row = place % _LATTICE_COLUMNS, place // _LATTICE_COLUMNS
    return Body(
        code=1_100_160,
        name="มหานครสมมุติ",
        kind=CITY,
        province=Tambon(code=10, name="กรุงเทพมหานคร"),
        amphoe=Tambon(code=1001, name="เขตสมมุติ1"),
        tambons=tuple(Tambon(code=100_101 + one, name=f"สมมุติ{one + 1}") for one in range(9)),
        postcode=10_000,
        # After all others: its people are more than one slot has numbers for.
        slot=_FIRST_SLOT + BODIES_OF_THE_NATION,
        zone=47,
        easting_km=_WEST_KM + column * _CELL_WIDE_KM,
        northing_km=_SOUTH_KM + row * _CELL_HIGH_KM,
        parcels=max(round(_CAPITAL_PARCELS * size * crowd), 300),
        units=round(_CAPITAL_UNITS * size),
    )


def _made_up(index: int, *, whole: int, crowd: float) -> Body:
    kind, digit, parcels = _kind(whole)
    province, province_name = _PROVINCES[index % len(_PROVINCES)]
    running = index // len(_PROVINCES)
    # Numbers from 60 on are above those of real bodies, so that no code is a real one.
    amphoe, number = 1 + running % 9, 60 + running // 9
    code = ((digit * 100 + province) * 100 + amphoe) * 100 + number
    column, row = index % _LATTICE_COLUMNS, index // _LATTICE_COLUMNS
    amphoe_code = province * 100 + amphoe
    tambons = tuple(
        Tambon(code=amphoe_code * 100 + (3 * number + part) % 12 + 1, name=f"สมมุติ{part + 1}")
        for part in range(3)
    )
    # ASSUMPTION: how parcels spread over bodies is not published; sizes fall off by a third
    # around the typical size of the kind. The statistics of the Department of Local
    # Administration should decide.
    spread = (2, 3, 3, 4)[whole % 4]
    return Body(
        code=code,
        name=f"องค์กรสมมุติ {code:08d}",
        kind=kind,
        province=Tambon(code=province, name=province_name),
        amphoe=Tambon(code=amphoe_code, name=f"อำเภอสมมุติ{amphoe}"),
        tambons=tambons,
        postcode=province * 1000,
        slot=_FIRST_SLOT + index,
        zone=47,
        easting_km=_WEST_KM + column * _CELL_WIDE_KM,
        northing_km=_SOUTH_KM + row * _CELL_HIGH_KM,
        parcels=round(parcels * crowd) * spread // 3,
        units=_UNITS_OF_A_TOWN if kind in {CITY, TOWN} else 0,
    )


def _kind(whole: int) -> tuple[str, int, int]:
    """Return kind, code digit and typical parcels of the body at this place of the full nation."""
    place = whole * 2_741 % BODIES_OF_THE_NATION  # 2,741 shares no factor with 7,770
    for kind, count, digit, parcels in _KINDS:
        if place < count:
            return kind, digit, parcels
        place -= count
    return TAO, _TAO_DIGIT, _TAO_PARCELS
