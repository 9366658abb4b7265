"""A program that imports one file and says when it has read it, for tests that kill it."""

import resource
import signal
import sys
from pathlib import Path

from domain.log import open_log
from importers.receiving import decide_and_record
from tests.importers.feeds.office import Office


def main() -> None:
    """Import the file named second into the log named first; wait for a line before recording.

    The line is empty, or says how large a file may grow: whoever writes beyond that dies of it.
    """
    url, path = sys.argv[1:]
    office = Office(log=open_log(url))
    tables = office.read(Path(path))
    sys.stdout.write("read\n")
    sys.stdout.flush()
    if limit := sys.stdin.readline().strip():
        signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
        resource.setrlimit(resource.RLIMIT_FSIZE, (int(limit), int(limit)))
    decide_and_record(office.registers, tables, by=office.sender, confirmed=True)


if __name__ == "__main__":
    main()
