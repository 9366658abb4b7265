"""Seeded random requests, most of them on an edge: of a band, an exemption, a rounding, a year."""

from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from random import Random
from typing import Any

Given = dict[str, Any]

EDGES_BAHT = tuple(
    million * 1_000_000
    for million in (
        *(0, 10, 25, 40, 50, 65, 75, 90, 100, 200, 500, 1_000, 5_000),
        # The same edges above the exemptions of 10 and 50 million.
        *(60, 115, 125, 140, 150, 250, 550, 1_050, 5_050),
    )
)
STEPS_BAHT = tuple(Decimal(step) for step in ("0", "0", "0.01", "-0.01", "1", "-100", "100"))
HIGHEST_BAHT = 20_000_000_000

PERCENTS = (
    ("50", "50"),
    ("33.33", "66.67"),
    ("12.5", "87.5"),
    ("33.3333", "66.6667"),
    ("0.01", "99.99"),
    ("0.0001", "99.9999"),
    ("7.7", "92.3"),
    ("33.33", "33.33", "33.34"),
    ("33.3333", "33.3334", "33.3333"),
    ("14.29", "28.57", "57.14"),
    ("25", "25", "25", "25"),
    ("0.5", "1.25", "48.25", "50"),
)
PART_PERCENTS = ("25", "33.3333", "50", "99.9999", "0.0001", "100", "12.5")
BODIES = ("05200203", "04100501", "06120104")
USES = ("agriculture", "residence", "other", "vacant")
LAST_USUAL_YEAR = 2572
LAST_YEAR = 2600


def random_requests(seed: str, properties: int) -> Iterator[Given]:
    """Requests until they hold at least `properties` properties; the same for the same seed."""
    random = Random(seed)
    made = 0
    while made < properties:
        request = random_request(random)
        made += len(request["properties"])
        yield request


def random_request(random: Random) -> Given:
    """One owner's request: 1 to 12 properties, in one body or more, some of them contiguous."""
    year = random.randint(2563, LAST_USUAL_YEAR)
    if random.random() < 0.08:
        year = random.randint(LAST_USUAL_YEAR + 1, LAST_YEAR)
    request: Given = {"tax_year": year}
    if random.random() < 0.95:
        request["owner_kind"] = random.choice(("natural", "natural", "juristic"))
    bodies = random.sample(BODIES, random.choice((2, 2, 3))) if random.random() < 0.2 else [""]
    count = random.choice((1, 1, 1, 2, 2, 3, 4, random.randint(5, 12)))
    properties = [_property(random, f"P{number}", year, bodies) for number in range(count)]
    _stand_on_land(random, properties)
    if random.random() < 0.6:
        _adjoin(random, properties)
    if random.random() < 0.3:
        _meet_at_an_edge(random, properties)
    if random.random() < 0.1:
        _tie_for_s40(random, request, properties)
    random.shuffle(properties)
    request["properties"] = properties
    if request["tax_year"] <= 2565 and len(bodies) == 1 and random.random() < 0.4:
        request["tax_2562"] = random.choice(("0.00", _baht(_spread(random, 1_000_000))))
    return request


def _property(random: Random, name: str, year: int, bodies: list[str]) -> Given:
    kind = random.choice(("land", "land", "land", "building", "building", "condo_unit"))
    given: Given = {"id": name, "kind": kind}
    body = random.choice(bodies)
    if body:
        given["local_body"] = body
    given["uses"] = _uses(random, kind)
    given.update(_worth(random, kind, given["uses"]))
    classes = {use["class"] for use in given["uses"]}
    if "residence" in classes and random.random() < 0.6:
        given["main_residence"] = random.random() < 0.8
    if "vacant" in classes and random.random() < 0.8:
        longest = year - 2562
        given["vacant_years"] = random.choice((longest, random.randint(1, longest)))
    if random.random() < 0.25:
        given["reduction_percent"] = random.choice(("0", "50", "90"))
    if random.random() < 0.08:
        given["exempt_percent"] = random.choice(PART_PERCENTS)
    if random.random() < 0.08:
        given["relief_percent"] = random.choice(PART_PERCENTS)
    return given


def _uses(random: Random, kind: str) -> list[dict[str, str]]:
    classes = list(USES[1:] if kind == "condo_unit" else USES)
    if random.random() < 0.5:
        return [{"class": random.choice(classes), "percent": "100"}]
    random.shuffle(classes)
    percents = random.choice([known for known in PERCENTS if len(known) <= len(classes)])
    if random.random() < 0.3:
        first = random.randint(1, 999_999)
        percents = (f"{Decimal(first) / 10_000:f}", f"{Decimal(1_000_000 - first) / 10_000:f}")
    return [
        {"class": name, "percent": percent}
        for name, percent in zip(classes, percents, strict=False)
    ]


