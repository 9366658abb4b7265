"""Keys are found by marks as a dictionary would find them, and numbered in order of first sight."""

from random import Random

import numpy as np
import pytest

from domain import text_index
from domain.delivery import Numbered
from domain.keys import KeySpace, resolve
from domain.text import Text
from domain.text_index import TextIndex

LENGTHS = (0, 1, 2, 3, 7, 8, 9, 15, 16, 17, 30)


def words(random: Random, most: int) -> list[str]:
    """Words of few letters, so that many are alike and many begin alike."""
    return [
        "".join(random.choice("กข:1") for _ in range(random.choice(LENGTHS)))
        for _ in range(random.randrange(most))
    ]


@pytest.mark.parametrize("alike", [False, True], ids=["by their marks", "all of one mark"])
def test_words_are_found_where_they_first_stand(
    monkeypatch: pytest.MonkeyPatch, *, alike: bool
) -> None:
    random = Random("index")
    if alike:
        # No two words were ever seen to have one mark; here all have.
        monkeypatch.setattr(text_index, "marks", lambda text: np.zeros(len(text), np.uint64))
    for _ in range(200):
        known = words(random, 60)
        wanted = [*words(random, 60), *known[:10]]

        found = TextIndex(Text.of(known)).find(Text.of(wanted))

        assert found.tolist() == [known.index(one) if one in known else -1 for one in wanted]


def test_a_column_of_keys_is_numbered_in_order_of_first_sight() -> None:
    random = Random("numbered")
    for _ in range(200):
        cells = words(random, 40)

        numbered = Numbered.of(Text.of(cells))

        assert numbered.keys.tolist() == list(dict.fromkeys(cells))
        assert [numbered.keys[place] for place in numbered.which.tolist()] == cells


def test_known_keys_keep_their_numbers_and_new_ones_follow() -> None:
    known, fresh = KeySpace(), KeySpace()
    known.append(Text.of(["P:1", "C:01A001"]))

    first = resolve(known, fresh, Text.of(["P:2", "", "C:01A001"]))
    second = resolve(known, fresh, Text.of(["P:3", "P:2", "P:1"]))

    assert first.tolist() == [2, -1, 1]
    assert second.tolist() == [3, 2, 0]
    assert fresh.all() == ["P:2", "P:3"]
    assert known.all() == ["P:1", "C:01A001"]


def test_keys_that_begin_alike_are_listed_by_their_numbers() -> None:
    space = KeySpace()
    space.append(Text.of(["U:5", "P:1", "", "U"]))
    space.append(Text.of(["C:ก", "U:ก"]))

    assert space.beginning("U:") == {0: "U:5", 5: "U:ก"}
