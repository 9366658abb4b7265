"""Who may do what to whose data: one table, and everything it does not name is denied.

A rule gives each role the relation it must have to the data: its own, its local body's, its
province's, anybody's. A role the rule does not name may not do it at all; a role that may, but not
to these data, is told that there are none, so that nobody learns what others have.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from domain.errors import Refused


class Role(StrEnum):
    """In what capacity somebody acts; one at a time, chosen by the person and never guessed."""

    GUEST = "guest"
    TAXPAYER = "taxpayer"
    CLERK = "clerk"
    CHIEF = "chief"
    CASHIER = "cashier"
    TREASURY = "treasury"
    LAND_OFFICE = "land_office"
    PORTAL = "portal"
    BANK = "bank"
    MINISTRY = "ministry"
    AUDITOR = "auditor"


OFFICERS: Final = frozenset(
    {
        Role.CLERK,
        Role.CHIEF,
        Role.CASHIER,
        Role.TREASURY,
        Role.LAND_OFFICE,
        Role.MINISTRY,
        Role.AUDITOR,
    }
)
"""Roles a person may have in the staff file."""

AGENCIES: Final = frozenset(
    {Role.TREASURY, Role.LAND_OFFICE, Role.PORTAL, Role.BANK, Role.MINISTRY}
)
"""Roles another office's program may have."""


class Relation(StrEnum):
    """How the data must stand to whoever asks."""

    NOBODYS = "nobody's"
    OWN = "own"
    BODY = "own body's"
    PROVINCE = "own province's"
    CONSENT = "who consented"
    NATION = "anybody's"


@dataclass(frozen=True, kw_only=True)
class Principal:
    """Who asks, in the role acted in; `name` is what acts and logs carry, never a person's name.

    `provinces` are 2-digit codes, `bodies` 8-digit codes, as integers. `ial` is the identity
    assurance level that was proven, "" where none was. `session` tells one sign-in from another.
    `scopes` are the actions an office's program asked for, None for a person.
    """

    role: Role
    name: str = ""
    taxpayer: int = 0
    bodies: frozenset[int] = field(default_factory=frozenset)
    provinces: frozenset[int] = field(default_factory=frozenset)
    ial: str = ""
    session: str = ""
    scopes: frozenset[str] | None = None


