"""A command killed anywhere, begun again, ends in the books of one that nobody disturbed.

THIDIN_CRASHES says how many random moments are tried; `make crash` tries thousands, and each time
that a named place is come to. Without it a place that is come to often is tried ever more seldom.
"""

import os
from random import Random
from typing import Final

import pytest

from domain.failpoints import Failpoint
from tests.faults.conftest import Kill, Killer
from tests.faults.scenes import SCENES

EACH: Final = "THIDIN_CRASHES" in os.environ
CRASHES: Final = int(os.environ.get("THIDIN_CRASHES", "64"))
SHARDS: Final = 4
NAMED: Final = [(name, point) for name, scene in SCENES.items() for point in scene.points]


@pytest.mark.parametrize(("scene", "point"), NAMED, ids=str)
def test_killed_at_a_named_place_nothing_is_lost_or_doubled(
    killer: Killer, scene: str, point: Failpoint
) -> None:
    died, count = 0, 1

    while killer.kills(scene, [{"point": point, "count": count}]) == [True]:
        died += 1
        count += 1 if EACH else max(count // 2, 1)

    assert died >= 1


@pytest.mark.parametrize("scene", ["drain", "receive", "reconcile", "follow", "rebuild"])
def test_killed_again_at_every_beginning_it_ends_all_the_same(killer: Killer, scene: str) -> None:
    last = SCENES[scene].points[-1]

    killed = killer.kills(scene, [{"point": last, "count": 1}] * 3)

    assert killed == [True] * 3


@pytest.mark.parametrize("shard", range(SHARDS))
@pytest.mark.parametrize("scene", SCENES)
def test_killed_at_random_moments_nothing_is_lost_or_doubled(
    killer: Killer, scene: str, shard: int
) -> None:
    calls = killer.calls(scene)
    random = Random(f"{scene}-{shard}")
    crashes = max(CRASHES // (len(SCENES) * SHARDS), 1)
    died = 0

    for _ in range(crashes):
        kills = [_somewhere(random, calls) for _ in range(random.choice((1, 1, 1, 2, 3)))]
        died += any(killer.kills(scene, kills))

    assert died >= crashes / 2


def _somewhere(random: Random, calls: int) -> Kill:
    """Return a moment: mostly at a call, which is the same each time; else by the clock."""
    if random.random() < 0.7:
        return {"call": random.randint(1, calls)}
    return {"share": random.random()}
