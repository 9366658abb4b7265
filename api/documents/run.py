"""A body's whole run of notices: files of many notices each, each complete or absent."""

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

from api.documents.assessment_notice import AssessmentNotice, assessment_notice
from api.documents.letter import Content
from api.documents.thai_writing import Digits
from api.documents.typesetting import Typesetter
from api.documents.words import WordBreaker

NOTICES_A_FILE: Final = 200
"""Large enough to set what the notices share once, small enough for a printer and for memory."""
THREADS: Final = 2
_TITLE: Final = "หนังสือแจ้งการประเมินภาษีที่ดินและสิ่งปลูกสร้าง"


@dataclass(frozen=True, kw_only=True)
class Written:
    """One file of a run: the notices from `first` to `last` (numbers from 1 in the run's order)."""

    path: Path
    first: int
    last: int
    already_there: bool


def write_notices(
    notices: Iterable[AssessmentNotice],
    into: Path,
    progress: Callable[[Written], None],
    *,
    notices_a_file: int = NOTICES_A_FILE,
    digits: Digits = Digits.ARABIC,
) -> list[Written]:
    """Write a run in files of `notices_a_file`, each notice beginning on a front page.

    A file has its place and a digest of what it says in its name, and appears only when it is
    complete: after an interruption the same call goes on with what is missing. `progress` is told
    of each file in the run's order, from the calling thread. Only a few files' notices are in
    memory at a time. The first error ends the run once the files being set are done.
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
            for first, some in _numbered(notices, notices_a_file):
                waiting.append(threads.submit(_write_file, some, first, into, free))
                if len(waiting) > THREADS:
                    done.append(_tell(waiting.pop(0), progress))
            while waiting:
                done.append(_tell(waiting.pop(0), progress))
        finally:
            for one in waiting:
                one.cancel()
    return done


def _numbered(
    notices: Iterable[AssessmentNotice], size: int
) -> Iterator[tuple[int, tuple[AssessmentNotice, ...]]]:
    left, first = iter(notices), 1
    while some := tuple(islice(left, size)):
        yield first, some
        first += len(some)


def _tell(written: Future[Written], progress: Callable[[Written], None]) -> Written:
    one = written.result()
    progress(one)
    return one


def _write_file(
    notices: tuple[AssessmentNotice, ...], first: int, into: Path, free: SimpleQueue[Typesetter]
) -> Written:
    typesetter = free.get()
    try:
        contents = [assessment_notice(notice, typesetter.writer) for notice in notices]
        last = first + len(notices) - 1
        path = into / f"notices-{first:07d}-{last:07d}-{_digest(contents, typesetter.edition)}.pdf"
        if not path.exists():
            title, day = f"{_TITLE} {first}-{last}", notices[0].issued_on
            _keep(path, typesetter.pdf("pds6", contents, title=title, day=day))
            return Written(path=path, first=first, last=last, already_there=False)
        return Written(path=path, first=first, last=last, already_there=True)
    finally:
        free.put(typesetter)


def _digest(contents: list[Content], edition: bytes) -> str:
    said = json.dumps(contents, ensure_ascii=False, sort_keys=True).encode()
    return blake2b(said, digest_size=6, key=edition).hexdigest()


def _keep(path: Path, content: bytes) -> None:
    """Make a file appear at once and for good: written aside, forced to disk, then renamed."""
    aside = path.with_suffix(".part")
    with aside.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    aside.replace(path)
