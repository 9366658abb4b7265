"""Objections, list corrections and changed uses of taxpayers: read, found again, and shown."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from api.http.clocks import matter_clock
from api.http.corrections import FULL_PERCENT, Uses
from api.http.filers import Filers
from api.http.front import Front
from api.http.problems import Problem
from api.office import Office
from domain.correction import property_index
from domain.law import Law
from domain.objection import Claim, MatterClosed, Objection
from projections.read_models.own_pages import owned_today

CENTURY: Final = 2500
_NUMBER: Final = re.compile(r"OB-([0-9]{8})-([0-9]{2})-([0-9]{6})")


class Said(BaseModel):
    """What the taxpayer says is true of one property from a day on."""

    model_config = ConfigDict(extra="forbid", strict=True)

    property: Annotated[str, Field(min_length=1, max_length=100, examples=["01A001"])]
    since: Annotated[str, Field(pattern="^[0-9]{4}-[0-9]{2}-[0-9]{2}$", examples=["2026-01-01"])]
    area_cwah: Annotated[int, Field(gt=0, le=10**12, description="1/100 square wah")] | None = None
    use: Uses | None = None
    main_residence: bool | None = None

    def claim(self) -> Claim:
        """Return it as the record has it. Raises `Problem`."""
        changes: dict[str, dict[str, int]] = {}
        if self.area_cwah is not None:
            changes["parcel"] = {"area_cwah": self.area_cwah}
        if self.use is not None:
            shares = self.use.model_dump()
            if sum(shares.values()) != FULL_PERCENT:
                raise Problem("value-wrong", detail="The shares of use add up to 100.")
            changes["use"] = {**shares, "vacant_from": 0}
        if self.main_residence is not None:
            changes.setdefault("use", {})["main"] = int(self.main_residence)
        if not changes:
            raise Problem("value-wrong", detail="Say what is true of the property.")
        try:
            since = date.fromisoformat(self.since)
        except ValueError:
            raise Problem("value-wrong", detail="The calendar has no such day.") from None
        return Claim(property=self.property, since=since, changes=changes)


Ground = Literal[
    "not-mine", "area", "use", "main-residence", "exempt", "building", "price", "reduction", "other"
]
Claims = Annotated[list[Said], Field(max_length=20)]
Digest = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]


def matters_of(
    office: Office, filers: Filers, bodies: Sequence[int], years: Sequence[int], taxpayer: int
) -> Iterator[Objection]:
    """Yield a taxpayer's matters, latest year first."""
    for tax_year in sorted(years, reverse=True):
        for body in bodies:
            for number in filers.numbers(office, body, tax_year, taxpayer):
                yield office.matters.matter(body, tax_year, number)


def own_matter(office: Office, text: str, taxpayer: int) -> Objection:
    """Return a taxpayer's own matter by its number. Raises `Problem` for any other."""
    found = _NUMBER.fullmatch(text)
    if found is None:
        raise Problem("absent")
    body, year, number = (int(one) for one in found.groups())
    try:
        matter = office.matters.matter(body, CENTURY + year, number)
    except MatterClosed:
        raise Problem("absent") from None
    if matter.filed is None or matter.filed.statement.taxpayer != taxpayer:
        raise Problem("absent")
    return matter


def must_be_own(
    front: Front, office: Office, claims: Sequence[Claim], *, body: int, tax_year: int, owner: int
) -> None:
    """Refuse what is said of others' properties. Raises `Problem`, alike for one that is none.

    What is not answered in time is accepted (s.73), so nobody may say what is true of a property
    that was not theirs on the tax date and is not theirs today.
    """
    today = owned_today(front.office.views, owner, body)
    doubtful = [one for one in claims if one.property not in today]
    if not doubtful:
        return
    bills = office.registers.bills(body, office.law, tax_year=tax_year, parties=[owner])
    taxed = set(bills.arranged.row_property.tolist())
    register = office.registers.register(body)
    for one in doubtful:
        key = property_index(register, one.property)
        if taxed.isdisjoint({key, int(bills.arranged.view.home[key])}):
            raise Problem("unknown-property")


def matter_as_json(matter: Objection, law: Law) -> dict[str, Any]:
    """Return a matter as its taxpayer sees it: where it stands and the days of the Act."""
    filed = matter.filed
    assert filed is not None
    said = filed.statement
    return {
        "matter": matter.reference,
        "kind": said.matter,
        "body": f"{matter.body:08d}",
        "tax_year": matter.tax_year,
        "state": matter.state,
        "stage": matter.stage,
        "grounds": list(said.grounds),
        "claims": [_claim(one) for one in said.claims],
        "documents": list(matter.documents),
        "filed_on": filed.filed_on.isoformat(),
        "answer_by": filed.answer_by.isoformat(),
        "filed_late": filed.late,
        "decisions": [
            {
                "stage": one.stage,
                "outcome": one.outcome,
                "decided_on": one.decided_on.isoformat(),
                "claims": [_claim(claim) for claim in one.claims],
            }
            for one in matter.decisions
        ],
        "billed_anew": matter.rebilled is not None,
        "clock": matter_clock(matter, law.for_year(matter.tax_year)),
    }


def _claim(claim: Claim) -> Mapping[str, Any]:
    return {
        "property": claim.property,
        "since": claim.since.isoformat(),
        "changes": {table: dict(columns) for table, columns in claim.changes.items()},
    }
