"""A body's files are mended in place and undone; plots merged, split and relieved of tax."""

import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from api.office import BANGKOK
from api.pages.sections import office_imports
from tests.api.cli.clerk import BODY, identity, title, use
from tests.api.http.collecting import Clock
from tests.api.http.test_imports import HERE, finished, handed, titles, waited
from tests.api.http.test_issuing import did, with_chief
from tests.api.http.town import Caller, Town, build
from tests.api.pages.reader import Reader
from tests.api.pages.reading import read


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    """A town in April 2569."""
    built = build(tmp_path / "office", clock=Clock(datetime(2026, 4, 3, 9, tzinfo=BANGKOK)))
    with built.client:
        yield built
    built.front.stores.engine.dispose()
    built.office.log.close()


def checked(town: Town, caller: Caller, path: str, **body: Any) -> Any:
    """Ask for a change and return the job once it was looked at."""
    begun = did(caller, f"{HERE}/{path}", path, **body)
    assert begun.status_code == 202, begun.text
    return waited(town, caller, f"{HERE}/import-jobs/{begun.json()['job']}")


def recorded(town: Town, caller: Caller, job: Any) -> Any:
    """Record what was looked at."""
    path = f"{HERE}/import-jobs/{job['job']}"
    answer = did(caller, f"{path}/apply", f"apply {job['job']}", confirm=True)
    return waited(town, caller, path) if answer.status_code == 202 else answer.json()


def known(caller: Caller, key: str) -> Any:
    """Return what is known of a property today."""
    return caller.get(f"{HERE}/property?key={key}").json()["known"][-1]


def test_a_wrong_cell_is_mended_beside_what_is_said_of_it_and_checked_again(town: Town) -> None:
    officer = town.officer()
    file = titles(town, title(4), title(5, rai="สองไร่"), name="reg.csv")
    job = finished(town, officer, handed(officer, f"{HERE}/imports", file))

    (table,) = officer.get(f"{HERE}/import-jobs/{job['job']}/rows").json()["tables"]
    (row,) = table["rows"]
    column = table["headings"].index("rai")
    again = did(
        officer,
        f"{HERE}/import-jobs/{job['job']}/mend",
        "m",
        cells=[{"row": row["row"], "column": column, "text": "2"}],
    )
    mended = waited(town, officer, f"{HERE}/import-jobs/{again.json()['job']}")

    assert (row["row"], row["cells"][column], row["wrong"]) == (3, "สองไร่", [column])
    assert table["can_be_mended"]
    (now,) = mended["result"]["tables"]
    assert (now["rows"], now["applied"], now["quarantined"]) == (2, 2, 0)
    assert recorded(town, officer, mended)["state"] == "done"
    assert known(officer, "01A005")["area"] == 80_000


def test_rows_that_were_kept_back_are_a_file_to_mend(town: Town) -> None:
    officer = town.officer()
    formula = '"=HYPERLINK(1)"'
    file = titles(town, title(5, rai="สองไร่", first_name=formula), name="reg.csv")
    job = finished(town, officer, handed(officer, f"{HERE}/imports", file))

    given = officer.get(f"{HERE}/import-jobs/{job['job']}/corrections")

    assert given.status_code == 200
    assert "'=HYPERLINK(1)" in given.content.decode("utf-8-sig")


def test_a_delivery_is_undone_by_telling_again_what_was_known_before(town: Town) -> None:
    officer = town.officer()
    file = titles(town, title(1, rai=2), title(4), name="again.csv")
    done = recorded(
        town, officer, finished(town, officer, handed(officer, f"{HERE}/imports", file))
    )
    head = town.office.log.head()
    assert known(officer, "01A001")["area"] == 80_000

    job = checked(town, officer, f"imports/{done['result']['position']}/undo")
    again = recorded(town, officer, job)

    assert town.office.log.head() > head
    assert again["state"] == "done"
    assert job["result"]["undo"]["newer"] == 0
    assert known(officer, "01A001")["area"] == 40_000
    assert not known(officer, "01A004")["taxable"]
    history = officer.get(f"{HERE}/property?key=01A001").json()["facts"]
    assert "UNDONE" in {fact["reason"] for fact in history}


def test_nothing_was_recorded_where_no_delivery_was(town: Town) -> None:
    officer = town.officer()

    job = checked(town, officer, "imports/999999/undo")

    assert job["state"] == "refused"
    assert job["result"]["refusal"]["code"] == "no-such-delivery"


def test_plots_of_one_owner_become_one_with_the_same_tax(town: Town) -> None:
    officer = town.officer()
    mine = titles(town, title(4, id_no=identity(1)), name="mine.csv")
    recorded(town, officer, finished(town, officer, handed(officer, f"{HERE}/imports", mine)))
    used = titles(town, use(4), name="used.csv")
    recorded(town, officer, finished(town, officer, handed(officer, f"{HERE}/imports", used)))

    job = checked(town, officer, "mergers", properties=["01A001", "01A004"], since="2026-01-01")
    recorded(town, officer, job)

    (effect,) = job["result"]["effects"]
    assert (effect["before"], effect["after"]) == ("48000.00", "48000.00")
    assert known(officer, "01A001")["area"] == 80_000
    assert not known(officer, "01A004")["taxable"]


