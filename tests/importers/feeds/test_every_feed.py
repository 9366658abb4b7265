"""What holds for every feed: sent twice, split, spoilt, mended, in any order (formats: 5.0)."""

import csv
from itertools import permutations
from pathlib import Path

import pytest

from domain.calendar import from_days, to_days
from importers.mending import write_corrections
from tests.importers.feeds.office import FIRST, Office, counted, csv_file
from tests.importers.feeds.samples import (
    BUILDING,
    BUILDING_USE,
    LAND_USE,
    PROPERTY_LIST,
    REGISTRY,
    SAMPLES,
    STANDING,
    TRANSFERS,
    Sample,
)

DAYS = [from_days(to_days(FIRST) + 91 * quarter) for quarter in range(-1, 10)]
every_feed = pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.feed)


def write(folder: Path, sample: Sample, *rows: str, name: str = "") -> Path:
    return csv_file(folder, name or f"{sample.feed}.csv", sample.heading, *rows)


@every_feed
def test_a_good_file_is_known_by_its_headings_and_applied_whole(
    sample: Sample, tmp_path: Path
) -> None:
    office = Office()

    decided = office.hand_in(write(tmp_path, sample, *sample.rows), as_of=sample.as_of)

    assert [one.table.feed for one in decided] == [sample.feed]
    assert counted(decided) == (len(sample.rows), len(sample.rows), 0, 0)


@every_feed
def test_the_same_file_twice_changes_nothing(sample: Sample, tmp_path: Path) -> None:
    office = Office()
    file = write(tmp_path, sample, *sample.rows)
    office.hand_in(file, as_of=sample.as_of)
    head = office.log.head()

    again = office.hand_in(file, as_of=sample.as_of)

    assert [one.already for one in again] == [True]
    assert office.log.head() == head


@every_feed
def test_the_same_rows_in_another_file_are_all_unchanged(sample: Sample, tmp_path: Path) -> None:
    office = Office()
    office.hand_in(write(tmp_path, sample, *sample.rows), as_of=sample.as_of)
    before = [office.known(day) for day in DAYS]

    other = write(tmp_path, sample, *sample.rows, "", name="sent-again.csv")
    decided = office.hand_in(other, as_of=sample.as_of)

    assert counted(decided) == (len(sample.rows), 0, len(sample.rows), 0)
    assert [office.known(day) for day in DAYS] == before


@every_feed
def test_a_file_split_in_two_gives_the_same_register(sample: Sample, tmp_path: Path) -> None:
    whole, split = Office(), Office()
    whole.hand_in(write(tmp_path, sample, *sample.rows), as_of=sample.as_of)

    for number, group in enumerate(reversed(sample.groups)):
        part = write(tmp_path, sample, *group, name=f"part-{number}.csv")
        split.hand_in(part, as_of=sample.as_of)

    for day in DAYS:
        assert split.known(day) == whole.known(day)


@every_feed
def test_a_wrong_row_is_kept_back_and_the_others_are_applied(
    sample: Sample, tmp_path: Path
) -> None:
    office = Office()
    file = write(tmp_path, sample, *sample.rows, sample.wrong)

    decided = office.hand_in(file, as_of=sample.as_of)

    wrong = len(sample.rows) + 2
    messages = [one.message for one in decided[0].table.problems if one.row == wrong]
    assert sample.said in messages
    assert decided[0].table.quarantined_rows() == {wrong}
    assert counted(decided) == (len(sample.rows) + 1, len(sample.rows), 0, 1)


@every_feed
def test_a_mended_correction_file_gives_what_a_right_file_would_have_given(
    sample: Sample, tmp_path: Path
) -> None:
    right, mended = Office(), Office()
    right.hand_in(write(tmp_path, sample, *sample.rows, sample.mended), as_of=sample.as_of)
    file = write(tmp_path, sample, *sample.rows, sample.wrong, name="wrong.csv")
    decided = mended.hand_in(file, as_of=sample.as_of)

    correction = write_corrections(file, decided[0].table, tmp_path / "corrections")
    assert correction is not None
    mend(correction, sample)
    again = mended.hand_in(correction, as_of=sample.as_of)

    assert counted(again) == (1, 1, 0, 0)
    for day in DAYS:
        assert mended.known(day) == right.known(day)


def mend(correction: Path, sample: Sample) -> None:
    """Put the sample's right cells in, as a clerk does in a spreadsheet."""
    text = correction.read_text(encoding="utf-8-sig")
    heading, *rows = list(csv.reader(text.splitlines()))
    assert len(rows) == 1
    right = dict(
        zip(
            next(csv.reader([sample.heading])),
            next(csv.reader([sample.mended])),
            strict=True,
        )
    )
    cells = [right.get(name, cell) for name, cell in zip(heading, rows[0], strict=True)]
    with correction.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([heading, cells])


ORDERED = (REGISTRY, LAND_USE, BUILDING, BUILDING_USE, TRANSFERS, STANDING)


def test_the_order_in_which_files_come_does_not_matter(tmp_path: Path) -> None:
    files = [write(tmp_path, sample, *sample.rows) for sample in ORDERED]
    orders = list(permutations(files))[:: len(list(permutations(files))) // 40]
    first = Office()
    read = {file: first.read(file) for file in files}
    for file in files:
        first.record(read[file])
    expected = [(first.known(day), first.says(day)) for day in DAYS]

    for order in orders:
        office = Office()
        for file in order:
            office.record(read[file])

        found = [(office.known(day), office.says(day)) for day in DAYS]
        assert found == expected, [file.stem for file in order]


def test_a_survey_of_either_shape_may_come_before_the_registry(tmp_path: Path) -> None:
    registry = write(tmp_path, REGISTRY, *REGISTRY.rows)
    listed = write(tmp_path, PROPERTY_LIST, *PROPERTY_LIST.rows)
    one, other = Office(), Office()

    one.hand_in(registry)
    one.hand_in(listed, as_of=PROPERTY_LIST.as_of)
    other.hand_in(listed, as_of=PROPERTY_LIST.as_of)
    other.hand_in(registry)

    for day in DAYS:
        assert one.says(day) == other.says(day)
    assert one.says(DAYS[-1])["P:1:60010000:101"][3:] == (0, 20_000, 20_000, 0, 0)
