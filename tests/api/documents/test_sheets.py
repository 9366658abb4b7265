"""The sheets of calculation: rows known to be single lines stand as if that had been found."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from api.documents import AssessmentNotice, Digits, LandRow, Typesetter
from api.documents.write import setting
from tests.api.documents import letters
from tests.api.documents.pages import picture

TOO_WIDE = 10**6


def drawn(notice: AssessmentNotice, digits: Digits, *, found: bool) -> NDArray[Any]:
    """The sheet as set, or with the height of each row found by laying it out."""
    typesetter = Typesetter(digits=digits)
    set_as = setting(notice, typesetter.writer)
    content = dict(set_as.content)
    if found:
        content["land"] = [_nothing_known(sheet) for sheet in content["land"]]
    pdf = typesetter.pdf(set_as.template, [content], title=set_as.title, day=set_as.day)
    return picture(pdf, page=1)


def _nothing_known(sheet: Mapping[str, Any]) -> Mapping[str, Any]:
    return {
        name: [[TOO_WIDE for _ in row] for row in rows] if name.endswith("_widths") else rows
        for name, rows in sheet.items()
    }


def located(*locations: str) -> AssessmentNotice:
    (usual, *_) = letters.LAND.land
    rows: tuple[LandRow, ...] = tuple(
        replace(usual, number=place, location=location)
        for place, location in enumerate(locations, 1)
    )
    return letters.notice(land=replace(letters.LAND, land=rows))


@pytest.mark.parametrize("digits", Digits)
def test_rows_of_single_lines_are_as_high_as_they_would_be_found(digits: Digits) -> None:
    notice = letters.notice()

    assert np.array_equal(drawn(notice, digits, found=False), drawn(notice, digits, found=True))


def test_a_text_is_given_a_second_line_from_the_letter_on_that_does_not_fit() -> None:
    # Letters that stand further from each other than their widths say, among the widest and marks.
    notice = located(*(word * count for word in ("กes", "ก๗", "กี่W") for count in range(5, 14)))

    usual, found = (drawn(notice, Digits.ARABIC, found=one) for one in (False, True))

    assert np.array_equal(usual, found)


def test_a_long_location_moves_the_rows_below_it() -> None:
    long = "หมู่ที่ 7 ตำบลหนองค้างพลู อำเภอเฉลิมพระเกียรติ จังหวัดนครราชสีมา"
    notice = located("หมู่ที่ 7", long, "หมู่ที่ 8")

    usual, found = (drawn(notice, Digits.ARABIC, found=one) for one in (False, True))

    assert np.array_equal(usual, found)
    assert not np.array_equal(
        usual, drawn(located("หมู่ที่ 7", "", "หมู่ที่ 8"), Digits.ARABIC, found=False)
    )
