"""Before the notices go out, who is asked for most more is shown first (s.44)."""

import numpy as np

from projections.notice_preview import LARGEST, preview
from tests.domain.deliveries import BODY
from tests.projections.town import LAW, Town


def test_the_ten_largest_rises_are_shown_and_of_equal_ones_the_first_taxpayers() -> None:
    town = Town()
    town.priced({number: 50_000 + 10_000 * (number == 7) for number in range(1, 13)})
    for number in range(1, 13):
        town.titles({"number": number, "party": 100 - number})
        town.used(number, other=1)
    bills = town.registers.bills(BODY, LAW, tax_year=2569)

    seen = preview(
        bills, last_taxpayers=np.array([500, 501]), last_tax_satang=np.array([10_00, 20_00])
    )

    # Plots of 24 and of 20 million baht at 0.3 percent: 72,000 and 60,000 baht.
    rises = [(one.taxpayer, one.before_satang, one.after_satang) for one in seen.rises]
    assert rises == [
        (93, 0, 72_000_00),
        *((who, 0, 60_000_00) for who in range(88, 93)),
        *((who, 0, 60_000_00) for who in range(94, 98)),
    ]
    assert len(rises) == LARGEST
    falls = [(one.taxpayer, one.before_satang, one.after_satang) for one in seen.falls]
    assert falls == [(501, 20_00, 0), (500, 10_00, 0)]
    assert seen.gone == 2
