"""Files handed in over HTTP: checked as a job, shown with their difference, then applied."""

from pathlib import Path
from typing import Any

import pytest

from api.policy import Role
from tests.api.cli.clerk import BODY, identity, sheet, title, use, written
from tests.api.http.town import OTHER_BODY, Caller, Town

OCTETS = {"Content-Type": "application/octet-stream"}
HERE = f"/local-bodies/{BODY}"


def handed(caller: Caller, path: str, file: Path, *, name: str = "", **query: str) -> Any:
    return caller.post(
        path,
        content=file.read_bytes(),
        params={"name": name or file.name, **query},
        headers=OCTETS,
    )


def finished(town: Town, caller: Caller, answer: Any) -> Any:
    """Wait until the long work is done and return the job."""
    assert answer.status_code == 202, answer.text
    address = str(answer.headers["Location"]).removeprefix("/api/v1")
    return waited(town, caller, address)


def waited(town: Town, caller: Caller, address: str) -> Any:
    town.front.pools.exports.idle()
    return caller.get(address).json()


def titles(town: Town, *rows: dict[str, object], name: str = "more.csv") -> Path:
    return written(town.folder / name, rows)


def test_a_file_is_checked_then_applied(town: Town) -> None:
    officer, head = town.officer(), town.office.log.head()
    file = titles(town, title(4), title(5))

    answer = handed(officer, f"{HERE}/imports", file)
    checked = finished(town, officer, answer)

    assert checked["state"] == "checked"
    (table,) = checked["result"]["tables"]
    assert (table["rows"], table["applied"], table["quarantined"]) == (2, 2, 0)
    assert table["facts"]["parcel"] == {"new": 2, "changed": 0}
    assert town.office.log.head() == head

    address = str(answer.headers["Location"]).removeprefix("/api/v1")
    applying = officer.post(
        f"{address}/apply", json={"confirm": True}, headers={"Idempotency-Key": "a"}
    )
    done = waited(town, officer, address)

    assert (applying.status_code, applying.json()["state"]) == (202, "applying")
    assert done["state"] == "done"
    assert done["result"]["position"] == town.office.log.head() > head
    assert town.office.vault.reveal(town.person(4)) is not None
    found = officer.get(f"{HERE}/properties?text=01A004").json()["items"]
    assert [one["parcel_code"] for one in found] == ["01A004"]
    listed = officer.get(f"{HERE}/imports").json()["items"]
    assert listed[0]["position"] == done["result"]["position"]


def test_checking_alone_puts_nobody_into_the_vault(town: Town) -> None:
    officer = town.officer()

    finished(town, officer, handed(officer, f"{HERE}/imports", titles(town, title(6))))

    assert town.office.vault.reveal(town.person(6)) is None


def test_a_checked_file_is_applied_once(town: Town) -> None:
    officer = town.officer()
    answer = handed(officer, f"{HERE}/imports", titles(town, title(4)))
    finished(town, officer, answer)
    address = str(answer.headers["Location"]).removeprefix("/api/v1")
    order = {"json": {"confirm": True}}
    officer.post(f"{address}/apply", **order, headers={"Idempotency-Key": "a"})
    waited(town, officer, address)

    again = officer.post(f"{address}/apply", **order, headers={"Idempotency-Key": "b"})

    assert (again.status_code, again.json()["type"]) == (409, "urn:thidin:problem:job-not-checked")


def test_a_file_of_another_body_is_refused(town: Town) -> None:
    officer, head = town.officer(), town.office.log.head()
    file = titles(town, title(4, lao_code=OTHER_BODY))

    job = finished(town, officer, handed(officer, f"{HERE}/imports", file))

    assert job["state"] in {"refused", "checked"}
    assert job["state"] == "refused" or job["result"]["tables"][0]["applied"] == 0
    assert town.office.log.head() == head


def test_a_price_list_is_not_handed_in_by_a_clerk(town: Town) -> None:
    officer = town.officer()
    prices = [{**sheet(1), "EVAPRICE": "20000.00000000", "branch_code": "60010000"}]
    file = written(town.folder / "prices.csv", prices)

    job = finished(town, officer, handed(officer, f"{HERE}/imports", file, as_of="2026-01-01"))

    assert (job["state"], job["result"]["refusal"]["code"]) == ("refused", "other-place")


def test_problems_of_rows_are_told_without_what_persons_wrote(town: Town) -> None:
    officer = town.officer()
    file = titles(town, title(4, rai="สอง"), title(5), title(6), title(7), title(8), title(9))

    job = finished(town, officer, handed(officer, f"{HERE}/imports", file))

    (table,) = job["result"]["tables"]
    assert table["quarantined"] == 1
    assert {(one["row"], one["code"]) for one in table["problems"] if one["row"] == 2}
    assert identity(4) not in str(job)


def test_a_file_that_is_none_is_refused_with_its_problems(town: Town) -> None:
    officer = town.officer()
    file = town.folder / "picture.csv"
    file.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)))

    job = finished(town, officer, handed(officer, f"{HERE}/imports", file))

    assert job["state"] == "refused"
    assert job["result"]["problems"]


