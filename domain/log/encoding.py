"""The encoding of acts: msgpack of their fields by name, rows as raw columns."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from functools import cache
from typing import Any, Final, get_args, get_type_hints
from uuid import UUID

import msgspec
import numpy as np

from domain.log.events import Acts, Event, StoredAct
from domain.rows import Rows, SchemaRegistry, Text, pack, pack_text, unpack, unpack_text

_HEAD: Final = ("stream", "version")

Shapes = Mapping[type[Event], type[msgspec.Struct]]
"""By act, a struct that names some of its fields, for who needs no others."""


class Unreadable(Exception):  # noqa: N818 - a finding about stored bytes
    """Stored bytes are not an act this program knows; the message says why."""


class UnknownAct(Unreadable):
    """The stored name or its version is not one this program knows."""


class Encoding:
    """Turns acts into bytes and back. What is written has been read back once already."""

    def __init__(self, acts: Acts, schemas: SchemaRegistry) -> None:
        """Know the acts and the schemas of the rows in them."""
        self._acts = acts
        self._schemas = schemas
        self._structs: dict[type[Event], type[msgspec.Struct]] = {}
        self._decoders: dict[type[Event], msgspec.msgpack.Decoder[msgspec.Struct]] = {}
        self._encode = msgspec.msgpack.Encoder().encode

    def encode(self, event: Event) -> tuple[str, bytes]:
        """Return the topic and the state of an act.

        Raises TypeError for a field that could not be read back: a wrong type, a float, a time
        without a zone.
        """
        act = self._acts.of_class(type(event))
        if _has_naive_time(event):
            msg = f"{act.name} cannot be stored: a time in it has no zone."
            raise TypeError(msg)
        given = msgspec.to_builtins(event, builtin_types=(bytes,), enc_hook=_plain)
        for name in _HEAD:
            del given[name]
        state = self._encode(given)
        try:
            self._decoder(act).decode(state)
        except (msgspec.ValidationError, ValueError) as wrong:
            msg = f"{act.name} cannot be stored: {wrong}."
            raise TypeError(msg) from wrong
        return act.topic, state

    def decode(self, topic: str, state: bytes, *, stream: UUID, version: int) -> Event:
        """Return the act that was stored, in the newest version of its class.

        Raises UnknownAct for a topic this program does not know and Unreadable for bytes that
        are not such an act.
        """
        found = self._acts.of_topic(topic)
        if found is None:
            msg = f"the stored name {topic} is not known to this program"
            raise UnknownAct(msg)
        act, written = found
        try:
            content = self._content(act, written, state)
        except (msgspec.MsgspecError, ValueError, KeyError) as wrong:
            raise Unreadable(str(wrong)) from wrong
        # A frozen dataclass sets each field by a call of its own, which takes longer than to read
        # the act; what it was declared with was checked as the act was read.
        event = object.__new__(act.event_class)
        vars(event).update(msgspec.structs.asdict(content), stream=stream, version=version)
        return event

    def excerpts(self, shapes: Shapes) -> "Mapping[str, msgspec.msgpack.Decoder[msgspec.Struct]]":
        """Return by topic what reads some fields of an act; only newest versions have one.

        Raises TypeError for a field that the act does not have.
        """
        found = {}
        for event_class, shape in shapes.items():
            if strange := set(shape.__struct_fields__) - {one.name for one in fields(event_class)}:
                msg = f"{event_class.__name__} has no {', '.join(sorted(strange))}."
                raise TypeError(msg)
            topic = self._acts.of_class(event_class).topic
            found[topic] = msgspec.msgpack.Decoder(shape)
        return found

    def _content(self, act: StoredAct, written: int, state: bytes) -> msgspec.Struct:
        if written == act.version:
            return self._decoder(act).decode(state)
        plain: dict[str, Any] = msgspec.msgpack.decode(state, type=dict[str, Any])
        for version in range(written, act.version):
            plain = act.upcasts[version](plain)
        return msgspec.convert(
            plain, self._struct(act), builtin_types=(bytes,), dec_hook=self._rich
        )

    def _struct(self, act: StoredAct) -> type[msgspec.Struct]:
        struct = self._structs.get(act.event_class)
        if struct is None:
            struct = self._structs[act.event_class] = _struct(act.event_class)
        return struct

    def _decoder(self, act: StoredAct) -> "msgspec.msgpack.Decoder[msgspec.Struct]":
        decoder = self._decoders.get(act.event_class)
        if decoder is None:
            decoder = msgspec.msgpack.Decoder(self._struct(act), dec_hook=self._rich)
            self._decoders[act.event_class] = decoder
        return decoder

    def _rich(self, wanted: type, plain: object) -> Rows | Text:
        if wanted is Rows:
            return unpack(plain, self._schemas)
        if wanted is Text:
            return unpack_text(plain)
        msg = f"{wanted} is not a type that acts have"
        raise TypeError(msg)


def _plain(value: object) -> object:
    match value:
        case Rows():
            return pack(value)
        case Text():
            return pack_text(value)
        case np.integer():
            return int(value)
        case Mapping():
            return dict(value)
        case _:
            msg = f"An act cannot hold a {type(value).__name__}."
            raise TypeError(msg)


def _struct(event_class: type[Event]) -> type[msgspec.Struct]:
    hints = get_type_hints(event_class, include_extras=True)
    own = [field for field in fields(event_class) if field.name not in _HEAD]
    for field in own:
        _refuse_float(hints[field.name], event_class)
    return msgspec.defstruct(
        event_class.__name__,
        [(field.name, hints[field.name], _default(field)) for field in own],
        kw_only=True,
        forbid_unknown_fields=True,
    )


def _default(field: "Field[Any]") -> Any:  # noqa: ANN401 - a default of any type
    if field.default is not MISSING:
        return msgspec.field(default=field.default)
    if field.default_factory is not MISSING:
        return msgspec.field(default_factory=field.default_factory)
    return msgspec.field()


def _refuse_float(hint: object, owner: type) -> None:
    """Raise TypeError where an annotation, or a dataclass in it, holds a float or a mere time."""
    if hint is float or hint is dt.time:
        msg = f"{owner.__name__} holds a {hint.__name__}, which an act never does."
        raise TypeError(msg)
    if isinstance(hint, type) and is_dataclass(hint):
        for inner in get_type_hints(hint).values():
            _refuse_float(inner, hint)
    for argument in get_args(hint):
        _refuse_float(argument, owner)


def _has_naive_time(value: object) -> bool:
    if isinstance(value, dt.datetime):
        return value.tzinfo is None
    # Each act is asked about, so a dataclass comes before what holds times seldom.
    owner: type = type(value)
    if names := _timed(owner):
        return any(_has_naive_time(getattr(value, name)) for name in names)
    match value:
        case Mapping():
            return any(_has_naive_time(inner) for inner in value.values())
        case list() | tuple():
            return any(_has_naive_time(inner) for inner in value)
        case _:
            return False


@cache
def _timed(owner: type) -> tuple[str, ...]:
    """Return the names of a dataclass's fields that may hold a time; another type has none."""
    if not is_dataclass(owner):
        return ()
    hints = get_type_hints(owner)
    return tuple(field.name for field in fields(owner) if _may_hold_time(hints[field.name]))


def _may_hold_time(hint: object) -> bool:
    if hint is Any or hint is dt.datetime:
        return True
    if isinstance(hint, type) and _timed(hint):
        return True
    return any(_may_hold_time(argument) for argument in get_args(hint))
