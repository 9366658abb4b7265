"""What other prices or another reading of the law would bring a province, computed as a job."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, Final

from api.http.front import Front
from api.http.imports import PRICES, job_of, working
from api.http.problems import Problem
from api.http.uploads import opened
from domain.calendar import tax_date
from domain.law import Law
from domain.money import show_baht
from domain.price_list import PricesAnnounced
from importers.feeds.feed import Context
from importers.reading import read_file
from importers.receiving import decide
from projections.registers import Registers
from projections.sessions import Job
from projections.sessions.jobs import DONE, RUNNING, WAITING
from projections.simulation import (
    Band,
    BodyEffect,
    Turn,
    band_and_use,
    bands,
    by_use,
    simulate,
    turn,
)

IMPACT: Final = "impact"


def begin_impact(
    front: Front,
    *,
    province: int,
    officer: str,
    tax_year: int,
    price_list: str | None,
    settings: Mapping[str, str],
) -> Job:
    """Take on a simulation. Raises `Problem` for a list not of the province, `SettingRefused`."""
    if price_list is None and not settings:
        raise Problem("value-wrong", detail="Suppose a price list or another setting.")
    front.office.law.for_year(tax_year)
    front.office.law.having(settings)
    listed = job_of(front, price_list, kind=PRICES, place=province) if price_list else None
    job = front.stores.jobs.begin(
        kind=IMPACT,
        place=province,
        officer=officer,
        request={
            "tax_year": tax_year,
            "settings": dict(settings),
            "list": dict(listed.request) if listed else None,
            "job": price_list,
        },
        now=front.now(),
    )
    front.pools.exports.start(partial(_try, front, job))
    return job


def _try(front: Front, job: Job) -> None:
    if not front.stores.jobs.turn(job.number, before=WAITING, after=RUNNING, now=front.now()):
        return

    def work() -> tuple[str, Mapping[str, Any]]:
        year, law = job.request["tax_year"], front.office.law
        supposed = law.having(job.request["settings"]) if job.request["settings"] else law
        with front.slow.held() as registers:
            effects = _effects(front, registers, job, supposed, year)
        return DONE, {
            "tax_year": year,
            "before": show_baht(sum(int(one.before_satang.sum()) for one in effects)),
            "after": show_baht(sum(int(one.after_satang.sum()) for one in effects)),
            "bodies": [_body(one) for one in effects],
            "bands": [_band(one) for one in bands(effects)],
            "bands_by_use": [
                {name: _turn(one) for name, one in some.items()} for some in band_and_use(effects)
            ],
            "uses": {name: _turn(one) for name, one in by_use(effects).items()},
        }

    working(front, job, work)


def _effects(
    front: Front, registers: Registers, job: Job, supposed: Law, year: int
) -> Sequence[BodyEffect]:
    codes = [
        code
        for code in registers.codes()
        if registers.body(code).must_have_joined().province == job.place
    ]
    found = []
    for effect in simulate(
        registers,
        front.office.law,
        supposed,
        tax_year=year,
        codes=codes,
        prices=_prices(front, registers, job, year),
    ):
        found.append(effect)
        front.stores.jobs.advance(job.number, rows=len(found), now=front.now())
    return found


def _prices(
    front: Front, registers: Registers, job: Job, year: int
) -> dict[int, list[PricesAnnounced]]:
    listed = job.request["list"]
    if listed is None:
        return {}
    context = Context(
        body=None,
        province=job.place,
        today=front.today(),
        identify=front.office.vault.pseudonyms,
        join=front.office.vault.joints,
        as_of=tax_date(year),
    )
    with opened(front, listed["sha256"], listed["name"]) as path:
        tables = read_file(path, context)
        decided = decide(registers, tables, by=front.sender(job.officer), confirmed=True)
    events = [event for one in decided if one.place == job.place for event in one.price_events()]
    return {job.place: events}


def _turn(one: Turn) -> dict[str, Any]:
    return {
        "bills": one.taxpayers,
        "winners": one.winners,
        "saved": show_baht(one.saved_satang),
        "losers": one.losers,
        "paid_more": show_baht(one.paid_more_satang),
    }


def _body(one: BodyEffect) -> dict[str, Any]:
    return {
        **_turn(turn(one.after_satang - one.before_satang)),
        "body": f"{one.body:08d}",
        "name": one.name,
        "before": show_baht(int(one.before_satang.sum())),
        "after": show_baht(int(one.after_satang.sum())),
        "by_class": {
            name: {"before": show_baht(was), "after": show_baht(would)}
            for name, (was, would) in one.by_class.items()
        },
    }


def _band(one: Band) -> dict[str, Any]:
    return {
        "least_baht": one.least_baht,
        "below_baht": one.below_baht,
        "bills": one.taxpayers,
        "winners": one.winners,
        "saved": show_baht(one.saved_satang),
        "losers": one.losers,
        "paid_more": show_baht(one.paid_more_satang),
    }
