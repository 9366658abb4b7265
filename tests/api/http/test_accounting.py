"""Reports that are safe to open, letters written in a job, a bank's day held against the record."""

from collections.abc import Iterator
from typing import Any

import pytest

from api.policy import Role
from tests.api.cli.clerk import BODY
from tests.api.http.collecting import Collecting, of_collecting
from tests.api.http.test_issuing import NOTICES, did
from tests.api.http.town import OTHER_BODY

HERE = f"/local-bodies/{BODY}"


@pytest.fixture(scope="module")
def collecting(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Collecting]:
    yield from of_collecting(tmp_path_factory.mktemp("desk") / "office")


def written(collecting: Collecting, **asked: Any) -> Any:
    """Write letters, wait, and return the job."""
    clerk = collecting.town.officer()
    begun = did(clerk, f"{NOTICES}/print-jobs", "p", **asked)
    assert begun.status_code == 202, begun.text
    collecting.town.front.pools.exports.idle()
    return clerk.get(f"{NOTICES}/print-jobs").json()["items"][0]


def test_all_notices_are_written_in_a_job_and_kept_for_those_who_may_see_names(
    collecting: Collecting,
) -> None:
    job = written(collecting, kind="notices")

    (file,) = job["files"]
    path = f"{NOTICES}/print-jobs/{job['job']}/files/0"
    pdf = collecting.town.officer().get(path)
    auditor = collecting.town.signed_in(23, Role.AUDITOR).get(path)

    assert (job["state"], job["letters"], file["first"], file["last"]) == ("done", 3, 1, 3)
    assert pdf.content.startswith(b"%PDF")
    assert auditor.status_code == 403


def test_a_letter_of_one_notice_is_of_the_bodys_own(collecting: Collecting) -> None:
    clerk, number = collecting.town.officer(), collecting.bill(1).notice

    one = clerk.get(f"{NOTICES}/documents/{number}/notice")
    beyond = clerk.get(f"{NOTICES}/documents/99/notice")
    others = clerk.get(f"{NOTICES.replace(BODY, OTHER_BODY)}/documents/1/notice")

    assert one.content.startswith(b"%PDF")
    assert (beyond.status_code, others.status_code) == (404, 404)


@pytest.mark.parametrize("name", ["notices", "payments", "arrears", "properties"])
def test_reports_are_tables_for_spreadsheets(collecting: Collecting, name: str) -> None:
    clerk = collecting.town.officer()

    csv = clerk.get(f"{HERE}/reports/2569/{name}?form=csv")
    xlsx = clerk.get(f"{HERE}/reports/2569/{name}?form=xlsx")

    assert csv.content.startswith(b"\xef\xbb\xbf")
    assert xlsx.content.startswith(b"PK")
    assert f'filename="{name}-{BODY}-2569.xlsx"' in xlsx.headers["Content-Disposition"]


def test_a_name_that_is_a_formula_is_text_in_a_report(collecting: Collecting) -> None:
    vault, who = collecting.town.office.vault, collecting.town.person(1)
    person = vault.reveal(who)
    assert person is not None
    vault.remember([type(person)(**{**_fields(person), "name": "=cmd|' /C calc'!A0"})])

    csv = collecting.town.officer().get(f"{HERE}/reports/2569/notices?form=csv")

    assert ",'=cmd|' /C calc'!A0," in csv.content.decode("utf-8-sig")


def _fields(person: Any) -> dict[str, Any]:
    return {name: getattr(person, name) for name in ("identity", "kind", "name", "address")}


def test_a_file_that_is_no_banks_is_not_taken(collecting: Collecting) -> None:
    answer = collecting.town.officer().post(
        f"{HERE}/bank-days?bank=014",
        content=b"nothing of a bank",
        headers={"Content-Type": "application/octet-stream"},
    )

    assert answer.status_code == 422
    assert answer.json()["type"].endswith("bank-file-refused")
