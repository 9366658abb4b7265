"""Each thread reads the log's file through a connection of its own, let go with the log."""

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from domain.log import open_log
from tests.domain.log.acts import REGISTER, noted


def open_files() -> int:
    return sum(
        "thidin" in str(one.readlink()) for one in Path("/proc/self/fd").iterdir() if one.exists()
    )


def test_many_threads_read_what_was_recorded_and_leave_nothing_open(tmp_path: Path) -> None:
    before = open_files()
    with open_log(f"sqlite:///{tmp_path / 'thidin.sqlite'}") as log:
        log.record([noted(1), noted(2)])
        with ThreadPoolExecutor(8) as threads:
            read = list(threads.map(lambda _: len(list(log.stream(REGISTER))), range(200)))
        log.record([noted(3)])
        assert len(list(log.stream(REGISTER))) == 3
        assert open_files() > before

    log.close()

    assert set(read) == {2}
    assert open_files() == before


def test_a_forked_process_reads_through_a_connection_of_its_own(tmp_path: Path) -> None:
    with open_log(f"sqlite:///{tmp_path / 'thidin.sqlite'}") as log:
        log.record([noted(1)])
        assert len(list(log.stream(REGISTER))) == 1
        child = os.fork()
        if not child:
            os._exit(len(list(log.stream(REGISTER))))
        _, status = os.waitpid(child, 0)
        log.record([noted(2)])

        assert os.waitstatus_to_exitcode(status) == 1
        assert len(list(log.stream(REGISTER))) == 2
