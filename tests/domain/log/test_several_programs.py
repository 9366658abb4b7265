"""Several programs on one log: nothing is missed, nothing waits without end, nothing is half."""

import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from domain.errors import LogBusy
from domain.log import Log, open_log
from domain.log.stream_ids import Kind, stream_id
from tests.domain.log.acts import noted
from tests.domain.log.stores import another_writer, connect, run
from tests.domain.log.writer import main
from tests.forked import Program, start

ROOT = Path(__file__).resolve().parents[3]


def started(url: str, *, place: int, acts: int) -> Program:
    """Start a program that will record `acts` pairs of acts when it is told to go."""
    program = start(main, url, str(place), str(acts))
    assert program.stdout.readline() == "ready\n"
    return program


def go(*programs: Program) -> None:
    """Tell waiting programs to go."""
    for program in programs:
        program.go()


def finish(program: Program) -> tuple[list[int], int | None]:
    """Wait for a program; return the positions it said were recorded, and its exit status."""
    said, status = program.end()
    return _whole_lines(said), status


def _whole_lines(said: str) -> list[int]:
    return [int(line) for line in said.splitlines(keepends=True) if line.endswith("\n")]


def test_a_reader_that_follows_several_writers_misses_nothing(log: Log, log_url: str) -> None:
    writers = [started(log_url, place=place, acts=60) for place in range(1, 5)]
    seen: list[int] = []

    go(*writers)
    while any(writer.running() for writer in writers):
        seen += [one.position for one in log.after(seen[-1] if seen else 0)]
    ended = [finish(writer) for writer in writers]
    said = [position for positions, _ in ended for position in positions]
    seen += [one.position for one in log.after(seen[-1] if seen else 0)]

    assert [status for _, status in ended] == [0] * 4
    assert len(said) == 4 * 60
    assert seen == [one.position for one in log.after(0)]
    assert len(seen) == 2 * len(said)
    assert set(said) <= set(seen)


def test_programs_that_start_together_on_a_new_log_all_get_one(log_url: str) -> None:
    programs = [started(log_url, place=place, acts=1) for place in range(1, 7)]

    go(*programs)
    ended = [finish(program) for program in programs]

    assert [status for _, status in ended] == [0] * 6
    assert len({position for positions, _ in ended for position in positions}) == 6


def test_programs_that_write_one_stream_each_win_or_are_told(log: Log, log_url: str) -> None:
    programs = [started(log_url, place=9, acts=5) for _ in range(2)]

    go(*programs)
    (said, status), (other, other_status) = [finish(program) for program in programs]

    # Both write the same acts, so whoever comes second finds its own acts there.
    assert [status, other_status] == [0, 0]
    assert said == other
    assert len(list(log.stream(stream_id(Kind.REGISTER, 9)))) == 10


def test_a_writer_waits_for_another_only_as_long_as_it_was_told(log_url: str) -> None:
    with open_log(log_url, lock_timeout_seconds=1) as log:
        before = log.record([noted(1)])

        with another_writer(log_url), pytest.raises(LogBusy) as refused:
            log.record([noted(2)])

        assert str(refused.value) == (
            "Another program has been writing to the log for more than 1 s. Nothing was recorded; "
            "try again."
        )
        assert log.head() == before
        assert log.record([noted(2)]) > before


def test_a_log_is_read_while_another_program_writes(log: Log, log_url: str) -> None:
    position = log.record([noted(1)])

    with another_writer(log_url):
        assert [one.position for one in log.after(0)] == [position]
        with open_log(log_url) as other:
            assert other.head() == position


def hold_maintenance_lock(url: str) -> Callable[[], None]:
    connection = connect(url)
    connection.execute("BEGIN")
    connection.execute("LOCK TABLE stored_events IN SHARE UPDATE EXCLUSIVE MODE")

    def release() -> None:
        connection.execute("ROLLBACK")
        connection.close()

    return release


