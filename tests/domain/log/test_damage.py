"""Damage: what is missing or unreadable in the store is named with its place, never guessed."""

from pathlib import Path

import pytest
import zstandard

from domain.errors import StreamDamaged
from domain.log import Log, open_log
from domain.log.stream_ids import Kind
from tests.domain.log.acts import OTHER_REGISTER, REGISTER, delivered, noted
from tests.domain.log.stores import run

REMEDY = (
    "Stop writing to this log, keep a copy of it, and restore it from the last backup that "
    "`thidin verify` accepts."
)


@pytest.fixture
def positions(log: Log) -> list[int]:
    """Three acts of one register and one of another."""
    return [log.record([delivered(version)]) for version in (1, 2, 3)] + [
        log.record([noted(1, stream=OTHER_REGISTER)])
    ]


def damage_of_stream(log: Log) -> StreamDamaged:
    with pytest.raises(StreamDamaged) as found:
        list(log.stream(REGISTER))
    return found.value


def test_a_missing_first_act_is_reported(log: Log, log_url: str, positions: list[int]) -> None:
    run(log_url, "DELETE FROM stored_events WHERE originator_version = 1")

    found = damage_of_stream(log)

    assert str(found) == (
        f"The stream REGISTER 05200203 is damaged at version 1 (position {positions[1]} of the "
        f"log): version 1 is missing; the next act found is version 2. {REMEDY}"
    )
    assert (found.stream, found.version, found.position) == ("REGISTER 05200203", 1, positions[1])


def test_a_missing_act_in_the_middle_is_reported(
    log: Log, log_url: str, positions: list[int]
) -> None:
    run(log_url, "DELETE FROM stored_events WHERE originator_version = 2")

    assert "version 2 is missing; the next act found is version 3" in str(damage_of_stream(log))
    with pytest.raises(StreamDamaged, match="version 2 is missing"):
        list(log.after(0))


def test_a_missing_act_is_reported_to_who_reads_on_from_a_version(
    log: Log, log_url: str, positions: list[int]
) -> None:
    run(log_url, "DELETE FROM stored_events WHERE originator_version = 2")

    with pytest.raises(StreamDamaged, match="version 2 is missing"):
        list(log.stream(REGISTER, after=1))


def test_a_changed_version_is_reported(log: Log, log_url: str, positions: list[int]) -> None:
    run(log_url, "UPDATE stored_events SET originator_version = 9 WHERE originator_version = 3")

    assert "version 3 is missing; the next act found is version 9" in str(damage_of_stream(log))


def test_acts_before_the_damage_are_still_read(
    log: Log, log_url: str, positions: list[int]
) -> None:
    run(log_url, "DELETE FROM stored_events WHERE originator_version = 2")

    reading = log.stream(REGISTER)

    assert next(reading).event == delivered(1)
    with pytest.raises(StreamDamaged):
        next(reading)


@pytest.mark.parametrize("kept", [0, 1, 5, 40, -1])
def test_a_truncated_state_is_reported(
    log: Log, log_url: str, positions: list[int], kept: int
) -> None:
    [(state,)] = run(log_url, "SELECT state FROM stored_events WHERE originator_version = 2")
    run(
        log_url,
        "UPDATE stored_events SET state = ? WHERE originator_version = 2",
        bytes(state)[:kept],
    )

    found = damage_of_stream(log)

    assert (found.version, found.position) == (2, positions[1])
    assert found.reason.startswith("the state of Test.Delivered.1 cannot be read (")
    with pytest.raises(StreamDamaged, match=r"the state of Test.Delivered.1 cannot be read"):
        list(log.after(0))


