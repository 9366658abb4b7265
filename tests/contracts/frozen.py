"""Frozen samples: the bytes of each act and version as they were first stored, never changed.

A sample is two files: `<stored name>.<version>.bin` holds the state as the log stores it, and the
`.json` of the same name says in plain values what it means, and of which stream it is.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from domain.log.events import ACTS, Event
from domain.log.mapper import ActMapper, ZstdCompressor
from domain.log.plain import plain
from domain.log.vocabulary import encoding

FOLDER = Path(__file__).parent / "events"


@dataclass(frozen=True, kw_only=True)
class Sample:
    """One frozen act: its topic, its state, and what it means."""

    topic: str
    state: bytes
    meaning: dict[str, Any]

    @classmethod
    def read(cls, state: Path) -> "Sample":
        meaning = json.loads(state.with_suffix(".json").read_text(encoding="utf-8"))
        return cls(topic=state.stem, state=state.read_bytes(), meaning=meaning)

    def load(self) -> Event:
        """Read the act as the log would."""
        return mapper().read(
            UUID(self.meaning["stream_id"]),
            self.meaning["version"],
            self.topic,
            self.state,
            position=1,
        )


def mapper() -> ActMapper:
    return ActMapper(encoding(), ZstdCompressor())


def samples() -> list[Sample]:
    """Return all frozen samples, by name."""
    return [Sample.read(state) for state in sorted(FOLDER.glob("*.bin"))]


def current_topics() -> set[str]:
    """Return the topics that the streams store today; acts made up by tests are none of them."""
    encoding()
    return {a.topic for a in ACTS if not a.event_class.__module__.startswith("tests.")}


def freeze(event: Event, folder: Path = FOLDER) -> Path | None:
    """Write the sample of an act unless its name and version are frozen already."""
    stored = mapper().to_stored_event(event)
    state = folder / f"{stored.topic}.bin"
    if state.exists():
        return None
    text = json.dumps(plain(event), ensure_ascii=False, indent=1)
    state.with_suffix(".json").write_text(text + "\n", encoding="utf-8")
    state.write_bytes(stored.state)
    return state
