"""Whose notices are is known without the rolls, and stays what the rolls say."""

import numpy as np

from projections.rolls import Rolls
from tests.domain.deliveries import BODY
from tests.domain.roll.test_roll import CHIEF, ISSUED, PREPARER, Desk, batch


def test_whose_notices_are_follows_the_roll_as_notices_are_added() -> None:
    desk = Desk()
    rolls = Rolls(log=desk.log)
    key, nobody = (BODY, 2569), (BODY, 2570)
    before = rolls.taxpayers([key])[key]
    desk.issue(500, 700)
    issued = rolls.taxpayers([key, nobody])
    desk.record(desk.roll.prepare(batch(500, 700, 900), answered=(), by=PREPARER))
    desk.record(*desk.roll.amend(batch(500, 700, 900), issued_on=ISSUED, by=CHIEF))

    amended = rolls.taxpayers([key])[key]

    assert before.tolist() == issued[nobody].tolist() == []
    assert issued[key].tolist() == [101, 102]
    assert amended.tolist() == desk.roll.taxpayers.tolist() == [101, 102, 103]
    assert np.array_equal(amended, Rolls(log=desk.log).taxpayers([key])[key])


def test_whose_notices_are_is_kept_of_the_rolls_asked_for_last() -> None:
    desk = Desk()
    desk.issue(500)
    rolls = Rolls(log=desk.log, most_taxpayers=1)

    both = rolls.taxpayers([(BODY, 2569), (BODY, 2570)])

    assert [one.tolist() for one in both.values()] == [[101], []]
    assert rolls.taxpayers([(BODY, 2569)])[BODY, 2569].tolist() == [101]
