"""The service's lines: for people, or one JSON object each. Neither holds what somebody sent."""

import json
import logging
import traceback
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

from api.observing.settings import Observing

_TEXT: Final = "%(asctime)s %(levelname)s %(name)s %(message)s"
_FRAMES: Final = 8


class JsonLines(logging.Formatter):
    """One object a line: when, how grave, whose; then the line's fields, or what it says.

    Of an exception the class and the places in the code are told and never its words, which may
    quote a request.
    """

    def format(self, record: logging.LogRecord) -> str:
        """Write a line."""
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
        }
        fields = getattr(record, "fields", None)
        if isinstance(fields, Mapping):
            line.update(fields)
        else:
            line["message"] = record.getMessage()
        if record.exc_info and record.exc_info[1] is not None:
            line["error"] = type(record.exc_info[1]).__name__
            line["where"] = [
                f"{one.filename}:{one.lineno} {one.name}"
                for one in traceback.extract_tb(record.exc_info[2])[-_FRAMES:]
            ]
        return json.dumps(line, ensure_ascii=False)


def say_what_happens(observing: Observing) -> None:
    """Let the service's lines be written: patterns of addresses and numbers of requests only."""
    handler = logging.StreamHandler()
    handler.setFormatter(JsonLines() if observing.json_lines else logging.Formatter(_TEXT))
    logging.basicConfig(handlers=[handler])
    logging.getLogger("thidin").setLevel(logging.INFO)
