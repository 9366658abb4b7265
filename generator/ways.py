"""How land is used, cut up, priced and owned in each kind of local body.

The numbers are made up to look like the country: shops and small plots in a city, farms in a
sub-district. None of them is a statistic.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from generator.bodies import CITY, SUB_DISTRICT, TAO, TOWN

FARM: Final = 0
HOME: Final = 1
SECOND_HOME: Final = 2
BUSINESS: Final = 3
MIXED: Final = 4
VACANT: Final = 5
STATE_LAND: Final = 6
WAYS: Final = ("farm", "home", "second home", "business", "mixed", "vacant", "state land")


@dataclass(frozen=True, kw_only=True)
class Ways:
    """One kind of body.

    `mix` weighs the seven ways above. `area_wah` and `area_spread` are median and sigma of a plot
    by way, `widest_wah` its largest. `price_baht` and `price_spread` are of the streets. Titles
    weigh the LTAX title types 1 to 6 and 13. A strip of plots is `depth_m` deep; `scale` is that
    of the map sheets; every `alike` share of plots has its left neighbour's owner.
    """

    mix: tuple[float, ...]
    area_wah: tuple[float, ...]
    area_spread: float
    price_baht: float
    price_spread: float
    titles: tuple[float, ...]
    scale: int
    depth_m: int
    alike: float
    fresh: float
    juristic: float
    joint: float


_SMALL_PLOTS: Final = (500.0, 95.0, 80.0, 90.0, 40.0, 140.0, 300.0)
_CITY: Final = Ways(
    mix=(2, 45, 21, 16, 6, 8, 2),
    area_wah=_SMALL_PLOTS,
    area_spread=0.75,
    price_baht=14_000,
    price_spread=0.85,
    titles=(96, 1.4, 0.8, 0.2, 0.3, 0, 0),
    scale=1000,
    depth_m=40,
    alike=0.10,
    fresh=0.86,
    juristic=0.06,
    joint=0.08,
)
_SUB_DISTRICT: Final = Ways(
    mix=(24, 42, 13, 6, 3, 10, 2),
    area_wah=(1_400.0, 120.0, 110.0, 160.0, 60.0, 240.0, 500.0),
    area_spread=0.8,
    price_baht=2_800,
    price_spread=0.75,
    titles=(84, 9, 3, 0.5, 1.5, 1, 0.5),
    scale=2000,
    depth_m=60,
    alike=0.14,
    fresh=0.88,
    juristic=0.02,
    joint=0.07,
)
_TAO: Final = Ways(
    mix=(60, 20, 6, 3, 1, 8, 2),
    area_wah=(1_900.0, 150.0, 150.0, 400.0, 90.0, 450.0, 1_000.0),
    area_spread=0.8,
    price_baht=650,
    price_spread=0.7,
    titles=(68, 16, 6, 1, 3, 4.5, 1),
    scale=4000,
    depth_m=200,
    alike=0.22,
    fresh=0.78,
    juristic=0.012,
    joint=0.06,
)
WAYS_OF: Final = {CITY: _CITY, TOWN: _CITY, SUB_DISTRICT: _SUB_DISTRICT, TAO: _TAO}

TITLE_TYPES: Final = (1, 2, 3, 4, 5, 6, 13)
TREASURY_LAND: Final = 12
"""Title type of land of the Treasury Department, and of the state's land here."""
FARM_REFORM_LAND: Final = 6
"""Land of the Agricultural Land Reform Office: the state owns it, farmers possess it."""
