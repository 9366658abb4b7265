"""Registers, price lists and local bodies as the log has them, loaded once and kept up to date."""

from collections import OrderedDict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from domain.calendar import tax_date, to_days
from domain.errors import Refused
from domain.law import Law, RateTable, YearLaw
from domain.local_body import LocalBody
from domain.log import Log
from domain.log.stream_ids import Kind, read_stream_id, stream_id
from domain.price_list import PriceList
from domain.register import Register
from projections.arrangement import Arranged, PricesInForce, arranged_from, prices_in_force
from projections.as_of import AsOf, as_of
from projections.bill_engine import Assessment, assess
from projections.recent_views import RecentViews

_MOST_KEPT: Final = 500_000
"""Property keys of an arrangement that waits for its approval: about 300 bytes each."""


class WorthTooMuch(Refused):
    """A property or a bill is worth more than the engine's whole numbers hold."""

    code = "worth-too-much"


@dataclass(frozen=True, kw_only=True)
class BodyBills:
    """One body's bills of a year: the engine's columns and the way back to the facts."""

    body: LocalBody
    law: YearLaw
    position: int
    arranged: Arranged
    assessment: Assessment


@dataclass(frozen=True, kw_only=True)
class _Waiting:
    """What was arranged for notices, and of which facts, prices and law: the same for the same."""

    of: tuple[int | str, ...]
    arranged: Arranged


@dataclass(kw_only=True)
class Registers:
    """The log's streams in memory. Each load reads only what was recorded since the last one.

    Of the bodies' registers at most `most` are kept, those used last.
    """

    log: Log
    most: int = 1_000
    _bodies: dict[int, LocalBody] = field(default_factory=dict)
    _registers: OrderedDict[int, Register] = field(default_factory=OrderedDict)
    _prices: dict[int, PriceList] = field(default_factory=dict)
    _in_force: dict[tuple[int, int, int, int], PricesInForce] = field(default_factory=dict)
    _views: RecentViews = field(default_factory=RecentViews)
    _waiting: _Waiting | None = None

    def codes(self) -> Sequence[int]:
        """Return the codes of all bodies that have joined, in order."""
        return sorted(read_stream_id(one)[1] for one in self.log.stream_ids(Kind.LOCAL_BODY))

    def body(self, code: int) -> LocalBody:
        """Return a local body, as far as the log goes."""
        body = self._bodies.setdefault(code, LocalBody(code=code))
        for one in self.log.stream(stream_id(Kind.LOCAL_BODY, code), after=body.version):
            body.apply(one)
        return body

    def register(self, code: int) -> Register:
        """Return a body's register, as far as the log goes."""
        register = self._registers.setdefault(code, Register(code))
        self._registers.move_to_end(code)
        while len(self._registers) > self.most:
            self._registers.popitem(last=False)
        for one in self.log.stream(stream_id(Kind.REGISTER, code), after=register.version):
            register.apply(one)
        return register

    def prices(self, province: int) -> PriceList:
        """Return a province's price list, as far as the log goes."""
        prices = self._prices.setdefault(province, PriceList(province))
        for one in self.log.stream(stream_id(Kind.PRICE_LIST, province), after=prices.version):
            prices.apply(one)
        return prices

    def forget(self, code: int) -> None:
        """Let go of a body's register, to keep a national run's memory bounded."""
        self._registers.pop(code, None)
        self._views.forget(code)
        if self._waiting and self._waiting.arranged.view.register.body == code:
            self._waiting = None

    def in_force(self, province: int, *, tax_year: int, position: int | None) -> PricesInForce:
        """Return a province's prices on the tax date, as known at a log position."""
        prices = self.prices(province)
        if position is not None and position >= prices.position:
            position = None  # each body's notices name a position of their own, the list is one
        key = (province, tax_year, -1 if position is None else position, prices.version)
        if key not in self._in_force:
            self._in_force[key] = prices_in_force(prices, tax_year=tax_year, position=position)
        return self._in_force[key]

    def bills(
        self,
        code: int,
        law: Law,
        *,
        tax_year: int,
        position: int | None = None,
        parties: Sequence[int] | None = None,
    ) -> BodyBills:
        """Compute a body's bills of a year (only those of `parties`, if given).

        Raises `NotJoined`, `WorthTooMuch`, and what the law refuses for the year.
        """
        body = self.body(code)
        joined = body.must_have_joined()
        prices = self.in_force(joined.province, tax_year=tax_year, position=position)
        year_law, day = law.for_year(tax_year), to_days(tax_date(tax_year))
        # Whoever wants all bills of a year wants them once; one taxpayer's come again and again.
        if parties:
            view = self.view(code, day=day, position=position)
        else:
            view = as_of(self.register(code), day=day, position=position)
        return bills_in(
            body,
            view,
            prices,
            year_law,
            parties=parties,
            known_at=self.log.head() if position is None else position,
        )

    def bills_to_issue(
        self, code: int, law: Law, *, tax_year: int, position: int | None = None
    ) -> BodyBills:
        """Compute a body's bills of a year for its notices, the same as `bills` does.

        Who approves computes again what was prepared. The columns of facts are put into the Act's
        order once where this process did it for the preparation and nothing that goes into them has
        been recorded since; what the Act makes of them is computed each time. Raises as `bills`.
        """
        body, register = self.body(code), self.register(code)
        province, year_law = body.must_have_joined().province, law.for_year(tax_year)
        known_at = self.log.head() if position is None else position
        prices = self.in_force(province, tax_year=tax_year, position=position)
        own = body.ordinance_rates(tax_year=tax_year, position=position)
        listed = self._prices[province]
        all_known = position is None or position >= max(register.position, listed.position)
        of = (code, tax_year, year_law.digest, register.version, listed.version, int(bool(own)))
        if all_known and self._waiting and self._waiting.of == of:
            arranged = self._waiting.arranged
            arranged = replace(arranged, view=replace(arranged.view, position=position))
        else:
            view = as_of(register, day=to_days(tax_date(tax_year)), position=position)
            arranged = arranged_from(view, prices, law=year_law, rate_set=int(bool(own)))
            keep = all_known and len(view) <= _MOST_KEPT
            self._waiting = _Waiting(of=of, arranged=arranged) if keep else None
        return _assessed(body, arranged, year_law, known_at=known_at)

    def view(self, code: int, *, day: int, position: int | None = None) -> AsOf:
        """Return what a body's register says on a day, kept for whoever asks the same again."""
        return self._views.of(self.register(code), day=day, position=position)

    def every_body(self) -> Iterator[LocalBody]:
        """Return each joined body in order of its code."""
        for code in self.codes():
            yield self.body(code)