def test_an_append_does_not_wait_for_maintenance_of_the_table(postgres_url: str) -> None:
    with open_log(postgres_url, lock_timeout_seconds=1) as log:
        log.record([noted(1)])
        release = hold_maintenance_lock(postgres_url)

        position = log.record([noted(2)])
        bulk = log.record([noted(version) for version in range(3, 103)])
        with open_log(postgres_url, lock_timeout_seconds=1) as other:
            opened_at = other.head()

        release()
        assert position < bulk == opened_at


def test_an_append_does_not_wait_for_a_vacuum(postgres_url: str) -> None:
    with open_log(postgres_url, lock_timeout_seconds=1) as log:
        log.record([noted(version, note="x" * 2_000) for version in range(1, 3_001)])
        run(postgres_url, "DELETE FROM stored_events WHERE originator_version > 1000")
        # Slowed down, so that it is still at work when the append comes.
        slow = "SET vacuum_cost_delay = 100; SET vacuum_cost_limit = 10; VACUUM stored_events"
        vacuum = subprocess.Popen(
            [sys.executable, "-c", _RUN_EACH, postgres_url, slow], stdout=subprocess.PIPE, text=True
        )
        while not run(postgres_url, "SELECT 1 FROM pg_stat_progress_vacuum"):
            assert vacuum.poll() is None, "the vacuum was over before anything could be recorded"

        log.record([noted(1_001)])

        assert run(postgres_url, "SELECT 1 FROM pg_stat_progress_vacuum")
        vacuum.terminate()
        vacuum.communicate(timeout=60)


_RUN_EACH = """
import sys, psycopg
with psycopg.connect(sys.argv[1], autocommit=True) as connection:
    for statement in sys.argv[2].split(";"):
        connection.execute(statement)
"""


@pytest.mark.parametrize("kept", [1, 7, 20])
def test_a_writer_killed_in_the_middle_loses_nothing_it_acknowledged(
    log_url: str, kept: int
) -> None:
    writer = started(log_url, place=3, acts=100_000)
    go(writer)
    said = [int(writer.stdout.readline()) for _ in range(kept)]
    writer.kill()
    rest, status = finish(writer)
    said += rest
    assert status == -signal.SIGKILL

    with open_log(log_url) as log:
        recorded = list(log.stream(stream_id(Kind.REGISTER, 3)))
        assert list(log.damage()) == []
        assert set(said) <= {one.position for one in recorded}
        assert len(recorded) % 2 == 0
        assert len(recorded) // 2 - len(said) in {0, 1}
        assert log.record([noted(1)]) > recorded[-1].position


def test_nothing_is_acknowledged_before_it_is_on_the_disk(sqlite_url: str, tmp_path: Path) -> None:
    if shutil.which("strace") is None:
        pytest.skip("There is no strace on this machine (Debian: strace).")
    trace = tmp_path / "trace"
    calls = "trace=pwrite64,write,fdatasync,fsync"
    strace = ("strace", "-f", "-y", "-e", calls, "-o", str(trace))
    writer = (sys.executable, "-m", "tests.domain.log.writer", sqlite_url, "1", "20")

    done = subprocess.run(
        [*strace, *writer], cwd=ROOT, input="\n", stdout=subprocess.PIPE, text=True, check=True
    )
    said = _whole_lines(done.stdout.removeprefix("ready\n"))

    unsynced: set[str] = set()
    acknowledged = 0
    # The index of the write-ahead log (-shm) is rebuilt after a crash and need not be on disk.
    stored = re.compile(r"(pwrite64|write|fdatasync|fsync)\(\d+<([^>]*log\.sqlite(?:-wal)?)>")
    for line in trace.read_text().splitlines():
        if found := stored.search(line):
            call, file = found.groups()
            unsynced = unsynced - {file} if "sync" in call else unsynced | {file}
        elif re.search(r"write\(1<[^>]*>, \"\d+\\n\"", line):
            acknowledged += 1
            assert not unsynced, f"acknowledged before {unsynced} was on disk: {line}"
    assert acknowledged == len(said) == 20