def test_any_single_changed_bit_of_a_state_is_reported(
    log: Log, log_url: str, positions: list[int]
) -> None:
    [(state,)] = run(log_url, "SELECT state FROM stored_events WHERE originator_version = 2")
    # Byte 4 holds the frame's flags, of which one bit is unused and may hold anything.
    for at in (0, 3, 5, 6, 9, len(state) // 2, len(state) - 5, len(state) - 1):
        changed = bytearray(state)
        changed[at] ^= 1
        run(
            log_url,
            "UPDATE stored_events SET state = ? WHERE originator_version = 2",
            bytes(changed),
        )

        assert damage_of_stream(log).version == 2


@pytest.mark.parametrize(
    ("plain", "reason"),
    [
        (b"", "Input data was truncated"),
        (b"\xc0", "Expected `object`, got `None`"),
        (b"\x80\x80", "MessagePack data is malformed"),
        (b"\x81\xa7unknown\x01", "Object contains unknown field `unknown`"),
        (b"\x81\xa6source\x01", "Expected `str`, got `int` - at `$.source`"),
        (
            b"\x81\xa6tables\x81\xa6parcel\x94\xa6parcel\x63\x00\x90",
            "the schema parcel version 99 is not known to this program",
        ),
    ],
)
def test_a_state_of_another_shape_is_reported(
    log: Log, log_url: str, positions: list[int], plain: bytes, reason: str
) -> None:
    state = zstandard.ZstdCompressor(write_checksum=True).compress(plain)
    run(log_url, "UPDATE stored_events SET state = ? WHERE originator_version = 2", state)

    assert reason in damage_of_stream(log).reason


@pytest.mark.parametrize("topic", ["Test.Delivered.2", "Register.Unheard.1", "nonsense", ""])
def test_a_stored_name_this_program_does_not_know_is_reported(
    log: Log, log_url: str, positions: list[int], topic: str
) -> None:
    run(log_url, "UPDATE stored_events SET topic = ? WHERE originator_version = 2", topic)

    assert str(damage_of_stream(log)) == (
        f"The stream REGISTER 05200203 is damaged at version 2 (position {positions[1]} of the "
        f"log): the stored name {topic} is not known to this program. If a newer Thidin wrote this "
        "log, use that one; if not, restore the log from the last backup that `thidin verify` "
        "accepts."
    )


def test_all_damage_is_found_in_one_pass(log_url: str, log: Log, positions: list[int]) -> None:
    log.record([noted(2, stream=OTHER_REGISTER)])
    assert list(log.damage()) == []
    run(log_url, "UPDATE stored_events SET state = ? WHERE topic = 'Test.Noted.1'", b"x")
    run(log_url, "DELETE FROM stored_events WHERE originator_version = 2 AND topic LIKE '%red.1'")

    found = list(log.damage())

    assert [(one.stream, one.version) for one in found] == [
        ("REGISTER 05200203", 2),
        ("REGISTER 05200204", 1),
    ]


def test_a_stream_without_its_first_act_is_still_listed(
    log: Log, log_url: str, positions: list[int]
) -> None:
    run(log_url, "DELETE FROM stored_events WHERE originator_version = 1 AND topic LIKE '%red.1'")

    with open_log(log_url) as again:
        assert REGISTER in again.stream_ids(Kind.REGISTER)


@pytest.mark.parametrize("kept", [0.1, 0.5, 0.98])
def test_a_truncated_file_is_reported_as_damage_of_the_log(sqlite_url: str, kept: float) -> None:
    with open_log(sqlite_url) as log:
        log.record([delivered(version, rows=3_000) for version in range(1, 6)])
    file = Path(sqlite_url.removeprefix("sqlite:///"))
    content = file.read_bytes()
    file.write_bytes(content[: int(len(content) * kept)])

    with pytest.raises(StreamDamaged) as found, open_log(sqlite_url) as log:
        list(log.after(0))

    assert str(found.value) == (
        f"The log is damaged: its file is broken (database disk image is malformed). {REMEDY}"
    )


def test_a_page_of_the_file_that_was_overwritten_is_reported_or_does_not_matter(
    sqlite_url: str,
) -> None:
    acts = [delivered(version, rows=1_000) for version in range(1, 6)]
    with open_log(sqlite_url) as log:
        log.record(acts)
    file = Path(sqlite_url.removeprefix("sqlite:///"))
    whole = file.read_bytes()
    page = 4096
    reported = 0

    for start in range(page, len(whole), page):
        for filling in (b"\0", b"\xff"):
            file.write_bytes(whole[:start] + filling * page + whole[start + page :])
            try:
                with open_log(sqlite_url) as log:
                    assert [one.event for one in log.after(0)] == acts
                    assert [one.event for one in log.stream(REGISTER)] == acts
            except StreamDamaged:
                reported += 1

    assert reported > len(whole) / page
