"""`thidin notify`: an operator plans and sends by hand, and sees what became of messages."""

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from api.cli import app
from api.office import BANGKOK
from domain import taxpayer
from tests.api.notifications.postbox import mail_settings, postbox
from tests.api.notifications.told_town import OWNER, told_town


class Operator:
    """Runs the commands on a town whose owner has just chosen e-mail."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.environment = environment

    def shown(self, *words: str) -> str:
        result = CliRunner().invoke(app, ["notify", *words], env=self.environment)
        assert result.exit_code == 0, result.output
        return result.stdout

    def told(self, *words: str) -> Any:
        return json.loads(self.shown(*words, "--json"))


@pytest.fixture
def operator(tmp_path: Path) -> Iterator[Operator]:
    with postbox() as box, told_town(tmp_path, {}) as town:
        channels = tmp_path / "channels.toml"
        channels.write_text(mail_settings(box), "utf-8")
        town.now = datetime.now(BANGKOK)
        town.chooses("email")
        settings = town.desk.office.settings
        yield Operator(
            {
                "THIDIN_DATABASE_URL": settings.database_url,
                "THIDIN_KEY_FILE": str(settings.key_file),
                "THIDIN_CHANNELS_FILE": str(channels),
            }
        )


def test_what_is_planned_is_sent_once_and_listed_without_an_address(operator: Operator) -> None:
    planned = operator.told("plan")
    sent, again = operator.told("send"), operator.told("send")
    replanned = operator.told("plan", "--again")
    (one,) = operator.told("list", "--taxpayer", taxpayer.show(OWNER))

    assert (planned["planned"], planned["recipients"], replanned["planned"]) == (1, 1, 0)
    assert (sent["sent"], again["sent"]) == (1, 0)
    assert sent["outbox"] == [{"channel": "email", "state": "sent", "reason": None, "messages": 1}]
    assert (one["kind"], one["state"], one["tries"]) == ("channels-chosen", "sent", 1)
    assert "example.com" not in json.dumps(one)
    assert operator.told("list", "--state", "waiting") == []


def test_a_person_reads_what_was_done(operator: Operator) -> None:
    assert operator.shown("plan").startswith("1 messages planned, up to log position ")
    assert operator.shown("send").startswith("1 messages sent.")
    assert "channels-chosen" in operator.shown("list")


def test_without_channels_nothing_is_sent_and_it_is_said_why(operator: Operator) -> None:
    del operator.environment["THIDIN_CHANNELS_FILE"]
    operator.shown("plan")

    assert operator.shown("send").startswith(
        "The settings name no channel, so nothing is sent: THIDIN_CHANNELS_FILE."
    )


def test_every_text_can_be_read_with_the_parts_it_takes(operator: Operator) -> None:
    texts = operator.told("texts")

    assert len(texts) == 17 * 3 * 2
    assert {one["parts"] for one in texts if one["channel"] == "sms"} == {2, 3, 4}
    assert all("0560070169000000184" in one["text"] for one in texts if one["kind"] == "due-soon")


def test_a_taxpayers_number_that_is_none_is_refused(operator: Operator) -> None:
    result = CliRunner().invoke(
        app, ["notify", "list", "--taxpayer", "x"], env=operator.environment
    )

    assert type(result.exception).__name__ == "TaxpayerUnreadable"
