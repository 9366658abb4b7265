"""An officer's correction of one property over HTTP: read its version, change it, once."""

from datetime import date
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from api.http.etags import must_match
from api.http.front import Front
from api.http.problems import Problem
from domain.calendar import be_year
from domain.correction import correction
from domain.errors import StaleStream
from domain.money import parse_baht, show_baht
from domain.register import Corrected, Decision, Register
from domain.tables import NO_END, RETIRED
from projections.effect import effect_of_delivery
from projections.history import History, history
from projections.registers import Registers

ATTEMPTS: Final = 5
YEARS_BACK: Final = 1
FULL_PERCENT: Final = 100
PPM_PER_PERCENT: Final = 10_000

Percent = Annotated[int, Field(ge=0, le=FULL_PERCENT)]
MostText = Annotated[str, Field(min_length=1, max_length=100)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class Uses(_Strict):
    """The shares of use in percent; they add up to 100."""

    agriculture: Percent = 0
    residence: Percent = 0
    other: Percent = 0
    vacant: Percent = 0


class Exemption(_Strict):
    """A share exempt under an item of s.8, in percent."""

    item: Annotated[int, Field(ge=1, le=12)]
    percent: Percent


class Correction(_Strict):
    """What is to be different, and from which day; what is not named stays as known on that day."""

    property: MostText = Field(examples=["01A001"])
    since: Annotated[str, Field(pattern="^[0-9]{4}-[0-9]{2}-[0-9]{2}$", examples=["2026-01-01"])]
    reason: Literal["TYPING-ERROR", "SURVEY-AGAIN", "DOCUMENT-SEEN", "DECISION", "RELIEF-GRANTED"]
    area_cwah: Annotated[int, Field(gt=0, le=10**12)] | None = None
    use: Uses | None = None
    main_residence: bool | None = None
    price: Annotated[str, Field(pattern=r"^[0-9]{1,12}(\.[0-9]{1,2})?$")] | None = None
    reduction: Annotated[int, Field(ge=0, le=200)] | None = None
    exemption: Exemption | None = None
    retired: Literal[True] | None = None
    dry_run: bool = False

    def changes(self) -> dict[str, dict[str, int]]:
        """Return the columns that are to be different, by table. Raises `Problem`."""
        found: dict[str, dict[str, int]] = {}
        if self.area_cwah is not None:
            found.setdefault("parcel", {})["area_cwah"] = self.area_cwah
        if self.retired:
            found.setdefault("parcel", {})["status"] = RETIRED
        if self.use is not None:
            shares = self.use.model_dump()
            if sum(shares.values()) != FULL_PERCENT:
                raise Problem("value-wrong", detail="The shares of use add up to 100.")
            found["use"] = {**shares, "vacant_from": 0}
        if self.main_residence is not None:
            found.setdefault("use", {})["main"] = int(self.main_residence)
        if self.price is not None:
            found["price"] = {"price_satang": parse_baht(self.price)}
        if self.reduction is not None:
            found["reduction"] = {"entry": self.reduction, "until": NO_END}
        if self.exemption is not None:
            share = self.exemption.percent * PPM_PER_PERCENT
            found["exemption"] = {"item": self.exemption.item, "share_ppm": share}
        return found

    def day(self) -> date:
        """Return the day from which it is true. Raises `Problem`."""
        try:
            return date.fromisoformat(self.since)
        except ValueError:
            raise Problem("value-wrong", detail="There is no such day in since.") from None


def version_of(found: History) -> int:
    """Return a property's version: the position of the last act that says something of it."""
    return max((fact.origin.position for fact in found.facts), default=0)


def told_of(front: Front, registers: Registers, body: int, property_: str) -> History:
    """Return what is known of a property. Raises `PropertyUnknown`."""
    year = be_year(front.today())
    years = range(max(year - YEARS_BACK, front.office.law.first_tax_year), year + 1)
    return history(registers, front.office.law, body=body, property_=property_, tax_years=years)


def correct(
    front: Front, body: int, asked: Correction, *, officer: str, if_match: str | None
) -> dict[str, Any]:
    """Record a correction, or with `dry_run` only say what it would do.

    What was read must still stand; between two officers who read the same version one is told
    that it has changed. Raises `Problem`, and what the register refuses.
    """
    changes, since = asked.changes(), asked.day()
    if asked.reduction:
        _check_entry(front, asked.reduction)
    by = front.sender(officer)
    for attempt in range(ATTEMPTS):
        with front.quick.held() as registers:
            version = version_of(told_of(front, registers, body, asked.property))
            if not asked.dry_run:
                must_match(if_match, version)
            register = registers.register(body)
            delivery = correction(
                register,
                asked.property,
                since=since,
                changes=changes,
                officer=by.officer,
                at=by.at,
                reason=asked.reason,
            )
            decision = register.decide(Corrected, delivery, confirmed=True)
            effect = _effect(front, registers, register, decision)
            if asked.dry_run or decision.changed + decision.confirmed == 0:
                return {"position": None, "version": version, "effect": effect}
            try:
                position = front.office.log.record(decision.events)
            except StaleStream:
                # Somebody acted on the same register; perhaps on another property of it.
                if attempt + 1 == ATTEMPTS:
                    raise
                continue
        return {"position": position, "version": position, "effect": effect}
    raise AssertionError


def _effect(
    front: Front, registers: Registers, register: Register, decision: Decision
) -> dict[str, Any]:
    year = be_year(front.today())
    effect = effect_of_delivery(
        registers, front.office.law, body=register.body, events=decision.events, tax_year=year
    )
    return {
        "tax_year": year,
        "before": show_baht(effect.total_before_satang),
        "after": show_baht(effect.total_after_satang),
        "bills_that_differ": len(effect.taxpayer),
    }


def _check_entry(front: Front, entry: int) -> None:
    listed = front.office.law.for_year(be_year(front.today())).standing_reductions
    if entry not in listed:
        raise Problem("value-wrong", detail="The standing list (s.55) has no such entry.")
