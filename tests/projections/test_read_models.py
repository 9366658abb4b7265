"""The read models reflect the log exactly once, and are rebuilt while the old ones serve."""

from collections.abc import Iterator, Mapping, Sequence

import pytest
from sqlalchemy import inspect, select, text

from domain.delivery import Columns
from domain.errors import Refused
from domain.law import load_law
from domain.local_body import Signed
from domain.log import Log
from domain.register import Corrected, LandRegistryReceived
from projections import read_models
from projections.assessed import LeftOut, Wanted, Written, bills_again
from projections.read_models import Views, open_views
from projections.read_models.building import AlreadyRebuilding, only_one
from projections.read_models.pages import properties_page
from projections.read_models.views import PositionMoved
from projections.registers import Registers
from tests.domain.deliveries import (
    BODY,
    RECORDED_AT,
    delivery,
    facts,
    owner,
    parcel,
)

CLERK = Signed(officer="officer-1", at=RECORDED_AT)


@pytest.fixture
def registers(log: Log) -> Registers:
    """A body that has joined, with two plots of taxpayer 7; one row of their file was kept back."""
    registers = Registers(log=log)
    joined = registers.body(BODY).join(
        name_th="องค์การบริหารส่วนตำบล", name_en="TAO", kind="TAO", province=60, by=CLERK
    )
    log.record([joined])
    tables = {
        "parcel": facts("parcel", parcel(1, code="C:01A001"), parcel(2)),
        "owner": facts("owner", owner(1, 7), owner(2, 7)),
    }
    _record(registers, LandRegistryReceived, tables, kept_back=[4])
    _priced(registers)
    _use(registers, file="b" * 64, other=1)
    return registers


@pytest.fixture
def views(sqlite_url: str, log_url: str) -> Iterator[Views]:
    """Read models beside the log: on SQLite a file of their own, else the log's own database."""
    beside = f"{sqlite_url}.views"
    if log_url.startswith("postgresql"):
        beside = log_url.replace("postgresql://", "postgresql+psycopg://", 1)
    views = open_views(beside)
    yield views
    views.engine.dispose()


def _record(
    registers: Registers,
    kind: type[LandRegistryReceived | Corrected],
    tables: Mapping[str, Columns],
    *,
    file: str = "a" * 64,
    kept_back: list[int] | None = None,
) -> int:
    given = delivery(tables, file=file, kept_back=kept_back or [])
    decision = registers.register(BODY).decide(kind, given, confirmed=True)
    return registers.log.record(decision.events)


def _priced(registers: Registers) -> None:
    rows = [
        {
            "property": f"P:1:60010000:{number}",
            "since": parcel(number)["since"],
            "price_satang": 100,
        }
        for number in (1, 2)
    ]
    _record(registers, Corrected, {"price": facts("price", *rows)}, file="c" * 64)


def _use(registers: Registers, *, file: str, **use: int) -> int:
    rows = [
        {"property": f"P:1:60010000:{number}", "since": parcel(number)["since"], **use}
        for number in (1, 2)
    ]
    return _record(registers, Corrected, {"use": facts("use", *rows)}, file=file)


def test_what_was_recorded_is_taken_in_once_and_its_position_with_it(
    registers: Registers, views: Views
) -> None:
    head = registers.log.head()

    first = views.follow(registers.log, registers)
    again = views.follow(registers.log, registers)

    assert (first, again, views.position()) == (head, head, head)
    assert read_models.properties_by_kind(views, BODY) == {1: 2}
    imports = read_models.imports(views, BODY)
    assert [(row["rows_in"], row["rows_quarantined"]) for row in imports] == [
        (3, 1),
        (2, 0),
        (2, 0),
    ]
    problems = views.rows(select(views.tables.findings))
    assert [(one["row"], one["code"]) for one in problems] == [(4, "AREA-02")]


def test_a_second_runner_of_the_same_page_is_stopped_and_leaves_nothing(
    registers: Registers, views: Views, monkeypatch: pytest.MonkeyPatch
) -> None:
    late = open_views(views.engine.url.render_as_string(hide_password=False))
    views.follow(registers.log, registers)

    # As if the late runner had read the position before the other one took the page in.
    monkeypatch.setattr("projections.read_models.views._position", lambda *_: 0)
    with pytest.raises(PositionMoved):
        late.follow(registers.log, registers)

    monkeypatch.undo()
    assert len(read_models.imports(views, BODY)) == 3
    late.engine.dispose()


