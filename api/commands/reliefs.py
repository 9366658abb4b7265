"""Relief after damage: tried, proposed by one, granted by another, billed (s.56, s.57)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from api.office import Office
from domain.calendar import to_days
from domain.correction import property_index
from domain.delivery import Delivery
from domain.errors import Refused
from domain.local_body import Signed
from domain.register import Corrected, Delivered, Register
from domain.relief import RELIEVED, Relief, ReliefWrong, Terms
from domain.rows import Rows, Text
from domain.tables import FINDINGS
from projections.notices import amendment_of
from projections.registers import BodyBills, bills_of
from projections.reliefs import in_tambon, taxpayers_of

RELIEF_REASON = 6
LATE_FACT = 1


class DifferenceFirst(Refused):
    """Facts told since the notices went out are billed before relief is taken off (s.53)."""

    code = "difference-first"


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What relief is asked for: some properties, or all that are taxed in a tambon (6 digits)."""

    provision: int
    ground: str
    approval: str
    since: date
    reduction_ppm: int
    properties: Sequence[str] = ()
    tambon: int = 0


@dataclass(frozen=True, kw_only=True)
class Effect:
    """What relief takes off: taxpayers and properties, their tax now and then, in satang."""

    taxpayers: int
    properties: int
    now_satang: int
    then_satang: int


def terms_of(office: Office, *, body: int, tax_year: int, asked: Asked) -> Terms:
    """Name the properties of what is asked by their keys. Raises `UnknownProperty`, `ReliefWrong`.

    A plot is named by its title where it has one, whichever of its names is given.
    """
    bills = office.registers.bills(body, office.law, tax_year=tax_year)
    if asked.tambon:
        keys = in_tambon(bills, asked.tambon)
    else:
        register, home = office.registers.register(body), bills.arranged.view.home
        keys = [int(home[property_index(register, one)]) for one in asked.properties]
    taxed = set(bills.arranged.row_property.tolist())
    keys = [key for key in dict.fromkeys(keys) if key in taxed]
    if not keys:
        raise ReliefWrong(f"None of these properties is taxed in {tax_year}; there is no tax.")
    relieved = Rows(
        RELIEVED,
        {
            "property": np.array(keys, dtype=np.int64),
            "reduction_ppm": np.full(len(keys), asked.reduction_ppm),
        },
    )
    return Terms(
        provision=asked.provision,
        ground=asked.ground,
        approval=asked.approval,
        since=asked.since,
        relieved=relieved,
    )


def effect_of(office: Office, *, body: int, tax_year: int, terms: Terms, by: Signed) -> Effect:
    """Compute what relief would take off; nothing is recorded."""
    register = office.registers.register(body)
    keys = terms.relieved["property"].tolist()
    whole = office.registers.bills(body, office.law, tax_year=tax_year)
    who = taxpayers_of(whole, keys).tolist()
    now = office.registers.bills(body, office.law, tax_year=tax_year, parties=who)
    supposed = register.supposing(_acts(register, tax_year, terms, by=by))
    prices = office.registers.in_force(
        now.body.must_have_joined().province, tax_year=tax_year, position=None
    )
    then = bills_of(now.body, supposed, prices, now.law, known_at=now.position, parties=who)
    return Effect(
        taxpayers=len(who),
        properties=len(keys),
        now_satang=int(now.assessment.bill_tax_satang.sum()),
        then_satang=int(then.assessment.bill_tax_satang.sum()),
    )


def propose(office: Office, *, body: int, tax_year: int, asked: Asked, by: Signed) -> Relief:
    """Propose relief; return it as recorded. Raises `ReliefWrong`, `UnknownProperty`."""
    terms = terms_of(office, body=body, tax_year=tax_year, asked=asked)
    relief = office.reliefs.next_new(body, tax_year)
    office.log.record([relief.propose(terms, by=by)])
    return office.reliefs.relief(body, tax_year, relief.number)


def grant(office: Office, relief: Relief, *, on: date, by: Signed) -> int:
    """Grant what another person proposed, then bill it; return the log position.

    Raises `ReliefClosed`, `OnePerson`, `DifferenceFirst`.
    """
    act = relief.grant(on=on, by=by)
    _must_be_billed_so_far(office, relief)
    office.log.record([act])
    again = office.reliefs.relief(relief.body, relief.tax_year, relief.number)
    return finish(office, again, on=on, by=by)


