"""A run of letters of one kind: files of many letters each, each file complete or absent."""

import json
import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from hashlib import blake2b
from itertools import islice
from pathlib import Path
from queue import SimpleQueue
from typing import Final

from api.documents.letter import Content
from api.documents.thai_writing import Digits
from api.documents.typesetting import Typesetter
from api.documents.words import WordBreaker
from api.documents.write import Letter, setting

LETTERS_A_FILE: Final = 200
"""Large enough to set what the letters share once, small enough for a printer and for memory."""
THREADS: Final = 2
_DIGEST_BYTES: Final = 6


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
) -> list[Written]:
    """Write a run of one kind in files of `letters_a_file`, each letter beginning on a front page.

    A file is called `named`, with its place in the run and a digest of what it says, and appears
    only when it is complete: after an interruption the same call goes on with what is missing.
    `progress` is told of each file in the run's order, from the calling thread. Only a few files'
    letters are in memory at a time. The first error ends the run once the files being set are done.
    """
    into.mkdir(parents=True, exist_ok=True)
    words = WordBreaker()
    free: SimpleQueue[Typesetter] = SimpleQueue()
    for _ in range(THREADS):
        free.put(Typesetter(digits=digits, words=words))
    done: list[Written] = []
    with ThreadPoolExecutor(THREADS) as threads:
        waiting: list[Future[Written]] = []
        try:
            for first, some in _numbered(letters, letters_a_file):
                waiting.append(threads.submit(_write_file, some, first, into / named, free))
                if len(waiting) > THREADS:
                    done.append(_tell(waiting.pop(0), progress))
            while waiting:
                done.append(_tell(waiting.pop(0), progress))
        finally:
            for one in waiting:
                one.cancel()
    return done


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
    letters: tuple[Letter, ...], first: int, named: Path, free: SimpleQueue[Typesetter]
) -> Written:
    typesetter = free.get()
    try:
        settings = [setting(letter, typesetter.writer) for letter in letters]
        contents = [one.content for one in settings]
        last, head = first + len(letters) - 1, settings[0]
        digest = _digest(contents, typesetter.edition)
        path = named.with_name(f"{named.name}-{first:07d}-{last:07d}-{digest}.pdf")
        if path.exists():
            return Written(path=path, first=first, last=last, already_there=True)
        title = f"{head.title} {first}-{last}"
        _keep(path, typesetter.pdf(head.template, contents, title=title, day=head.day))
        return Written(path=path, first=first, last=last, already_there=False)
    finally:
        free.put(typesetter)


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