def test_bills_are_written_again_in_place_of_the_old_ones(
    registers: Registers, views: Views
) -> None:
    views.follow(registers.log, registers)
    law = load_law()
    before = registers.bills(BODY, law, tax_year=2569)
    views.write_bills(before)
    _use(registers, file="d" * 64, vacant=1)
    after = registers.bills(BODY, law, tax_year=2569)

    written = views.write_bills(after)

    rows = views.rows(select(views.tables.assessments))
    assert written == 1
    assert [(row["taxpayer"], row["known_at"]) for row in rows] == [(7, registers.log.head())]
    lines = views.rows(select(views.tables.assessment_lines))
    assert sum(line["tax_satang"] for line in lines) == rows[0]["tax_satang"]


def test_a_rebuild_gives_the_same_rows_under_a_new_name_while_the_old_ones_serve(
    registers: Registers, views: Views
) -> None:
    views.follow(registers.log, registers)
    law = load_law()
    views.write_bills(registers.bills(BODY, law, tax_year=2569))
    _use(registers, file="e" * 64, vacant=1)
    served: list[tuple[int, int]] = []

    def look(_position: int) -> None:
        served.append((views.tables.number, len(views.rows(select(views.tables.assessments)))))

    tables = ("bodies", "properties", "assessments", "assessment_lines")
    before = {name: views.rows(select(getattr(views.tables, name))) for name in tables}
    position = views.rebuild(registers.log, registers, law, advanced=look)

    assert served
    assert set(served) == {(1, 1)}
    assert (views.tables.number, position) == (2, registers.log.head())
    after = {name: views.rows(select(getattr(views.tables, name))) for name in tables}
    assert [row["hash"] for row in after["assessments"]] == [
        row["hash"] for row in before["assessments"]
    ]
    assert after["assessment_lines"] == before["assessment_lines"]
    assert after["bodies"] == before["bodies"]
    opened = open_views(views.engine.url.render_as_string(hide_password=False))
    assert opened.tables.number == 2
    opened.engine.dispose()


def test_tables_are_indexed_once_they_are_full_and_never_serve_a_rebuild_without(
    registers: Registers, views: Views
) -> None:
    before = _indexes(views)
    views.follow(registers.log, registers)
    followed = _indexes(views)

    views.rebuild(registers.log, registers, load_law())

    declared = {
        str(index.name)
        for table in views.tables.metadata.tables.values()
        for index in table.indexes
    }
    assert before == set()
    assert {name.replace("_1_", "_2_") for name in followed} == declared
    assert _indexes(views) == declared


def test_a_follow_leaves_the_indexes_to_whoever_builds_and_makes_them_the_next_time(
    registers: Registers, views: Views
) -> None:
    with only_one(views.engine):
        position = views.follow(registers.log, registers)
    left = _indexes(views)

    views.follow(registers.log, registers)

    assert (position, left) == (registers.log.head(), set())
    assert "ix_thidin_properties_1_key" in _indexes(views)


def _indexes(views: Views) -> set[str]:
    """Return the names of the indexes of what serves, keys apart."""
    found = inspect(views.engine)
    return {
        str(index["name"])
        for table in views.tables.metadata.tables
        for index in found.get_indexes(table)
    }


def test_a_body_that_has_not_joined_has_no_bills_and_nothing_is_written(
    log: Log, views: Views
) -> None:
    with pytest.raises(Refused):
        Registers(log=log).bills(BODY, load_law(), tax_year=2569)

    assert views.rows(select(views.tables.assessments)) == []


@pytest.mark.parametrize("asked", ["01A001", "01A", "1", "P:1:60010000:1"])
def test_a_plot_is_found_by_its_code_its_title_number_or_its_key(
    registers: Registers, views: Views, asked: str
) -> None:
    views.follow(registers.log, registers)

    found = read_models.properties_like(views, asked, most=10)

    assert [row["key"] for row in found] == ["P:1:60010000:1"]


@pytest.mark.parametrize("asked", ["%", "_1A001", "\\", "3"])
def test_what_is_no_code_and_no_number_finds_nothing(
    registers: Registers, views: Views, asked: str
) -> None:
    views.follow(registers.log, registers)

    assert read_models.properties_like(views, asked, most=10) == []