@pytest.mark.parametrize(
    ("name", "kind", "status"),
    [
        ("more.exe", "application/octet-stream", 422),
        ("..", "application/octet-stream", 422),
        ("more.csv", "text/csv", 415),
        ("../../etc/more.csv", "application/octet-stream", 202),
    ],
)
def test_only_files_of_known_kinds_are_taken_and_never_under_a_path(
    town: Town, name: str, kind: str, status: int
) -> None:
    officer = town.officer()

    answer = officer.post(
        f"{HERE}/imports",
        content=titles(town, title(4)).read_bytes(),
        params={"name": name},
        headers={"Content-Type": kind},
    )

    town.front.pools.exports.idle()
    assert answer.status_code == status


def test_an_empty_file_is_no_file(seen_town: Town) -> None:
    answer = seen_town.officer().post(
        f"{HERE}/imports", content=b"", params={"name": "a.csv"}, headers=OCTETS
    )

    assert answer.status_code == 422


def test_the_land_office_delivers_titles_and_nothing_else(town: Town) -> None:
    lands, head = town.land_office(), town.office.log.head()
    path = f"/land-office/{BODY}/deliveries"

    uses = finished(town, lands, handed(lands, path, written(town.folder / "u.csv", [use(3)])))
    answer = handed(lands, path, titles(town, title(4)))
    checked = finished(town, lands, answer)
    address = str(answer.headers["Location"]).removeprefix("/api/v1")
    lands.post(f"{address}/apply", headers={"Idempotency-Key": "a"})
    done = waited(town, lands, address)

    assert (uses["state"], uses["result"]["refusal"]["code"]) == ("refused", "other-place")
    assert checked["state"] == "checked"
    assert (done["state"], done["officer"]) == ("done", "lands")
    assert town.office.log.head() > head
    assert [one["state"] for one in lands.get(path).json()["items"]] == ["done", "refused"]


def test_rows_that_were_kept_back_come_as_a_file_to_mend(town: Town) -> None:
    lands = town.land_office()
    file = titles(town, title(4, rai="สอง"), *map(title, range(5, 12)), name="ทะเบียน.csv")
    answer = handed(lands, f"/land-office/{BODY}/deliveries", file)
    finished(town, lands, answer)
    address = str(answer.headers["Location"]).removeprefix("/api/v1")

    mend = lands.get(f"{address}/corrections")

    assert (mend.status_code, mend.headers["Content-Type"]) == (200, "text/csv; charset=utf-8")
    heading, *rows = mend.text.splitlines()
    assert "ผลการตรวจ" in heading
    assert [("สอง" in one) for one in rows] == [True]


def test_a_job_of_another_body_is_absent(town: Town) -> None:
    officer, lands = town.officer(), town.land_office()
    answer = handed(lands, f"/land-office/{BODY}/deliveries", titles(town, title(4)))
    number = answer.json()["job"]
    town.front.pools.exports.idle()

    assert officer.get(f"{HERE}/import-jobs/{number}").status_code == 404
    assert lands.get(f"/land-office/{OTHER_BODY}/deliveries/{number}").status_code == 404


def test_the_treasury_tries_a_list_before_it_publishes_it(town: Town) -> None:
    treasury, head = town.signed_in(23, Role.TREASURY), town.office.log.head()
    prices = [
        {**sheet(number), "EVAPRICE": "20000.00000000", "branch_code": "60010000"}
        for number in (1, 2, 3)
    ]
    file = written(town.folder / "dear.csv", prices)
    path = "/treasury/provinces/60"

    answer = handed(treasury, f"{path}/price-lists", file, as_of="2026-01-01")
    checked = finished(town, treasury, answer)
    impact = finished(
        town,
        treasury,
        treasury.post(f"{path}/impact", json={"tax_year": 2569, "price_list": checked["job"]}),
    )

    # Three plots of 4,000,000 baht at 0.3 % are 36,000 baht; at twice the price 72,000.
    assert (checked["state"], impact["state"]) == ("checked", "done")
    (here, _) = impact["result"]["bodies"]
    assert (here["body"], here["before"], here["after"]) == (BODY, "36000.00", "72000.00")
    assert town.office.log.head() == head


def test_the_effect_of_another_reading_of_the_law_is_tried(town: Town) -> None:
    treasury = town.signed_in(23, Role.TREASURY)
    path = "/treasury/provinces/60/impact"

    nothing = treasury.post(path, json={"tax_year": 2569})
    unknown = treasury.post(path, json={"tax_year": 2569, "settings": {"x": "y"}})

    assert nothing.status_code == 422
    assert unknown.json()["type"] == "urn:thidin:problem:setting-refused"


def test_the_ministry_sees_sums_of_every_body_and_no_person(seen_town: Town) -> None:
    ministry = seen_town.signed_in(22, Role.MINISTRY)

    told = ministry.get("/ministry/readiness").json()

    rows = {one["body"]: one for one in told["items"]}
    assert (rows[BODY]["properties"], rows[BODY]["bills"], rows[BODY]["tax"]) == (3, 3, "36000.00")
    assert rows[OTHER_BODY]["properties"] == 0
    assert "TP-" not in str(told)