def decline(office: Office, relief: Relief, *, reason: str, by: Signed) -> int:
    """Decline relief or take it back; return the log position. Raises `ReliefClosed`."""
    return office.log.record([relief.decline(reason=reason, by=by)])


def finish(office: Office, relief: Relief, *, on: date, by: Signed) -> int:
    """Put what was granted into the register and the roll; return the log position.

    Two steps, each all or nothing; a run cut short between them is taken up again by calling this
    once more.
    """
    if relief.state != "granted":
        return office.log.head()
    assert relief.proposed is not None
    register = office.registers.register(relief.body)
    acts = _acts(register, relief.tax_year, _terms(relief), by=by)
    if acts:
        office.log.record(acts)
    roll = office.rolls.roll(relief.body, relief.tax_year)
    bills, who = _bills(office, relief)
    amended = []
    if roll.issued:
        batch = amendment_of(bills, roll, taxpayers=who, reason=RELIEF_REASON)
        if len(batch.notices):
            amended = list(roll.amend(batch, issued_on=on, by=by, prepared_by=relief.reference))
    done = relief.bill(
        amendment=amended[0].amendment if amended else 0,
        register_position=bills.position,
        at=by.at,
    )
    return office.log.record([*amended, done])


def finish_all(office: Office, *, body: int, tax_year: int, on: date, by: Signed) -> int:
    """Bill what was granted and is not billed yet; return how many reliefs."""
    granted = [one for one in office.reliefs.of_year(body, tax_year) if one.state == "granted"]
    for one in granted:
        finish(office, one, on=on, by=by)
    return len(granted)


def _must_be_billed_so_far(office: Office, relief: Relief) -> None:
    """Refuse relief while its taxpayers' notices lag: the books would call both relief."""
    roll = office.rolls.roll(relief.body, relief.tax_year)
    if not roll.issued:
        return
    bills, who = _bills(office, relief)
    lagging = len(amendment_of(bills, roll, taxpayers=who, reason=LATE_FACT).notices)
    if lagging:
        raise DifferenceFirst(
            f"{lagging} notices of {relief.reference} are not what the register says by now. Bill "
            "the difference first (thidin notices prepare, approve), then grant the relief."
        )


def _bills(office: Office, relief: Relief) -> tuple[BodyBills, NDArray[np.int64]]:
    """Return the bills of the taxpayers concerned, and who they are."""
    body, tax_year = relief.body, relief.tax_year
    whole = office.registers.bills(body, office.law, tax_year=tax_year)
    who = taxpayers_of(whole, relief.properties.tolist())
    theirs = office.registers.bills(body, office.law, tax_year=tax_year, parties=who.tolist())
    return theirs, who


def _terms(relief: Relief) -> Terms:
    proposed = relief.proposed
    assert proposed is not None
    return Terms(
        provision=proposed.provision,
        ground=proposed.ground,
        approval=proposed.approval,
        since=proposed.since,
        relieved=proposed.relieved,
    )


def _acts(register: Register, tax_year: int, terms: Terms, *, by: Signed) -> Sequence[Delivered]:
    """Return the acts that put relief into the register; none where it is there already."""
    space = register.spaces["property"]
    keys = terms.relieved["property"].tolist()
    count = len(keys)
    facts = {
        "property": Text.of([space.key(key) for key in keys]),
        "since": np.full(count, to_days(terms.since), dtype=np.int32),
        "row": np.arange(1, count + 1, dtype=np.int32),
        "provision": np.full(count, terms.provision),
        "tax_year": np.full(count, tax_year),
        "reduction_ppm": terms.relieved["reduction_ppm"].astype(np.int64),
    }
    delivery = Delivery(
        feed="relief",
        authority="LAO",
        officer=by.officer,
        as_of=terms.since,
        recorded_at=by.at,
        file_sha256="",
        rows_in=count,
        facts={"relief": facts},
        findings=Rows.empty(FINDINGS),
        reason="RELIEF-GRANTED",
    )
    decided = register.decide(Corrected, delivery, confirmed=True)
    return decided.events if decided.changed else ()