def test_plots_of_different_owners_are_not_merged(town: Town) -> None:
    officer, head = town.officer(), town.office.log.head()

    job = checked(town, officer, "mergers", properties=["01A001", "01A002"], since="2026-01-01")

    assert job["state"] == "refused"
    assert job["result"]["refusal"]["code"] == "cannot-divide"
    assert town.office.log.head() == head


def test_a_plot_becomes_two_whose_areas_add_up(town: Town) -> None:
    officer = town.officer()
    pieces = [{"area_cwah": 15_000}, {"code": "01A001/1", "area_cwah": 25_000}]

    job = checked(town, officer, "splits", property="01A001", pieces=pieces, since="2026-01-01")
    recorded(town, officer, job)

    assert known(officer, "01A001")["area"] == 15_000
    new = known(officer, "01A001/1")
    assert new["area"] == 25_000
    assert new["owner"] == known(officer, "01A001")["owner"]
    assert new["uses"] == {"other": 25_000}


@pytest.mark.parametrize(
    "pieces",
    [
        [{"area_cwah": 15_000}, {"code": "01A001/1", "area_cwah": 15_000}],
        [{"area_cwah": 15_000}, {"code": "01A002", "area_cwah": 25_000}],
        [{"area_cwah": 15_000}, {"code": "นายเอ", "area_cwah": 25_000}],
    ],
)
def test_a_split_that_does_not_add_up_or_takes_a_known_code_is_refused(
    town: Town, pieces: list[dict[str, Any]]
) -> None:
    job = checked(
        town, town.officer(), "splits", property="01A001", pieces=pieces, since="2026-01-01"
    )

    assert job["result"]["refusal"]["code"] == "cannot-divide"


def test_s56_relief_is_recorded_by_another_than_who_asked(town: Town) -> None:
    clerk, chief = town.officer(), with_chief(town)
    asked = {"provision": 56, "tax_year": 2569, "percent": 50, "since": "2026-03-01"}

    job = checked(town, clerk, "reliefs", property="01A001", **asked)
    alone = recorded(town, clerk, job)
    both = recorded(town, chief, job)

    (effect,) = job["result"]["effects"]
    assert (effect["before"], effect["after"]) == ("36000.00", "30000.00")
    assert alone["type"] == "urn:thidin:problem:second-person"
    assert both["state"] == "done"


def test_a_file_that_changes_the_tax_by_a_million_is_recorded_by_another(town: Town) -> None:
    clerk, chief = town.officer(), with_chief(town)
    file = titles(town, title(1, rai=999, as_of_date="1/1/2569"), name="large.csv")

    large = finished(town, clerk, handed(clerk, f"{HERE}/imports", file))

    assert large["result"]["second_person"]
    assert recorded(town, clerk, large)["type"] == "urn:thidin:problem:second-person"
    assert recorded(town, chief, large)["state"] == "done"


def test_the_page_of_a_check_shows_rows_to_mend_and_the_effect(town: Town) -> None:
    clerk = Reader(town.officer())
    file = titles(town, title(4), title(5, rai="สองไร่"), name="reg.csv")

    sent = clerk.sends(
        f"/en/office/{BODY}/imports",
        {},
        files={"file": ("reg.csv", file.read_bytes(), "text/csv")},
    )
    town.front.pools.exports.idle()
    page = clerk.page(sent.headers["Location"])

    assert "2 rows = 1 applied + 0 unchanged + 1 kept back" in read(page)
    assert 'value="สองไร่"' in page.text
    cell = re.search(r'name="(cell-0-3-[0-9]+)" value="สองไร่"', page.text)
    assert cell is not None
    told = {cell[1]: "2", cell[1].replace("cell", "was"): "สองไร่"}
    again = clerk.sends(f"{page.url.path}/mend", told, of=page.url.path)
    town.front.pools.exports.idle()
    assert "2 rows = 2 applied + 0 unchanged + 0 kept back" in read(
        clerk.page(again.headers["Location"])
    )


def test_the_rows_of_a_large_file_follow_its_page(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(office_imports, "MOST_AT_ONCE", 1)
    clerk = Reader(town.officer())
    file = titles(town, title(4), title(5, rai="สองไร่"), name="reg.csv")
    job = finished(town, clerk.caller, handed(clerk.caller, f"{HERE}/imports", file))
    path = f"/office/{BODY}/imports/{job['job']}"

    first, rows = clerk.page(path), clerk.page(f"{path}?rows=yes")

    assert "ดูแถวที่กันไว้" in read(first)
    assert 'value="สองไร่"' not in first.text
    assert 'value="สองไร่"' in rows.text
