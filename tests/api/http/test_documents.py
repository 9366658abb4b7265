"""Taxpayers print the letters of their own notices, and nobody else's."""

from collections.abc import Iterator

import pytest

from domain import taxpayer
from tests.api.cli.clerk import BODY
from tests.api.http.collecting import Collecting, of_collecting

HERE = f"/taxpayers/me/notices/{BODY}/2569/documents"


@pytest.fixture(scope="module")
def collecting(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Collecting]:
    """A town where owner 1 has paid and owner 2 pays in parts."""
    for collecting in of_collecting(tmp_path_factory.mktemp("printing") / "office"):
        collecting.tells(collecting.transfer())
        collecting.recorded()
        collecting.town.clerk.run(
            "account",
            "instalments",
            collecting.bill(2).number,
            "--count",
            "3",
            "--on",
            "2026-06-01",
        )
        yield collecting


@pytest.mark.parametrize(
    ("owner", "kind"),
    [(1, "notice"), (3, "notice"), (1, "receipts"), (2, "agreement"), (1, "properties")],
)
def test_a_document_is_a_pdf_of_ones_own(collecting: Collecting, owner: int, kind: str) -> None:
    answer = collecting.town.signed_in(owner).get(f"{HERE}/{kind}")

    assert answer.status_code == 200, answer.text
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-")
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Content-Disposition"] == (
        f'attachment; filename="{kind}-{collecting.bill(owner).ref1}.pdf"'
    )


@pytest.mark.parametrize("kind", ["receipts", "warning", "agreement"])
def test_what_there_is_not_is_not_printed(collecting: Collecting, kind: str) -> None:
    answer = collecting.town.signed_in(3).get(f"{HERE}/{kind}")

    assert (answer.status_code, answer.json()["code"]) == (404, "no-letter")


def test_others_get_nothing(collecting: Collecting) -> None:
    stranger = collecting.town.signed_in(9)
    for_owner = {"Thidin-For": taxpayer.show(collecting.town.person(1))}

    assert stranger.get(f"{HERE}/notice").status_code == 404
    assert stranger.get(f"{HERE}/notice", headers=for_owner).status_code == 404
    assert stranger.get(f"{HERE}/secrets").status_code == 422
    assert collecting.town.guest().get(f"{HERE}/notice").status_code == 401
