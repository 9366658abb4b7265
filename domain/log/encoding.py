"""The encoding of acts: msgpack of their fields by name, rows as raw columns."""

import datetime as dt
import types
from collections.abc import Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from typing import Annotated, Any, Final, Union, get_args, get_origin, get_type_hints
from uuid import UUID

import msgspec
import numpy as np

from domain.log.events import Acts, Event, StoredAct
from domain.rows import Rows, SchemaRegistry, Text, pack, pack_text, unpack, unpack_text

_HEAD: Final = ("stream", "version")
_Instant = Annotated[dt.datetime, msgspec.Meta(tz=True)]


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
        plain = msgspec.to_builtins(
            {name: getattr(event, name) for name in self._struct(act).__struct_fields__},
            builtin_types=(bytes,),
            enc_hook=_plain,
        )
        state = self._encode(plain)
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
        given = {name: getattr(content, name) for name in content.__struct_fields__}
        return act.event_class(stream=stream, version=version, **given)

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
    return msgspec.defstruct(
        event_class.__name__,
        [(field.name, _storable(hints[field.name], event_class), _default(field)) for field in own],
        kw_only=True,
        forbid_unknown_fields=True,
    )


def _default(field: "Field[Any]") -> Any:  # noqa: ANN401 - a default of any type
    if field.default is not MISSING:
        return msgspec.field(default=field.default)
    if field.default_factory is not MISSING:
        return msgspec.field(default_factory=field.default_factory)
    return msgspec.field()


def _storable(hint: Any, owner: type) -> Any:  # noqa: ANN401 - annotations are of any kind
    """Return the annotation with zones asked of times; raises TypeError where it holds a float."""
    if hint is float or hint is dt.time:
        msg = f"{owner.__name__} has a {hint.__name__}, which an act never has."
        raise TypeError(msg)
    if hint is dt.datetime:
        return _Instant
    if isinstance(hint, type) and is_dataclass(hint) and get_origin(hint) is None:
        for name, inner in get_type_hints(hint, include_extras=True).items():
            if _storable(inner, hint) != inner:
                msg = f"{hint.__name__}.{name} holds a time; put times into the act itself."
                raise TypeError(msg)
        return hint
    arguments = get_args(hint)
    if not arguments or get_origin(hint) is Annotated:
        return hint
    inner = tuple(a if a is Ellipsis else _storable(a, owner) for a in arguments)
    if inner == arguments:
        return hint
    if get_origin(hint) in (Union, types.UnionType):
        return Union[inner]  # noqa: UP007 - built from a tuple
    return get_origin(hint)[inner]
