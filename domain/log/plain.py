"""Acts for people and for other programs: plain values that can be printed as JSON."""

from collections.abc import Mapping
from typing import Any

import msgspec

from domain.log.events import ACTS, Event
from domain.log.stream_ids import show_stream
from domain.rows import Rows, Text


def plain(event: Event) -> dict[str, Any]:
    """Return an act as plain values: its stored name, stream and version, and its own fields.

    Rows are given column by column under their schema's name and version, text as strings, days
    and times in ISO 8601.
    """
    act = ACTS.of_class(type(event))
    own: dict[str, Any] = msgspec.to_builtins(
        {name: value for name, value in vars(event).items() if name not in ("stream", "version")},
        enc_hook=_open,
        str_keys=True,
    )
    return {
        "act": act.name,
        "act_version": act.version,
        "stream": show_stream(event.stream),
        "stream_id": str(event.stream),
        "version": event.version,
        "fields": own,
    }


def _open(value: object) -> object:
    match value:
        case Rows():
            columns = {name: value[name].tolist() for name in value}
            schema = {"schema": value.schema.name, "schema_version": value.schema.version}
            return {**schema, "count": len(value), "columns": columns}
        case Text():
            return value.tolist()
        case Mapping():
            return dict(value)
        case _:
            return int(value)  # type: ignore[call-overload] # NumPy's whole numbers
