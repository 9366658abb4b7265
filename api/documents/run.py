"""A run of letters of one kind: files of many letters each, each file complete or absent.

A run of several files is set by processes of their own: the typesetter's threads wait for each
other inside one process, a fifth of the time.
"""

import json
import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from itertools import chain, islice
from pathlib import Path
from typing import Final

from api.documents.letter import Content
from api.documents.thai_writing import Digits
from api.documents.typesetting import Typesetter
from api.documents.write import Letter, setting
from api.processes import not_the_program, processes
from domain.errors import Refused

LETTERS_A_FILE: Final = 100
"""Large enough to set what the letters share once, small enough for a printer and for memory."""
PROCESSES: Final = 2
_DIGEST_BYTES: Final = 6
_THREADS_OF_A_TYPESETTER: Final = "RAYON_NUM_THREADS"


class TypesettingStopped(Refused):
    """A process that set letters was ended from outside."""

    code = "typesetting-stopped"


@dataclass(frozen=True, kw_only=True)
class Written:
    """One file of a run: the letters from `first` to `last` (numbers from 1 in the run's order)."""

    path: Path
    first: int
    last: int
    already_there: bool


def write_letters(
    letters: Iterable[Letter],
    into: Path,
    progress: Callable[[Written], None],
    *,
    named: str,
    letters_a_file: int = LETTERS_A_FILE,
    digits: Digits = Digits.ARABIC,
    specimen: bool = False,
) -> list[Written]:
    """Write a run of one kind in files of `letters_a_file`, each letter beginning on a front page.

    A file is called `named`, with its place in the run and a digest of what it says, and appears
    only when it is complete: after an interruption the same call goes on with what is missing.
    `progress` is told of each file in the run's order, from the calling thread. Only a few files'
    letters are in memory at a time. The first error ends the run once the files being set are done.
    Raises `TypesettingStopped`.
    """
    into.mkdir(parents=True, exist_ok=True)
    parts = _numbered(letters, letters_a_file)
    first = list(islice(parts, 2))
    done: list[Written] = []
    with _executor(len(first)) as executor:
        waiting: list[Future[Written]] = []
        try:
            for number, some in chain(first, parts):
                with not_the_program():
                    one = executor.submit(_write_file, some, number, into / named, digits, specimen)
                waiting.append(one)
                if len(waiting) > PROCESSES:
                    done.append(_tell(waiting.pop(0), progress))
            while waiting:
                done.append(_tell(waiting.pop(0), progress))
        except BrokenProcessPool as stopped:
            raise TypesettingStopped(
                "A process that was setting letters was ended from outside, perhaps as memory ran "
                "out. The files there are complete; the same command goes on with the others."
            ) from stopped
        finally:
            for one in waiting:
                one.cancel()
    return done


def _executor(files: int) -> Executor:
    """Return processes for a run, or a thread for one file, which is set before they have begun."""
    if files < PROCESSES:
        return ThreadPoolExecutor(1)
    return processes(PROCESSES, environment={_THREADS_OF_A_TYPESETTER: "1"})


def superseded(written: Iterable[Written], into: Path, *, named: str) -> list[Path]:
    """Return files of an earlier run of the same name that this run did not write or find.

    They say something else, or are cut otherwise; who prints the folder would print both.
    """
    mine = {one.path for one in written}
    return sorted(path for path in into.glob(f"{named}-*.pdf") if path not in mine)


def _numbered(letters: Iterable[Letter], size: int) -> Iterator[tuple[int, tuple[Letter, ...]]]:
    left, first = iter(letters), 1
    while some := tuple(islice(left, size)):
        yield first, some
        first += len(some)


def _tell(written: Future[Written], progress: Callable[[Written], None]) -> Written:
    one = written.result()
    progress(one)
    return one


def _write_file(
    letters: tuple[Letter, ...],
    first: int,
    named: Path,
    digits: Digits,
    specimen: bool,  # noqa: FBT001 - a process is given arguments by place
) -> Written:
    typesetter = _typesetter(digits, specimen=specimen)
    settings = [setting(letter, typesetter.writer) for letter in letters]
    contents = [one.content for one in settings]
    last, head = first + len(letters) - 1, settings[0]
    digest = _digest(contents, typesetter.edition)
    path = named.with_name(f"{named.name}-{first:07d}-{last:07d}-{digest}.pdf")
    if path.exists():
        return Written(path=path, first=first, last=last, already_there=True)
    title = f"{head.title} {first}-{last}"
    _keep(path, typesetter.pdf(head.template, contents, title=title, day=head.day))
    typesetter.forget()
    return Written(path=path, first=first, last=last, already_there=False)


@cache
def _typesetter(digits: Digits, *, specimen: bool) -> Typesetter:
    """Return the typesetter of this process, made once: its words take a quarter of a second."""
    return Typesetter(digits=digits, specimen=specimen)


def _digest(contents: list[Content], edition: bytes) -> str:
    said = json.dumps(contents, ensure_ascii=False, sort_keys=True).encode()
    return blake2b(said, digest_size=_DIGEST_BYTES, key=edition).hexdigest()


def _keep(path: Path, content: bytes) -> None:
    """Make a file appear at once and for good: written aside, forced to disk, then renamed."""
    aside = path.with_suffix(".part")
    with aside.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    aside.replace(path)
