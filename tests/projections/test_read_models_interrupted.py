"""A program that dies while it writes the read models leaves rows and position as they were."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, inspect, text

from projections import read_models
from projections.read_models import Views, open_views
from tests.domain.deliveries import BODY
from tests.projections.town import LAW, Town


class KilledError(BaseException):
    """Stands for the end of the process in the middle of a transaction."""


@pytest.fixture
def views(tmp_path: Path) -> Iterator[Views]:
    views = open_views(f"sqlite:///{tmp_path / 'views.sqlite'}")
    yield views
    views.engine.dispose()


def town() -> Town:
    """A town of one shop: 60,000 baht."""
    made = Town()
    made.priced({1: 50_000})
    made.titles({"number": 1})
    made.used(1, other=1)
    return made


@contextmanager
def dying_before(views: Views, statement: str) -> Iterator[None]:
    """Let the database connection die before a statement that holds these words."""

    def dies(_c: Any, _cursor: Any, sql: str, *_: Any) -> None:
        if statement in sql:
            raise KilledError(statement)

    event.listen(views.engine, "before_cursor_execute", dies)
    with pytest.raises(KilledError):
        yield
    event.remove(views.engine, "before_cursor_execute", dies)


@pytest.mark.parametrize("moment", ["INSERT INTO thidin_properties_1", "thidin_imports_1"])
def test_a_page_that_was_not_committed_is_taken_in_whole_the_next_time(
    views: Views, moment: str
) -> None:
    made = town()
    with dying_before(views, moment):
        views.follow(made.log, made.registers)
    position, imports = views.position(), read_models.imports(views, BODY)

    views.follow(made.log, made.registers)

    assert (position, imports) == (0, [])
    assert views.position() == made.log.head()
    assert read_models.properties_by_kind(views, BODY) == {1: 1}
    assert len(read_models.imports(views, BODY)) == 2


@pytest.mark.parametrize("moment", ["INSERT INTO thidin_properties_1", "CREATE INDEX ix_thidin_p"])
def test_who_follows_next_makes_the_indexes_that_a_first_follow_died_before(
    views: Views, moment: str
) -> None:
    made = town()
    with dying_before(views, moment):
        views.follow(made.log, made.registers)
    again = open_views(views.engine.url.render_as_string(hide_password=False))

    again.follow(made.log, made.registers)

    with again.engine.connect() as connection:
        assert again.tables.indexes_missing(connection) == []
    assert read_models.properties_by_kind(again, BODY) == {1: 1}
    assert len(read_models.properties_like(again, "1", most=2)) == 1
    again.engine.dispose()


def test_bills_are_replaced_whole_or_not_at_all(views: Views) -> None:
    made = town()
    views.write_bills(made.registers.bills(BODY, LAW, tax_year=2569))
    made.priced({1: 60_000})
    with dying_before(views, "INSERT INTO thidin_assessment_lines_1"):
        views.write_bills(made.registers.bills(BODY, LAW, tax_year=2569))

    kept = views.rows(views.tables.assessments.select())
    lines = views.rows(views.tables.assessment_lines.select())

    assert [one["tax_satang"] for one in kept] == [60_000_00]
    assert [one["tax_satang"] for one in lines] == [60_000_00]


@pytest.mark.parametrize(
    "moment", ["INSERT INTO thidin_assessments_2", "CREATE INDEX ix_thidin_properties_2_party"]
)
def test_a_rebuild_that_died_leaves_the_old_generation_serving(views: Views, moment: str) -> None:
    made = town()
    views.follow(made.log, made.registers)
    views.write_bills(made.registers.bills(BODY, LAW, tax_year=2569))
    with dying_before(views, moment):
        views.rebuild(made.log, made.registers, LAW)

    again = open_views(views.engine.url.render_as_string(hide_password=False))
    assert again.tables.number == 1
    assert read_models.properties_by_kind(again, BODY) == {1: 1}

    again.rebuild(made.log, made.registers, LAW)

    assert [one["tax_satang"] for one in again.rows(again.tables.assessments.select())] == [
        60_000_00
    ]
    again.engine.dispose()


def test_a_rebuild_that_died_while_it_dropped_tables_leaves_nothing_for_the_next(
    views: Views,
) -> None:
    made = town()
    views.follow(made.log, made.registers)
    with dying_before(views, "DROP TABLE thidin_properties_1"):
        views.rebuild(made.log, made.registers, LAW)
    with views.engine.begin() as connection:
        connection.execute(text("DROP TABLE IF EXISTS thidin_progress_1"))

    again = open_views(views.engine.url.render_as_string(hide_password=False))
    again.rebuild(made.log, made.registers, LAW)

    left = [name for name in inspect(again.engine).get_table_names() if name.endswith("_1")]
    assert left == []
    assert again.tables.number == 3
    assert read_models.properties_by_kind(again, BODY) == {1: 1}
    again.engine.dispose()
