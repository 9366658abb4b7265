"""A small nation's year runs end to end, goes on after a kill, and is told on the page."""

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from bench.national import page
from bench.national.__main__ import NEEDED, NoRoom, main, measure, must_have_room
from bench.national.run import COLUMNS, OtherRun, Run
from bench.national.step import Step, read_notes, take, work
from bench.national.steps import STEPS, steps_of
from domain.register import Register

SMALL = 0.0001
FEW_PARCELS = 1_500_000


def _run(folder: Path, **more: Any) -> Run:
    return Run(
        folder=folder, size=SMALL, parcels=FEW_PARCELS, **{"months": 1, "workers": 0, **more}
    )


def test_a_small_nation_goes_through_its_year_and_is_proven(tmp_path: Path) -> None:
    run = _run(tmp_path)

    found = measure(run, until="rebuild")

    figures = {one["step"]: one for one in found["steps"]}
    assert list(figures) == list(STEPS)
    assert found["bodies"] == 4
    facts = figures["register_cold"]["rows"]
    assert facts > 3 * found["parcels"]
    assert figures["first"]["more"]["quarantined"] > 0
    assert figures["issue"]["rows"] > 0
    paid = figures["season"]["more"]
    assert paid["new"] == figures["season"]["rows"] == figures["verify"]["more"]["payments"]
    assert figures["verify"]["groups"]["years"]["rows"] == figures["rebill"]["rows"]
    assert figures["differ"]["parts"] > 0
    section = page.section([found])
    assert section.count("\n| ") > len(STEPS)
    assert "for each parcel and year: log " in " ".join(section.split())
    assert take(run, STEPS["season"]) == figures["season"]


def test_a_killed_step_goes_on_where_it_was(tmp_path: Path) -> None:
    run = _run(tmp_path, source=COLUMNS)
    step = STEPS["columns"]
    take(run, STEPS["columns_made"])
    whole = take(run, step)
    notes = tmp_path / "steps" / "columns.jsonl"
    lines = notes.read_text().splitlines(keepends=True)
    notes.write_text("".join(lines[:-1]) + lines[-1][:20])
    (tmp_path / "steps" / "columns.json").unlink()

    again = take(run, step)

    assert again["rows"] == whole["rows"]
    assert again["sessions"] == 2
    assert len(read_notes(notes)) == len(lines)


def test_bodies_recorded_at_once_have_the_acts_of_bodies_recorded_in_turn(tmp_path: Path) -> None:
    in_turn = _run(tmp_path / "in-turn", source=COLUMNS)
    at_once = _run(tmp_path / "at-once", source=COLUMNS)
    for run in (in_turn, at_once):
        run.office()
        take(run, STEPS["columns_made"])

    take(in_turn, STEPS["columns"])
    with ThreadPoolExecutor(len(at_once.provinces)) as pool:
        list(pool.map(lambda place: work(at_once, "columns", place, "one"), at_once.provinces))

    assert len(at_once.provinces) > 1
    for body in in_turn.bodies:
        stream = Register(body.code).stream
        one, other = (
            [recorded.event for recorded in run.office().log.stream(stream)]
            for run in (in_turn, at_once)
        )
        assert len(one) > 1
        assert one == other


def test_a_folder_goes_on_only_with_the_run_it_holds(tmp_path: Path) -> None:
    _run(tmp_path, months=2).must_be_the_one_begun()

    with pytest.raises(OtherRun) as refused:
        measure(_run(tmp_path, months=3), until="files")

    kept = (tmp_path / "run.json").read_text().strip()
    assert json.loads(kept)["months"] == 2
    assert str(refused.value) == (
        f"{tmp_path} holds a run that was begun otherwise: {kept}. "
        "Name another folder, or remove this one."
    )


def test_a_run_that_the_disk_has_no_room_for_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(NEEDED, "sqlite", 10**15)

    with pytest.raises(NoRoom, match=r"^[0-9,.]+ GB of disk needed, .* Make room, "):
        measure(_run(tmp_path), until="files")

    assert not (tmp_path / "input").exists()


@pytest.mark.parametrize("part", ["a tenth", "0", "-1/10", "2", "1/0"])
def test_what_is_no_part_of_the_nation_is_refused_before_anything_is_made(
    part: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "run"
    asked = ["bench.national", f"--size={part}", f"--folder={folder}"]
    monkeypatch.setattr("sys.argv", asked)

    with pytest.raises(SystemExit):
        main()

    assert capsys.readouterr().err.endswith(
        f"error: argument --size: {part} is no part of the nation: write 1, 1/10 or 1/100, above 0 "
        "and at most 1\n"
    )
    assert not folder.exists()


def test_bills_from_columns_need_less_of_the_disk_than_a_whole_year(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(NEEDED, "sqlite", 10**15)
    run = _run(tmp_path, source=COLUMNS)

    must_have_room(run, steps_of(run, until="issue"))
    must_have_room(run, steps_of(run, until="verify"))
    with pytest.raises(NoRoom):
        must_have_room(run, steps_of(run, until="backup"))


def test_a_season_from_columns_needs_more_of_the_disk_than_its_bills(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run = Run(folder=tmp_path, size=0.01, source=COLUMNS)

    for last in ("issue", "season"):
        must_have_room(run, steps_of(run, until=last))

    told = capsys.readouterr().err.splitlines()
    assert [line.partition(" of disk")[0] for line in told] == ["0.4 GB", "0.8 GB"]


def test_columns_alone_need_no_files() -> None:
    run = _run(Path("nowhere"), source=COLUMNS)

    named: list[Step] = steps_of(run, until="rebill")

    assert [one.name for one in named] == [
        "columns_made", "columns", "follow", "register_cold", "register_warm", "engine", "rebill",
    ]  # fmt: skip
