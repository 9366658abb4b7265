"""Which pages each kind of user finds along the top, by the role acted in."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from api.policy import Role


@dataclass(frozen=True, kw_only=True)
class Place:
    """A page in the row along the top; `path` may name the body or province acted for.

    `key` is its access key on the keyboard, "" for none.
    """

    path: str
    thai: str
    english: str
    key: str = ""


_OFFICE: Final = (
    Place(path="/office/{body}", thai="หน้าหลัก", english="Home", key="1"),
    Place(path="/office/{body}/imports", thai="นำเข้าข้อมูล", english="Import", key="2"),
    Place(path="/office/{body}/register", thai="ทะเบียน", english="Register", key="3"),
    Place(path="/office/{body}/run", thai="ออกใบแจ้ง", english="Notices", key="4"),
    Place(path="/office/{body}/money", thai="รับชำระ", english="Money", key="5"),
    Place(path="/office/{body}/arrears", thai="ค้างชำระ", english="Arrears", key="6"),
    Place(path="/office/{body}/matters", thai="คำร้อง", english="Objections", key="7"),
)
_OF_ROLE: Final[Mapping[Role, tuple[Place, ...]]] = {
    Role.TAXPAYER: (
        Place(path="/my", thai="ทรัพย์สินและภาษี", english="My tax"),
        Place(path="/my/receipts", thai="ใบเสร็จ", english="Receipts"),
        Place(path="/my/matters", thai="แจ้งแก้ไข คัดค้าน", english="Tell us it is wrong"),
        Place(path="/my/people", thai="ผู้ทำการแทน", english="People who act for me"),
        Place(path="/my/settings", thai="ตั้งค่า", english="Settings"),
        Place(path="/calculator", thai="คำนวณภาษี", english="Calculator"),
    ),
    Role.CLERK: _OFFICE,
    Role.CHIEF: _OFFICE,
    Role.CASHIER: _OFFICE,
    Role.TREASURY: (
        Place(path="/treasury", thai="ราคาประเมิน", english="Valuations"),
        Place(path="/calculator", thai="คำนวณภาษี", english="Calculator"),
    ),
    Role.LAND_OFFICE: (
        Place(path="/land-office", thai="ตรวจภาษีค้าง", english="Clearance"),
        Place(path="/land-office/deliveries", thai="ส่งข้อมูล", english="Deliveries"),
    ),
    Role.MINISTRY: (Place(path="/ministry", thai="ความพร้อมทั้งประเทศ", english="Roll-out"),),
    Role.AUDITOR: (Place(path="/ministry", thai="ความพร้อมทั้งประเทศ", english="Roll-out"),),
    Role.GUEST: (
        Place(path="/pay", thai="ชำระด้วยเลขอ้างอิง", english="Pay by reference"),
        Place(path="/calculator", thai="คำนวณภาษี", english="Calculator"),
    ),
}


def sections_of(session: Mapping[str, Any]) -> tuple[Place, ...]:
    """Return the places of whoever acts, with the body acted for in their addresses."""
    places = _OF_ROLE.get(Role(session["role"]), ())
    body = session.get("body") or ""
    return tuple(replace(one, path=one.path.format(body=body)) for one in places)


def home_of(role: str, body: str | None) -> str:
    """Return the page a role begins at."""
    places = _OF_ROLE.get(Role(role), ())
    return places[0].path.format(body=body or "") if places else "/"
