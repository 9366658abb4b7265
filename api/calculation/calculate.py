"""Requests answered: read, put into one run of the engine for each tax year, and written."""

from collections.abc import Sequence
from typing import Any, Final

from api.calculation.assumptions import assumptions
from api.calculation.bill import Figures, Place, lines_of
from api.calculation.columns import Columns, bills_of
from api.calculation.fields import Fields
from api.calculation.refusal import Unanswerable
from api.calculation.request import Request, read_request
from api.calculation.terms import Terms
from domain.law import Law, law_in_force
from domain.money import show_baht
from projections.bill_engine import assess

Answer = dict[str, Any]

REQUEST: Final = "request"


def answer(request: object, law: Law | None = None) -> Answer:
    """Answer one request; one that is bad is answered with `{"error": …}`."""
    return answers([request], law)[0]


def answers(requests: Sequence[object], law: Law | None = None) -> list[Answer]:
    """Answer requests in their order, those of one tax year in one run of the engine.

    A request may stand in an object as its field `request`; the object's `id` is then repeated in
    the answer, and its other fields are left alone. `law` is the law in force unless another is
    given.
    """
    law = law or law_in_force()
    found: list[Answer] = [{} for _ in requests]
    years: dict[int, list[tuple[int, Request]]] = {}
    for place, given in enumerate(requests):
        try:
            name, inner, path = _opened(given)
            if name is not None:
                found[place]["id"] = name
            request = read_request(inner, law, path=path)
        except Unanswerable as refused:
            found[place] |= refused.answer()
            continue
        if request.id is not None:
            found[place].setdefault("id", request.id)
        years.setdefault(request.law.year, []).append((place, request))
    for asked in years.values():
        for (place, _), told in zip(asked, _year([one for _, one in asked]), strict=True):
            found[place] |= told
    return found


def _opened(given: object) -> tuple[str | None, object, str]:
    """Return the id, the request and its path where a request stands in an object of its own."""
    if not (isinstance(given, dict) and REQUEST in given):
        return None, given, ""
    fields = Fields(given, "", given.keys())
    return fields.text("id"), fields.given[REQUEST], REQUEST


def _year(requests: Sequence[Request]) -> list[Answer]:
    """Answer the requests of one tax year."""
    law = requests[0].law
    terms = Terms.of(law)
    columns = Columns(terms=terms)
    placed = []
    for number, request in enumerate(requests):
        place = Place(
            bill=len(columns.taxpayer), line=len(columns.lines), row=len(columns.rows["kind"])
        )
        bills = bills_of(request)
        for bill in bills:
            columns.add(request, bill, taxpayer=number)
        placed.append((request, bills, place))
    figures = Figures.of(assess(columns.assessables(), law))
    return [
        {
            "tax": show_baht(sum(figures.bill_tax_satang[place.bill : place.bill + len(bills)])),
            "lines": list(lines_of(request, terms, bills, figures, place)),
            "assumptions": assumptions(request, terms, bills, figures, place),
            "tax_year": law.year,
        }
        for request, bills, place in placed
    ]
