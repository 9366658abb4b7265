"""A number that stands for a registered act is shown in the land office's own words again."""

import pytest

from importers.cells.registrations import status_id, words_of
from importers.cells.words import rows_of


@pytest.mark.parametrize("row", rows_of("registrations"), ids=lambda row: row["id"])
def test_every_act_is_shown_by_words_that_are_read_as_the_same_act(row: dict[str, str]) -> None:
    assert status_id(words_of(int(row["id"]))) == int(row["id"])


def test_a_merger_and_a_lease_are_named() -> None:
    assert words_of(status_id("ขายรวมสองโฉนด")) == "ขายรวมโฉนด"
    assert words_of(status_id("เช่า 30 ปี")) == "เช่า"
