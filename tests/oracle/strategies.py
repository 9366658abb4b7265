"""Hypothesis strategies for requests, built so that a failing one shrinks to a readable one."""

from decimal import Decimal
from functools import cache
from typing import Any

from hypothesis import strategies as st

from tests.oracle.requests import BODIES, EDGES_BAHT, HIGHEST_BAHT, PART_PERCENTS, USES

Given = dict[str, Any]

YEARS = st.integers(min_value=2563, max_value=2572)
MOST_PROPERTIES = 6


KINDS = st.sampled_from(("land", "building", "condo_unit"))
COUNTS = st.integers(1, MOST_PROPERTIES)
ANY_SATANG = st.one_of(
    st.integers(min_value=0, max_value=100_000),
    st.integers(min_value=0, max_value=HIGHEST_BAHT * 100),
    st.builds(
        lambda edge, step: max(0, edge * 100 + step),
        st.sampled_from(EDGES_BAHT),
        st.sampled_from((0, 1, -1, 100, -100, 10_000, -10_000)),
    ),
)
REDUCTIONS = st.sampled_from(("0", "50", "90"))
PARTS = st.sampled_from(("0", "0", "0", *PART_PERCENTS))
OWNERS = st.sampled_from(("natural", "juristic"))
YES_OR_NO = st.booleans()


@cache  # to make a strategy takes longer than to draw from it
def _up_to(lowest: int, highest: int) -> st.SearchStrategy[int]:
    return st.integers(lowest, highest)


@cache
def _one_of(choices: tuple[str, ...]) -> st.SearchStrategy[str]:
    return st.sampled_from(choices)


@cache
def _one_of_or_none(choices: tuple[str, ...]) -> st.SearchStrategy[str | None]:
    return st.none() | st.sampled_from(choices)


@cache
def _some_of(choices: tuple[str, ...]) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(choices), min_size=1, max_size=4, unique=True)


@st.composite
def baht(draw: st.DrawFn, lowest_satang: int = 0) -> str:
    """A value: any size to 20 billion baht, often within a few satang or baht of an edge."""
    return _value(draw, lowest_satang)


def _value(draw: st.DrawFn, lowest_satang: int = 0) -> str:
    satang = max(draw(ANY_SATANG), lowest_satang)
    return f"{satang // 100}.{satang % 100:02d}"


def _uses(draw: st.DrawFn, classes: tuple[str, ...], least: int) -> list[dict[str, str]]:
    """One to four uses in ten-thousandths of a percent, none under `least`, adding up to 100."""
    named = draw(_some_of(classes))
    spare = 1_000_000 - least * len(named)
    cuts = sorted(draw(_up_to(0, spare)) for _ in named[1:])
    ends = [*cuts, spare]
    parts = [end - begin + least for begin, end in zip([0, *cuts], ends, strict=True)]
    return [
        {"class": name, "percent": f"{Decimal(part) / 10_000:f}"}
        for name, part in zip(named, parts, strict=True)
    ]


@st.composite
def requests(
    draw: st.DrawFn,
    *,
    years: st.SearchStrategy[int] = YEARS,
    owner: str | None = None,
    treated_alike: bool = False,
    bodies: tuple[str, ...] = BODIES,
    least_use: int = 1,
) -> Given:
    """A request of one to six properties.

    `treated_alike` leaves out what makes one part of a base be taxed otherwise than the next:
    standing reductions, relief, years as vacant. `least_use`: ten-thousandths of a percent.
    """
    year = draw(years)
    count = draw(COUNTS)
    properties: list[Given] = []
    for number in range(count):
        kind = draw(KINDS)
        given: Given = {
            "id": f"P{number}",
            "kind": kind,
            "value": _value(draw),
            "uses": _uses(draw, USES[1:] if kind == "condo_unit" else USES, least_use),
            "local_body": draw(_one_of(bodies)),
            "main_residence": draw(YES_OR_NO),
        }
        if not treated_alike:
            given["vacant_years"] = draw(_up_to(1, year - 2562))
            given["reduction_percent"] = draw(REDUCTIONS)
            given["relief_percent"] = draw(PARTS)
        given["exempt_percent"] = draw(PARTS)
        _place(draw, given, properties)
        properties.append(given)
    return {
        "tax_year": year,
        "owner_kind": owner or draw(OWNERS),
        "properties": properties,
    }


def _place(draw: st.DrawFn, given: Given, before: list[Given]) -> None:
    """Beside or upon a plot named before it, of the same body."""
    near = [
        other["id"]
        for other in before
        if other["kind"] == "land" and other["local_body"] == given["local_body"]
    ]
    if not near or given["kind"] == "condo_unit":
        return
    plot = draw(_one_of_or_none(tuple(near)))
    if plot is not None:
        given.update({"adjoins": [plot]} if given["kind"] == "land" else {"on": plot})
