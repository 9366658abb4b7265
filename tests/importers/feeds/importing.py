"""A program that imports one file and says when it has read it, for tests that kill it."""

import resource
import signal
import sys
from pathlib import Path

from domain.log import open_log
from importers.receiving import decide_and_record
from tests.importers.feeds.office import Office


def main(url: str, path: str) -> None:
    """Import a file into a log; wait for a line before recording.

    The line is empty, or says how large a file may grow: whoever writes beyond that dies of it.
    """
    office = Office(log=open_log(url))
    tables = office.read(Path(path))
    sys.stdout.write("read\n")
    sys.stdout.flush()
    if limit := sys.stdin.readline().strip():
        signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
        resource.setrlimit(resource.RLIMIT_FSIZE, (int(limit), int(limit)))
    decide_and_record(office.registers, tables, by=office.sender, confirmed=True)
