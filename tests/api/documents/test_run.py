"""A run of letters in files: complete or absent, the same again, whoever was interrupted."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from api.documents import AssessmentNotice
from api.documents.run import Written, superseded, write_letters
from tests.api.documents import letters
from tests.api.documents.pages import texts
from tests.programs import LONGEST, waited

RUN: str = """
import signal
import sys
from pathlib import Path
from api.documents.run import write_letters
from tests.api.documents.test_run import notices

if __name__ == "__main__":
    # Whoever is told of the first file waits to be killed; those who write others go on.
    write_letters(
        notices(12), Path(sys.argv[1]), lambda _: signal.pause(), named="n", letters_a_file=2
    )
"""


def notices(count: int) -> Iterator[AssessmentNotice]:
    for number in range(1, count + 1):
        yield letters.notice(number, payable=letters.payable(number, letters.LAND.tax_satang))


def run(into: Path, count: int = 5, told: list[Written] | None = None) -> list[Written]:
    heard = told if told is not None else []
    return write_letters(notices(count), into, heard.append, named="n", letters_a_file=2)


def test_a_run_is_cut_into_files_in_its_order_and_tells_of_each(tmp_path: Path) -> None:
    told: list[Written] = []

    files = run(tmp_path, told=told)

    assert told == files
    assert [(one.first, one.last) for one in files] == [(1, 2), (3, 4), (5, 5)]
    for one in files:
        pages = texts(one.path)
        assert [page[:40] for page in pages if f"{one.first:08d}" in page]
        assert len(pages) == 2 * (one.last - one.first + 1)


def test_every_notice_begins_on_a_front_page(tmp_path: Path) -> None:
    (file, *_) = run(tmp_path, 2)

    fronts = texts(file.path)[::2]
    assert ["ภ.ด.ส.6" in page for page in fronts] == [True, True]


def test_the_same_run_writes_the_same_bytes_under_the_same_names(tmp_path: Path) -> None:
    first, second = run(tmp_path / "a"), run(tmp_path / "b")

    assert [one.path.name for one in first] == [one.path.name for one in second]
    for one, other in zip(first, second, strict=True):
        assert one.path.read_bytes() == other.path.read_bytes()


def test_a_run_in_processes_writes_what_a_run_in_one_does(tmp_path: Path) -> None:
    many = run(tmp_path / "many", 3)
    alone = write_letters(notices(2), tmp_path / "one", lambda _: None, named="n", letters_a_file=2)

    assert many[0].path.read_bytes() == alone[0].path.read_bytes()


def test_a_file_of_another_content_is_told_apart_by_name_and_listed(tmp_path: Path) -> None:
    old = run(tmp_path, 2)
    other = replace(letters.notice(1), number="1/2569")
    new = write_letters([other], tmp_path, lambda _: None, named="n")

    assert superseded(new, tmp_path, named="n") == [old[0].path]
    assert superseded([*old, *new], tmp_path, named="n") == []


def test_an_error_in_the_letters_ends_the_run_and_leaves_whole_files(tmp_path: Path) -> None:
    def broken() -> Iterator[AssessmentNotice]:
        yield from notices(4)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        write_letters(broken(), tmp_path, lambda _: None, named="n", letters_a_file=2)

    assert all(texts(path) for path in tmp_path.glob("*.pdf"))
    assert not list(tmp_path.glob("*.part"))


@pytest.mark.slow
def test_a_killed_run_leaves_no_half_file_and_nobody_working_and_goes_on(tmp_path: Path) -> None:
    folder = tmp_path / "letters"
    root = Path(__file__).parents[3]
    program = tmp_path / "run.py"
    program.write_text(RUN, "utf-8")
    environment = {**os.environ, "PYTHONPATH": str(root)}
    started = subprocess.Popen(
        [sys.executable, str(program), str(folder)], env=environment, cwd=root
    )
    waited(started, lambda: next(folder.glob("*.pdf"), None))
    children = _children(started.pid)
    started.send_signal(signal.SIGKILL)
    started.wait()

    assert children
    until = time.monotonic() + LONGEST
    while any(_alive(one) for one in children) and time.monotonic() < until:
        os.sched_yield()
    assert not any(_alive(one) for one in children)
    before = {path.name for path in folder.glob("*.pdf")}
    assert before
    assert all(texts(path) for path in folder.glob("*.pdf"))
    files = run(folder, 12)
    assert {one.path.name for one in files if one.already_there} == before
    assert len(files) == 6


def _children(pid: int) -> list[int]:
    listed = Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii")
    return [int(one) for one in listed.split()]


def _alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text("ascii").split()[2] != "Z"
    except OSError:
        return False
