"""Columns that were gathered come back as they were, from memory and from the disk alike."""

import tempfile
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from importers.feeds import gathered
from importers.feeds.gathered import Gathered, NoRoom

NUMBERS = (0, 1, -1, 127, 128, -129, 40_000, 2**31 - 1, 2**31, -(2**62), 2**63 - 1)


@pytest.fixture(params=[0, 200, 2**30], ids=["all written", "some written", "none written"])
def _kept(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gathered, "KEPT_IN_MEMORY", request.param)


@pytest.mark.usefixtures("_kept")
def test_what_was_gathered_comes_back_row_by_row() -> None:
    random = Random("gathered")
    for _ in range(40):
        kept, numbers, words = Gathered(), [], []
        for _ in range(random.randrange(6)):
            most = random.randrange(1, len(NUMBERS) + 1)
            some = [random.choice(NUMBERS[:most]) for _ in range(random.randrange(5))]
            told = ["ก" * random.randrange(4) for _ in some]
            ok = [random.random() < 0.8 for _ in some]
            columns: dict[str, Any] = {
                "number": np.asarray(some, dtype=np.int64),
                "word": pa.array(told, type=pa.string()),
            }
            kept.add(columns, np.asarray(ok, dtype=np.bool_))
            numbers += [one for one, good in zip(some, ok, strict=True) if good]
            words += [one for one, good in zip(told, ok, strict=True) if good]

        assert kept.numbers("number").tolist() == numbers
        assert kept.narrow("number").tolist() == numbers
        assert kept.strings("word").to_pylist() == words
        codes = kept.codes("word").tolist()
        assert codes == [list(dict.fromkeys(words)).index(one) for one in words]
        second = kept.only(np.arange(len(words)) % 2 == 1)
        assert (second.numbers("number").tolist(), second.strings("word").to_pylist()) == (
            numbers[1::2] if numbers else [],
            words[1::2] if words else [],
        )


def test_a_disk_without_room_is_said_and_nothing_is_recorded(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(gathered, "KEPT_IN_MEMORY", 0)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "gone"))

    with pytest.raises(NoRoom) as refused:
        Gathered().add({"number": np.arange(3)}, np.ones(3, dtype=np.bool_))

    assert str(refused.value) == (
        f"Nothing was recorded: the columns read could not be kept in {tmp_path / 'gone'} "
        "(No such file or directory). TMPDIR can name a folder with more room."
    )
