"""Hypothesis strategies for requests, built so that a failing one shrinks to a readable one."""

from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from tests.oracle.requests import BODIES, EDGES_BAHT, HIGHEST_BAHT, PART_PERCENTS, USES

Given = dict[str, Any]

YEARS = st.integers(min_value=2563, max_value=2572)
MOST_PROPERTIES = 6


@st.composite
def baht(draw: st.DrawFn, lowest_satang: int = 0) -> str:
    """A value: any size to 20 billion baht, often within a few satang or baht of an edge."""
    satang = draw(
        st.one_of(
            st.integers(min_value=0, max_value=100_000),
            st.integers(min_value=0, max_value=HIGHEST_BAHT * 100),
            st.builds(
                lambda edge, step: max(0, edge * 100 + step),
                st.sampled_from(EDGES_BAHT),
                st.sampled_from((0, 1, -1, 100, -100, 10_000, -10_000)),
            ),
        )
    )
    satang = max(satang, lowest_satang)
    return f"{satang // 100}.{satang % 100:02d}"


@st.composite
def uses(draw: st.DrawFn, classes: tuple[str, ...], least: int = 1) -> list[dict[str, str]]:
    """One to four uses in ten-thousandths of a percent, none under `least`, adding up to 100."""
    named = draw(st.lists(st.sampled_from(classes), min_size=1, max_size=4, unique=True))
    spare = 1_000_000 - least * len(named)
    cuts = sorted(
        draw(st.lists(st.integers(0, spare), min_size=len(named) - 1, max_size=len(named) - 1))
    )
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
    count = draw(st.integers(1, MOST_PROPERTIES))
    properties: list[Given] = []
    for number in range(count):
        kind = draw(st.sampled_from(("land", "building", "condo_unit")))
        given: Given = {
            "id": f"P{number}",
            "kind": kind,
            "value": draw(baht()),
            "uses": draw(uses(USES[1:] if kind == "condo_unit" else USES, least=least_use)),
            "local_body": draw(st.sampled_from(bodies)),
            "main_residence": draw(st.booleans()),
        }
        if not treated_alike:
            given["vacant_years"] = draw(st.integers(1, year - 2562))
            given["reduction_percent"] = draw(st.sampled_from(("0", "50", "90")))
            given["relief_percent"] = draw(st.sampled_from(("0", "0", "0", *PART_PERCENTS)))
        given["exempt_percent"] = draw(st.sampled_from(("0", "0", "0", *PART_PERCENTS)))
        _place(draw, given, properties)
        properties.append(given)
    return {
        "tax_year": year,
        "owner_kind": owner or draw(st.sampled_from(("natural", "juristic"))),
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
    plot = draw(st.none() | st.sampled_from(near))
    if plot is not None:
        given.update({"adjoins": [plot]} if given["kind"] == "land" else {"on": plot})