def bills_of(
    body: LocalBody,
    register: Register,
    prices: PricesInForce,
    law: YearLaw,
    *,
    known_at: int,
    position: int | None = None,
    parties: Sequence[int] | None = None,
) -> BodyBills:
    """Compute the bills of a body from a register at hand. Raises `WorthTooMuch`."""
    view = as_of(register, day=to_days(tax_date(law.year)), position=position)
    return bills_in(body, view, prices, law, known_at=known_at, parties=parties)


def bills_in(
    body: LocalBody,
    view: AsOf,
    prices: PricesInForce,
    law: YearLaw,
    *,
    known_at: int,
    parties: Sequence[int] | None = None,
) -> BodyBills:
    """Compute the bills of a body from what its register says on the tax date, as `bills_of`."""
    own = body.ordinance_rates(tax_year=law.year, position=view.position)
    arranged = arranged_from(view, prices, law=law, rate_set=int(bool(own)), parties=parties)
    return _assessed(body, arranged, law, known_at=known_at)


def _assessed(body: LocalBody, arranged: Arranged, law: YearLaw, *, known_at: int) -> BodyBills:
    own = body.ordinance_rates(tax_year=law.year, position=arranged.view.position)
    tables: list[RateTable] = [law.ladders.with_ordinance(own)] if own else []
    try:
        assessment = assess(arranged.assessables, law, tables)
    except OverflowError as beyond:
        raise WorthTooMuch(
            f"Local body {body.code:08d}: {beyond} Nothing in the country is worth that much, so a "
            f"price or an area has digits too many. Look first at {_dearest(arranged)}, "
            "and correct it."
        ) from beyond
    return BodyBills(
        body=body, law=law, position=known_at, arranged=arranged, assessment=assessment
    )


def _dearest(arranged: Arranged) -> str:
    """Return the key of the property whose area times price is the most."""
    area, price = arranged.assessables.area.tolist(), arranged.assessables.price_satang.tolist()
    row = max(range(len(area)), key=lambda one: int(area[one]) * int(price[one]))
    return arranged.view.register.spaces["property"].key(int(arranged.row_property[row]))