def _worth(random: Random, kind: str, uses: list[dict[str, str]]) -> Given:
    """A stated value, or an area and a price."""
    way = random.random()
    if way < 0.4:
        # So that the share of one use, drawn by lot, comes to the edge.
        percent = max(Decimal(random.choice(uses)["percent"]), Decimal("0.1"))
        return {"value": _baht(min(_edge(random) * 100 / percent, Decimal(HIGHEST_BAHT)))}
    if way < 0.5:
        # Odd multiples of 5 baht are where taxes end on half a satang.
        return {"value": _baht(Decimal(5 * (2 * random.randint(0, 10**6) + 1)))}
    if way < 0.7:
        return {"value": _baht(_spread(random, HIGHEST_BAHT))}
    if kind == "land":
        area = {
            "rai": random.choice((0, 0, random.randint(0, 40))),
            "ngan": random.randint(0, 3),
            "wah": _decimal(random, 99),
        }
        return {"area": area, "price_per_wah": _decimal(random, 1_000_000)}
    measured: Given = {
        "area_m2": _decimal(random, random.choice((60, 400, 9_000))),
        "price_per_m2": _decimal(random, 40_000),
    }
    if kind == "building":
        measured["structure"] = random.choice(("concrete", "half", "wood"))
        measured["age_years"] = random.choice(
            (*(0, 1, 10, 11, 18, 19, 22, 42, 43, 80), random.randint(0, 60))
        )
    return measured


def _stand_on_land(random: Random, properties: list[Given]) -> None:
    """Puts most buildings on a plot of the same owner and body."""
    plots = [given for given in properties if given["kind"] == "land"]
    for given in properties:
        near = [plot for plot in plots if plot.get("local_body") == given.get("local_body")]
        if given["kind"] == "building" and near and random.random() < 0.7:
            given["on"] = random.choice(near)["id"]


def _adjoin(random: Random, properties: list[Given]) -> None:
    """Lets plots touch: said by one of the two or by both, at times over a body's border."""
    plots = [given for given in properties if given["kind"] == "land"]
    for place, plot in enumerate(plots[1:], start=1):
        if random.random() < 0.5:
            other = plots[random.randrange(place)]
            one, two = (plot, other) if random.random() < 0.5 else (other, plot)
            one.setdefault("adjoins", []).append(two["id"])
            if random.random() < 0.3:
                two.setdefault("adjoins", []).append(one["id"])


def _meet_at_an_edge(random: Random, properties: list[Given]) -> None:
    """Makes two properties worth an edge together, and their uses the same."""
    if len(properties) < 2:
        return
    one, two = random.sample(properties, 2)
    edge = max(_edge(random), Decimal("0.02"))
    part = _cents(edge * random.randint(0, 100) / 100)
    for given, worth in ((one, part), (two, edge - part)):
        for key in ("area", "price_per_wah", "area_m2", "price_per_m2", "structure", "age_years"):
            given.pop(key, None)
        given["value"] = _baht(worth)
        if "condo_unit" not in {one["kind"], two["kind"]}:
            given["uses"] = [dict(use) for use in one["uses"]]
    if one["kind"] == two["kind"] == "land":
        one.setdefault("adjoins", []).append(two["id"])


def _tie_for_s40(random: Random, request: Given, properties: list[Given]) -> None:
    """Makes a natural person's farms of one value, so that they tie for the exemption of s.40."""
    request["owner_kind"] = "natural"
    request["tax_year"] = max(request["tax_year"], 2566)
    value = _baht(max(_edge(random), Decimal(1)))
    for given in properties:
        given.pop("on", None)
        given.pop("vacant_years", None)
        if "value" in given and given["kind"] != "condo_unit":
            given["value"] = value
            given["uses"] = [{"class": "agriculture", "percent": "100"}]
            given["reduction_percent"] = random.choice(("0", "50", "90"))


def _edge(random: Random) -> Decimal:
    return max(Decimal(0), random.choice(EDGES_BAHT) + random.choice(STEPS_BAHT))


def _spread(random: Random, highest: int) -> Decimal:
    """Any size with the same chance: from a satang to `highest` baht."""
    return _cents(Decimal(str(10 ** random.uniform(-2, len(str(highest)) - 1))).min(highest))


def _decimal(random: Random, highest: int) -> str:
    """A positive number of no, one or two decimals."""
    places = random.choice((0, 0, 1, 2))
    number = Decimal(random.randint(1, highest * 10**places)).scaleb(-places)
    return f"{number:f}"


def _cents(amount: Decimal) -> Decimal:
    return amount.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)


def _baht(amount: Decimal) -> str:
    return f"{_cents(amount):f}"
