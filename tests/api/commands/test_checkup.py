"""What the doctor looks at, and what it says of an office that is not well."""

from datetime import datetime
from pathlib import Path

import pytest

from api.commands.bank import inbox_of
from api.commands.checkup import Finding, State, check_up
from api.office import BANGKOK, Office
from tests.api.commands.desk import Desk
from tests.domain.log.stores import run

AT = datetime(2026, 6, 1, 9, tzinfo=BANGKOK)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    desk = Desk(tmp_path, 1, 2)
    desk.office.follow()
    _ = desk.office.vault
    return desk


def found(office: Office, about: str, backup: Path | None = None) -> list[Finding]:
    return [one for one in check_up(office, now=AT, backup=backup) if one.about == about]


def test_a_new_office_is_told_what_is_to_be_done_and_nothing_is_ill(desk: Desk) -> None:
    states = {one.about: one.state for one in check_up(desk.office, now=AT, backup=None)}

    assert State.ILL not in states.values()
    assert [about for about, state in states.items() if state is State.LOOK] == [
        "proof",
        "land office files",
        "backup",
    ]


def test_a_key_file_that_others_may_read_is_ill(desk: Desk) -> None:
    path = desk.office.settings.key_file
    path.chmod(0o644)

    (one,) = found(desk.office, "key file")

    assert (one.state, one.found, one.mend) == (
        State.ILL,
        f"{path} may be read by others.",
        f"chmod 600 {path}",
    )


def test_a_log_with_an_act_gone_is_ill_and_the_rest_is_looked_at_all_the_same(desk: Desk) -> None:
    run(
        desk.office.settings.database_url,
        "DELETE FROM stored_events WHERE originator_version = 1 AND originator_id IN "
        "(SELECT originator_id FROM stored_events WHERE originator_version = 2)",
    )

    states = {one.about: one.state for one in check_up(desk.office, now=AT, backup=None)}

    assert states["log"] is State.ILL
    assert states["disk"] in {State.WELL, State.LOOK}


def test_a_message_that_waits_for_a_person_is_ill(desk: Desk) -> None:
    inbox = inbox_of(desk.office)
    number = inbox.put(b"{}", bank="014", headers={}, received_at=AT)
    inbox.finish([number], "set-aside", at=AT, reason="unreadable")
    inbox.close()

    (one,) = found(desk.office, "banks' messages")

    assert one.state is State.ILL
    assert one.found == f"1 wait for a person to look at them, the first: {number}."


def test_a_backup_that_lags_behind_is_told_with_the_command(desk: Desk, tmp_path: Path) -> None:
    (one,) = found(desk.office, "backup", tmp_path / "backup")

    assert one.state is State.LOOK
    assert one.mend == f"thidin backup {tmp_path / 'backup'}"


def test_a_signed_checkpoint_is_read_back(desk: Desk) -> None:
    desk.office.evidence.checkpoint(desk.office.log, key=desk.office.keys.checkpoints, at=AT)

    (one,) = found(desk.office, "proof")

    assert one.state is State.WELL
    assert "1 signed checkpoints, the last of 2026-06-01" in one.found
