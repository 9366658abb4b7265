"""Requests read from a stream (one object, an array, or JSON lines) and answered line by line."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, islice
from typing import IO, Any, Final, TextIO

from api.calculation.calculate import Answer, answers
from api.calculation.refusal import Unanswerable
from api.calculation.strict_json import JSON_SPACE, is_unfinished, parse
from domain.law import Law

LONGEST: Final = 100_000_000
"""Bytes or letters in a line, and in an object or array that goes over several lines."""

BATCH: Final = 1_000
"""Requests of a file answered together: a long file needs no more memory than a short one."""

_UTF8_NAMES: Final = ("utf-8", "utf8")
_UTF8_MARK: Final = b"\xef\xbb\xbf"
_OTHER_MARKS: Final = (b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")


@dataclass(frozen=True, slots=True)
class Line:
    """A line that is not blank: its number, and its text or why it cannot be read."""

    number: int
    text: str | Unanswerable

    def parsed(self) -> Any:  # noqa: ANN401 - whatever JSON holds
        """Return what the line holds, or Unanswerable."""
        return self.text if isinstance(self.text, Unanswerable) else _parsed(self.text, self.number)


def answer_stream(stream: IO[str] | IO[bytes], law: Law | None = None) -> Iterator[str]:
    """Yield one line of JSON for each request of a stream, in order, each without a line end.

    The stream holds one request, an array of requests or JSON lines (blank lines are passed over),
    in UTF-8 with or without a byte order mark. A request that is bad has `{"error": …}` as its
    answer and the others are answered still.
    """
    for told in _answers(stream, law):
        yield json.dumps(told, ensure_ascii=False)


def main_calculate(
    stream_in: IO[str] | IO[bytes], stream_out: TextIO, law: Law | None = None
) -> int:
    """Answer the requests of a stream; return 0, or 1 where a request was bad.

    Thai letters are written as such where the stream that is written to is in UTF-8, else escaped.
    """
    status = 0
    ascii_only = (stream_out.encoding or "utf-8").lower() not in _UTF8_NAMES
    for told in _answers(stream_in, law):
        status = 1 if "error" in told else status
        stream_out.write(json.dumps(told, ensure_ascii=ascii_only) + "\n")
    return status


def _answers(stream: IO[str] | IO[bytes], law: Law | None) -> Iterator[Answer]:
    requests = _requests(_lines(stream))
    while batch := list(islice(requests, BATCH)):
        told = iter(answers([one for one in batch if not isinstance(one, Unanswerable)], law))
        for one in batch:
            yield one.answer() if isinstance(one, Unanswerable) else next(told)


def _requests(lines: Iterator[Line]) -> Iterator[Any]:
    """Yield each request as JSON read it, or Unanswerable; JSON lines as they come."""
    first = next(lines, None)
    if first is None:
        return
    whole = first.parsed()
    if isinstance(whole, list):
        second = next(lines, None)
        yield from whole if second is None else _json_lines(chain([first, second], lines))
    elif isinstance(first.text, str) and is_unfinished(first.text):
        yield from _over_lines(first, lines)
    else:
        yield from _json_lines(chain([first], lines))


def _json_lines(lines: Iterable[Line]) -> Iterator[Any]:
    for line in lines:
        yield line.parsed()


def _over_lines(first: Line, rest: Iterator[Line]) -> Iterator[Any]:
    """Yield the requests of an object or array over several lines.

    Where that is no JSON, it may be JSON lines of which only the first was cut off.
    """
    lines, size = [first], 0
    for line in rest:
        lines.append(line)
        size += len(line.text) if isinstance(line.text, str) else 0
        if size > LONGEST:
            yield _too_large("An object or array", f"line {line.number}")
            return
    whole = _joined(lines)
    found = whole if isinstance(whole, Unanswerable) else _parsed(whole, first.number)
    if isinstance(found, list):
        yield from found
    elif isinstance(found, Unanswerable) and any(_is_request(line) for line in lines[1:]):
        yield from _json_lines(lines)
    else:
        yield found


def _joined(lines: list[Line]) -> str | Unanswerable:
    """Put lines together again, blank ones where they were."""
    text, number = [], lines[0].number
    for line in lines:
        if isinstance(line.text, Unanswerable):
            return line.text
        text.append("\n" * (line.number - number) + line.text)
        number = line.number
    return "".join(text)


def _is_request(line: Line) -> bool:
    found = line.parsed()
    return isinstance(found, dict) and ("properties" in found or "request" in found)


def _parsed(text: str, number: int) -> Any:  # noqa: ANN401 - whatever JSON holds
    try:
        return parse(text, line=number)
    except Unanswerable as refused:
        return refused


def _lines(stream: IO[str] | IO[bytes]) -> Iterator[Line]:
    """Yield the lines that are not blank."""
    number = 0
    while read := stream.readline(LONGEST + 1):
        number += 1
        if len(read) > LONGEST:
            _skip_rest(stream, read)
            yield Line(number, _too_large("A line", f"line {number}"))
            continue
        if number == 1 and isinstance(read, bytes) and read.startswith(_OTHER_MARKS):
            yield Line(number, _not_utf8(number))
            return
        text = _text(read, first=number == 1)
        if text is None:
            yield Line(number, _not_utf8(number))
        elif text.strip(JSON_SPACE):
            yield Line(number, text.rstrip(JSON_SPACE))


def _text(read: str | bytes, *, first: bool) -> str | None:
    """Return a line as text without the byte order mark, None where it is not UTF-8."""
    try:
        if isinstance(read, bytes):
            return (read.removeprefix(_UTF8_MARK) if first else read).decode("utf-8")
        read.encode("utf-8")
    except UnicodeError:
        return None
    return read.removeprefix("\ufeff") if first else read


def _skip_rest(stream: IO[str] | IO[bytes], read: str | bytes) -> None:
    """Read on to the end of a line that is too long."""
    end = "\n" if isinstance(read, str) else b"\n"
    while read and read[-1:] != end:
        read = stream.readline(LONGEST)


def _not_utf8(number: int) -> Unanswerable:
    message = "Requests are written in UTF-8; save the file so."
    return Unanswerable("not-utf-8", message, f"line {number}")


def _too_large(what: str, where: str) -> Unanswerable:
    return Unanswerable("too-large", f"{what} has at most {LONGEST:,} letters.", where)
