"""Fault F32: messages to taxpayers fail, hang, double; a program that sends them is killed."""

import os
import signal
import subprocess
import sys
from datetime import datetime
from pathlib import Path

from api.http.notifying import CLAIM_SECONDS
from api.notifications.settings import open_channels
from api.office import BANGKOK
from domain.failpoints import Failpoint
from tests.api.notifications.postbox import mail_settings, postbox
from tests.api.notifications.told_town import NEIGHBOUR, ToldTown, told_town

ROOT = Path(__file__).parents[2]


def killed(town: ToldTown, folder: Path, command: str, point: Failpoint) -> None:
    """Run a command of `thidin notify` in a process of its own that dies at a place."""
    settings = town.desk.office.settings
    done = subprocess.run(
        [sys.executable, "-c", "from api.cli import main; main()", "notify", command],
        cwd=ROOT,
        env={
            **os.environ,
            "THIDIN_DATABASE_URL": settings.database_url,
            "THIDIN_KEY_FILE": str(settings.key_file),
            "THIDIN_CHANNELS_FILE": str(folder / "channels.toml"),
            "THIDIN_FAILPOINT": point,
        },
        check=False,
        capture_output=True,
    )
    assert done.returncode == -signal.SIGKILL, done.stderr.decode()


def claims_fall_free(town: ToldTown) -> None:
    """The dead program's claim is over."""
    later = datetime.now(BANGKOK).timestamp() + CLAIM_SECONDS
    assert town.notifying.stores.answers.sweep(now=later) == 1


def test_killed_while_planning_and_after_sending_nothing_is_lost_and_numbers_tell_doubles(
    tmp_path: Path,
) -> None:
    with postbox() as box, told_town(tmp_path, {}) as town:
        (tmp_path / "channels.toml").write_text(mail_settings(box), "utf-8")
        town.now = datetime.now(BANGKOK)
        town.chooses("email")
        town.chooses("email", who=NEIGHBOUR)

        killed(town, tmp_path, "plan", Failpoint.MESSAGES_OPEN)
        nothing = town.messages()
        claims_fall_free(town)
        planned = town.planned()
        killed(town, tmp_path, "send", Failpoint.MESSAGE_SENT)
        handed_over = [one["Message-ID"] for one in box.mails]
        waiting = town.states()
        claims_fall_free(town)
        town.notifying.channels = open_channels(tmp_path / "channels.toml", None)
        town.notifying.send()

        assert nothing == []
        assert planned == [("channels-chosen", "email")] * 2
        # The first was taken and its taking not kept, so it comes a second time and says so.
        assert len(handed_over) == 1
        assert waiting == [("waiting", "")] * 2
        numbers = [one["Message-ID"] for one in box.mails]
        assert numbers.count(handed_over[0]) == 2
        assert (len(numbers), len(set(numbers))) == (3, 2)
        assert town.states() == [("sent", "")] * 2