def test_a_taxpayers_properties_are_found_and_nobody_elses(
    registers: Registers, views: Views
) -> None:
    views.follow(registers.log, registers)

    owned = read_models.properties_like(views, "", taxpayer=7, most=10)

    assert [row["key"] for row in owned] == ["P:1:60010000:1", "P:1:60010000:2"]
    assert read_models.properties_like(views, "", taxpayer=8, most=10) == []


def test_problems_are_counted_by_file_and_code(registers: Registers, views: Views) -> None:
    views.follow(registers.log, registers)

    (found,) = read_models.problems(views, BODY)

    assert (found["code"], found["rows"], found["first_row"]) == ("AREA-02", 1, 4)
    assert found["quarantined"] == 1
    assert read_models.problems(views, BODY + 1) == []


def test_two_rebuilds_do_not_run_at_once(registers: Registers, views: Views) -> None:
    views.follow(registers.log, registers)
    with only_one(views.engine), pytest.raises(AlreadyRebuilding):
        views.rebuild(registers.log, registers, load_law())

    assert views.rebuild(registers.log, registers, load_law()) == registers.log.head()


def test_what_another_version_wrote_is_not_read_and_is_replaced_whole(
    registers: Registers, views: Views
) -> None:
    views.follow(registers.log, registers)
    with views.engine.begin() as connection:
        views.tables.collection.payments.drop(connection)
        connection.execute(text("ALTER TABLE thidin_findings_1 ADD COLUMN once INTEGER"))
    reopened = open_views(views.engine.url.render_as_string(hide_password=False))
    assert (views.is_readable, reopened.is_readable) == (True, False)

    reopened.rebuild(registers.log, registers, load_law())

    assert reopened.is_readable
    assert read_models.properties_by_kind(reopened, BODY) == {1: 2}
    assert not [name for name in inspect(reopened.engine).get_table_names() if name.endswith("_1")]
    reopened.engine.dispose()


def test_s9_a_house_that_nobody_is_named_for_is_found_with_its_lands_owner(
    registers: Registers, views: Views
) -> None:
    houses = [
        {
            "property": f"B:{number}",
            "since": parcel(1)["since"],
            "stands_on": on,
            "status": 1,
            "type": 10,
            "structure": 2,
            "area_dm2": 10_000,
            "completed_year": 2560,
        }
        for number, on in ((1, "C:01A001"), (2, "P:1:60010000:2"), (3, "C:01A009"))
    ]
    anothers = {**houses[0], "property": "B:4"}
    tables = {
        "building": facts("building", *houses, anothers),
        "owner": facts("owner", {**owner(1, 8), "property": "B:4"}),
    }
    _record(registers, Corrected, tables, file="f" * 64)
    views.follow(registers.log, registers)

    found = properties_page(views, "", taxpayer=7, after=None, most=9)

    assert [row["key"] for row in found] == ["B:1", "B:2", "P:1:60010000:1", "P:1:60010000:2"]


def test_another_process_goes_over_to_what_was_rebuilt(registers: Registers, views: Views) -> None:
    views.follow(registers.log, registers)
    other = open_views(views.engine.url.render_as_string(hide_password=False))
    began = other.tables

    position = views.build(registers.log, registers, lambda _: iter(()))
    under_way = other.rows(select(began.properties))
    reached = other.position()
    views.drop_others()

    assert len(under_way) == 2
    assert (reached, other.tables.number) == (position, 2)
    assert read_models.properties_by_kind(other, BODY) == {1: 2}
    assert other.follow(registers.log, registers) == registers.log.head()
    assert other.others() == []
    other.engine.dispose()


def test_what_is_recorded_during_a_rebuild_is_shown_when_it_is_done(
    registers: Registers, views: Views
) -> None:
    views.follow(registers.log, registers)
    views.write_bills(registers.bills(BODY, load_law(), tax_year=2569))

    def meanwhile(wanted: Sequence[Wanted]) -> Iterator[Written | LeftOut]:
        _use(registers, file="f" * 64, vacant=1)
        return bills_again(registers, load_law(), wanted)

    position = views.build(registers.log, registers, meanwhile)

    assert position == registers.log.head() == views.position()
