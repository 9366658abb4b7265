"""Towns at random: holdings, and years of changes to them, from a seed that tests print."""

import random
from datetime import date, timedelta
from typing import Any

from domain.register import LandRegistryReceived
from tests.projections.town import LONG_AGO, Town, code, deed, house

YEARS = (2563, 2565, 2566, 2568, 2569)
PLOTS = 14
PARTIES = (1, 2, 3, 4)
CLASSES = ("agriculture", "residence", "other", "vacant")
_FIRST, _LAST = date(2019, 3, 1), date(2025, 12, 31)


def random_town(seed: int) -> Town:
    """Return a town of plots and houses to which many things happened between 2562 and 2568."""
    dice = random.Random(seed)
    town = Town()
    numbers = range(1, PLOTS + 1)
    prices = (120, 4_500, 30_000, 250_000)
    town.priced({n: dice.choice(prices) for n in numbers}, house_baht=9_500)
    town.titles(*(_title(dice, n) for n in numbers))
    for number in numbers:
        town.used(number, **_use(dice))
        if dice.random() < 0.5:
            town.built(number, m2=dice.choice((80, 250, 9_000)), year=2555, **_use(dice))
    for number in dice.sample(numbers, 5):
        other = code(min(number + 1, PLOTS))
        town.corrected("adjacency", number, other=other, on=1, since=_day(dice))
    for _ in range(25):
        _something_happens(town, dice, dice.choice(numbers))
    return town


def _title(dice: random.Random, number: int) -> dict[str, Any]:
    party = dice.choice(PARTIES)
    return {
        "number": number,
        "party": party,
        "person": 2 if party == PARTIES[-1] else 1,
        "area_cwah": dice.choice((5_330, 40_000, 250_075, 4_000_000)),
    }


def _use(dice: random.Random) -> dict[str, Any]:
    main = int(dice.random() < 0.4)
    if dice.random() < 0.6:
        use: dict[str, Any] = {dice.choice(CLASSES): 100}
    else:
        one, other = dice.sample(CLASSES, 2)
        use = {one: 33, other: 67}
    if "vacant" in use and dice.random() < 0.5:
        use["vacant_from"] = dice.randint(2563, 2569)
    return {**use, "main": main}


def _day(dice: random.Random) -> date:
    return _FIRST + timedelta(days=dice.randrange((_LAST - _FIRST).days))


def _something_happens(town: Town, dice: random.Random, number: int) -> None:
    """Let one thing change, of the kinds that have a part of a difference."""
    day = _day(dice)
    party = dice.choice(PARTIES)
    happens = {
        "sold": lambda: town.sold(number, to=party, on=day, person=2 if party == 4 else 1),
        "house sold": lambda: town.act(
            LandRegistryReceived,
            owner=[
                {
                    "property": house(number),
                    "party": party,
                    "since": day,
                    "person": 2 if party == 4 else 1,
                }
            ],
        ),
        "used": lambda: town.used(number, since=day, **_use(dice)),
        "built": lambda: town.built(number, m2=120, since=day, year=day.year + 543, **_use(dice)),
        "price": lambda: town.priced({number: dice.choice((90, 5_000, 40_000))}, since=day),
        "fixed": lambda: town.corrected("price", number, price_satang=777_777, since=day),
        "exempt": lambda: town.corrected(
            "exemption", number, item=5, share_ppm=dice.choice((0, 125_000, 10**6)), since=day
        ),
        "reduced": lambda: town.corrected(
            "reduction", number, entry=dice.choice((0, 1, 4)), since=day
        ),
        "relief": lambda: town.corrected(
            "relief",
            number,
            provision=57,
            tax_year=dice.choice(YEARS),
            reduction_ppm=333_333,
            since=day,
        ),
        "old tax": lambda: town.corrected(
            "old_tax", number, tax_satang=dice.choice((100_00, 9_000_00)), since=LONG_AGO
        ),
        "measured": lambda: town.titles(
            {
                "number": number,
                "party": party,
                "person": 2 if party == 4 else 1,
                "area_cwah": 77_777,
                "since": day,
            }
        ),
        "gone": lambda: town.act(
            LandRegistryReceived,
            parcel=[
                {
                    "property": deed(number),
                    "status": 2,
                    "area_cwah": 40_000,
                    "since": day,
                    "code": code(number),
                    "sheet": number,
                }
            ],
        ),
    }
    happens[dice.choice(list(happens))]()