GUEST: Final = Principal(role=Role.GUEST)


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One action: what it is, who may do it to what, and how surely one must be known."""

    action: str
    thai: str
    english: str
    roles: Mapping[Role, Relation]
    least_ial: str = ""


@dataclass(frozen=True, kw_only=True)
class Whose:
    """Whose data are asked for: a taxpayer's, a body's, a province's; all None for nobody's."""

    taxpayer: int | None = None
    body: int | None = None
    province: int | None = None


class NotSignedIn(Refused):
    """Nobody is known to ask, and a guest may not do this."""

    code = "not-signed-in"


class NotAllowed(Refused):
    """The role acted in may not do this at all."""

    code = "not-allowed"


class IdentityTooWeak(Refused):
    """The person may do this once known more surely."""

    code = "identity-too-weak"


class Absent(Refused):
    """There is no such thing, or none that this role may know of: the two look alike."""

    code = "absent"


def permit(principal: Principal, action: str, whose: Whose) -> None:
    """Let an action through or refuse it.

    Raises `NotSignedIn`, `NotAllowed`, `IdentityTooWeak`, or `Absent` where the role may act, but
    not on these data. KeyError for an action that the table does not have.
    """
    rule = POLICY[action]
    relation = rule.roles.get(principal.role)
    if relation is None:
        if principal.role is Role.GUEST:
            raise NotSignedIn("Sign in first.")
        raise NotAllowed(f"The role {principal.role} may not do this.")
    if principal.scopes is not None and not (action in principal.scopes or _open(relation)):
        raise NotAllowed(f"The token has no scope {action}.")
    if rule.least_ial and principal.role is not Role.GUEST and not _sure(principal, rule):
        raise IdentityTooWeak(f"This needs identity assurance level {rule.least_ial}.")
    if not related(principal, relation, whose):
        raise Absent("There is no such thing here.")


def related(principal: Principal, relation: Relation, whose: Whose) -> bool:
    """Say whether data stand in a relation to somebody; own data are those of no one else."""
    province = whose.province
    if province is None and whose.body is not None:
        province = province_of(whose.body)
    # By consent: the citizen's code comes with the request, and the route asks whether it stands.
    if relation in {Relation.NOBODYS, Relation.NATION, Relation.CONSENT}:
        return True
    if relation is Relation.OWN:
        return bool(principal.taxpayer) and whose.taxpayer in {None, principal.taxpayer}
    if relation is Relation.BODY:
        return bool(principal.bodies) and (whose.body is None or whose.body in principal.bodies)
    return bool(principal.provinces) and (province is None or province in principal.provinces)


def province_of(body: int) -> int:
    """Return the 2-digit province in an 8-digit code of a local body."""
    return body // 10_000 % 100


def _open(relation: Relation) -> bool:
    return relation is Relation.NOBODYS


def _sure(principal: Principal, rule: Rule) -> bool:
    # An office's program has no identity assurance level: its secret is the proof.
    return principal.session == "" or _level(principal.ial) >= _level(rule.least_ial)


def _level(ial: str) -> tuple[int, ...]:
    digits = [part for part in ial.split(".") if part.isascii() and part.isdigit()]
    return tuple(int(part) for part in digits)


def _rules() -> Sequence[Rule]:
    body = Relation.BODY
    look = {Role.CLERK: body, Role.CHIEF: body, Role.CASHIER: body, Role.AUDITOR: Relation.NATION}
    keep = {Role.CLERK: body, Role.CHIEF: body}
    desk = {**keep, Role.CASHIER: body}
    chief = {Role.CHIEF: body}
    own = {Role.TAXPAYER: Relation.OWN}
    everyone: dict[Role, Relation] = dict.fromkeys(Role, Relation.NOBODYS)
    treasury = {Role.TREASURY: Relation.PROVINCE}
    land_office = {Role.LAND_OFFICE: Relation.PROVINCE}
    asking = {**land_office, **keep}
    bank = {Role.BANK: Relation.NOBODYS}
    portal = {Role.PORTAL: Relation.CONSENT}
    officers = dict.fromkeys(sorted(OFFICERS), Relation.NOBODYS)
    figures = {Role.MINISTRY: Relation.NATION, Role.AUDITOR: Relation.NATION}
    return (
        _rule("health.read", "ตรวจสถานะระบบ", "See that the service is up", everyone),
        _rule("tax.calculate", "คำนวณภาษี", "Calculate the tax on facts given", everyone),
        _rule("sign-in", "เข้าสู่ระบบ", "Sign in, as a person or an office's program", everyone),
        _rule("session.read", "ดูการเข้าใช้ของตน", "See one's own session", everyone),
        _rule("session.change", "เลือกบทบาท ออกจากระบบ", "Choose a role, sign out", everyone),
        _rule("properties.own", "ดูทรัพย์สินของตน", "See one's own properties", own),
        _rule("bills.own", "ดูใบแจ้งภาษีของตน", "See one's own bills and why they are so", own),
        _rule("notices.own", "ดูใบแจ้งและยอดที่ต้องชำระ", "See what one owes and what was paid", own),
        _rule("notices.pay", "ขอรหัสชำระเงิน", "Get codes to pay, order several at once", own),
        _rule("payments.inquire", "ถามธนาคารว่าเงินเข้าหรือยัง", "Ask banks about a payment", own),
        _rule("instalments.agree", "ขอผ่อนชำระ", "Agree to pay in parts (s.52)", own),
        _rule("documents.own", "พิมพ์เอกสารของตน", "Print one's own letters and forms", own),
        _rule("refunds.claim", "ขอเงินคืน", "Claim money back (s.54)", own, least_ial="2.3"),
        _rule("receipts.own", "ดูใบเสร็จของตน", "See one's own receipts with their proofs", own),
        _rule("delegations.own", "ดูผู้ทำการแทน", "See who may act for oneself", own),
        _rule(
            "delegations.change",
            "ให้หรือเลิกให้ผู้อื่นทำการแทน",
            "Let others act for oneself, or no longer",
            own,
            least_ial="2.3",
        ),
        _rule("matters.own", "ดูเรื่องที่ยื่น", "See what one filed, and what if one wins", own),
        _rule("consents.own", "ดูความยินยอมที่ให้ไว้", "See which programs may see and pay", own),
        _rule(
            "consents.change",
            "ให้หรือถอนความยินยอม",
            "Let a partner's program see and pay, or no longer",
            own,
            least_ial="2.3",
        ),
        _rule("notifications.own", "ดูข้อความที่ส่งถึงตน", "See how one is told, and of what", own),
        _rule(
            "notifications.choose",
            "เลือกวิธีรับข้อความ",
            "Choose how to be told, and where",
            own,
            least_ial="2.3",
        ),
        _rule("citizens.see", "ดูใบแจ้งของผู้ที่ยินยอม", "See a citizen's bills", portal),
        _rule("citizens.pay", "เริ่มการจ่ายแทนผู้ที่ยินยอม", "Start a payment for a citizen", portal),
        _rule(
            "matters.file",
            "ยื่นคัดค้าน ขอแก้ไข อุทธรณ์",
            "Object, ask for a correction, appeal, take back",
            own,
            least_ial="2.3",
        ),
        _rule("home.read", "ดูงานของ อปท.", "See what a body has to do, and its officers", look),
        _rule("people.read", "ดูชื่อและที่อยู่เจ้าของ", "See who owners are, by name", desk),
        _rule("register.read", "ค้นและดูทะเบียน", "Search and see the register", look),
        _rule("register.correct", "แก้ไขทะเบียน", "Correct the register", keep, least_ial="2.3"),
        _rule("imports.read", "ดูผลการนำเข้า", "See imports and their problems", look),
        _rule("imports.hand-in", "นำเข้าไฟล์", "Hand in files and apply them", keep),
        _rule("bills.body", "ดูใบแจ้งภาษีของ อปท.", "See a body's bills and why they are so", look),
        _rule("prices.read", "ดูบัญชีราคาประเมิน", "See announced price lists", treasury),
        _rule("prices.hand-in", "ส่งบัญชีราคาประเมิน", "Hand in and release price lists", treasury),
        _rule(
            "prices.publish",
            "ประกาศราคาประเมิน",
            "Publish a list that another released",
            treasury,
            least_ial="2.3",
        ),
        _rule("prices.impact", "ทดลองผลของราคา", "Try the effect before publishing", treasury),
        _rule("issue.read", "ตรวจก่อนออกใบแจ้ง", "Look at the year's notices before issuing", look),
        _rule("issue.prepare", "จัดเตรียมและส่งใบแจ้ง", "Prepare notices, say how they went out", keep),
        _rule("issue.approve", "อนุมัติใบแจ้ง", "Approve and issue notices", chief, least_ial="2.3"),
        _rule("arrears.read", "ดูผู้ค้างชำระและบัญชี", "See who is late, and the books", look),
        _rule("arrears.warn", "แจ้งเตือนและแจ้งที่ดิน", "Warn, and tell the land office", keep),
        _rule("money.read", "ดูการรับชำระและเงินรอเจ้าของ", "See payments, and money that waits", look),
        _rule("money.enter", "บันทึกเงินที่รับ", "Enter money taken", desk),
        _rule("money.propose", "เสนอจับคู่หรือคืนเงิน", "Propose whose money it is", keep),
        _rule("money.approve", "อนุมัติจับคู่หรือคืนเงิน", "Approve it", chief, least_ial="2.3"),
        _rule("decisions.read", "ดูคำร้องและบัญชี", "See objections and accounts", look),
        _rule("matters.enter", "รับคำร้องที่ยื่นเป็นกระดาษ", "Enter what came in on paper", keep),
        _rule("decisions.propose", "เสนอผล", "Propose outcomes, waivers, refunds", keep),
        _rule("decisions.approve", "วินิจฉัยและอนุมัติ", "Decide and approve", chief, least_ial="2.3"),
        _rule("clearance.ask", "ตรวจภาษีค้าง", "Ask whether a property is clear of tax", asking),
        _rule("clearance.check", "ตรวจสอบผลตรวจภาษีค้าง", "Check a printed answer", everyone),
        _rule("bodies.read", "ดูรายชื่อ อปท.", "See a province's local bodies", everyone),
        _rule("land.deliver", "ส่งข้อมูลทะเบียนที่ดิน", "Deliver land registry files", land_office),
        _rule("bills.guest", "ค้นและจ่ายด้วยเลขอ้างอิง", "Pay a bill by its reference", everyone),
        _rule("receipts.check", "ตรวจว่าใบเสร็จจริงหรือไม่", "Check a receipt", everyone),
        _rule("bank.confirm", "แจ้งการรับชำระ", "Confirm a payment, signed", bank),
        _rule("training.start-over", "เริ่มฝึกใหม่", "Put a training office back", officers),
        _rule("looks.own", "ดูว่าใครดูข้อมูลของตน", "See who looked at one's own data", own),
        _rule(
            "looks.read",
            "ดูว่าเจ้าหน้าที่ดูข้อมูลมากน้อยเพียงใด",
            "See how much each officer looks at",
            {Role.CHIEF: body, Role.AUDITOR: Relation.NATION},
        ),
        _rule("readiness.read", "ดูความพร้อมของ อปท.", "See how ready bodies are", figures),
    )


def _rule(
    action: str, thai: str, english: str, roles: Mapping[Role, Relation], least_ial: str = ""
) -> Rule:
    return Rule(
        action=action,
        thai=thai,
        english=english,
        roles=MappingProxyType(dict(roles)),
        least_ial=least_ial,
    )


POLICY: Final[Mapping[str, Rule]] = MappingProxyType({rule.action: rule for rule in _rules()})
"""The table. What is not in it is denied."""
