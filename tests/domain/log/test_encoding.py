"""The encoding of acts: only what can be read back is written, and old versions are read as new."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone
from typing import Any

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.log.encoding import Encoding, UnknownAct, Unreadable
from domain.log.events import Acts, Event, StoredAct, Upcast
from domain.log.plain import plain
from domain.rows import Rows, Text, schema_registry
from domain.tables import PARCEL
from tests.domain.log.acts import NINE, REGISTER, Noted, Signature, delivered, noted


@dataclass(frozen=True, kw_only=True)
class Measured(Event):
    """An act of every kind of field."""

    whole: int = 1
    word: str = "ที่ดิน"
    sure: bool = True
    day: date | None = None
    at: datetime = NINE
    pairs: tuple[tuple[int, str], ...] = ()
    by_name: Mapping[str, int] = field(default_factory=dict)
    by_number: Mapping[int, tuple[int, ...]] = field(default_factory=dict)
    signed: Signature = field(default_factory=lambda: Signature(officer="A"))
    text: Text = field(default_factory=lambda: Text.of(()))
    rows: Rows = field(default_factory=lambda: Rows.empty(PARCEL.schema))


def encoding_of(
    event_class: type[Event], *, version: int = 1, upcasts: Mapping[int, Upcast] | None = None
) -> Encoding:
    acts = Acts()
    acts.add(
        StoredAct(
            name="Plot.Measured", version=version, event_class=event_class, upcasts=upcasts or {}
        )
    )
    return Encoding(acts, schema_registry([PARCEL.schema]))


def there_and_back(event: Event) -> Event:
    encoding = encoding_of(type(event))
    topic, state = encoding.encode(event)
    return encoding.decode(topic, state, stream=event.stream, version=event.version)


zones = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
measured = st.builds(
    Measured,
    stream=st.just(REGISTER),
    version=st.integers(1, 10**6),
    whole=st.integers(-(2**63), 2**64 - 1),
    word=st.text(st.characters(codec="utf-8")),
    sure=st.booleans(),
    day=st.none() | st.dates(),
    at=st.datetimes(timezones=zones),
    pairs=st.lists(st.tuples(st.integers(0, 9), st.text(max_size=3))).map(tuple),
    by_name=st.dictionaries(st.text(max_size=5), st.integers(0, 9)),
    by_number=st.dictionaries(st.integers(0, 9), st.lists(st.integers(0, 9)).map(tuple)),
    text=st.lists(st.text(max_size=5)).map(Text.of),
)


@given(measured)
def test_an_act_is_read_back_as_it_was(event: Measured) -> None:
    assert there_and_back(event) == event


def test_numpy_s_whole_numbers_are_stored_as_numbers() -> None:
    event = there_and_back(Measured(stream=REGISTER, version=1, whole=np.int64(5)))  # type: ignore[arg-type]

    assert isinstance(event, Measured)
    assert type(event.whole) is int


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"whole": "7"}, r"Plot.Measured cannot be stored: Expected `int`, got `str` - at `\$.wh"),
        ({"whole": True}, r"Expected `int`, got `bool`"),
        ({"whole": 1.5}, r"Expected `int`, got `float`"),
        ({"word": None}, r"Expected `str`, got `None`"),
        ({"day": NINE}, r"Invalid RFC3339|Invalid ISO8601|Expected `date"),
        ({"at": datetime(2026, 1, 5)}, r"Plot.Measured cannot be stored: a time in it has no zone"),  # noqa: DTZ001
        ({"pairs": ((1, 2),)}, r"Expected `str`, got `int` - at `\$.pairs"),
        ({"by_name": {1: 2}}, r"Expected `str`, got `int` - at `key` in `\$.by_name`"),
        ({"rows": Text.of(())}, r"packed rows are a name"),
        ({"text": object()}, r"An act cannot hold a object"),
    ],
)
def test_what_could_not_be_read_back_is_never_written(fields: Any, wrong: str) -> None:
    event = Measured(stream=REGISTER, version=1, **fields)

    with pytest.raises(TypeError, match=wrong):
        encoding_of(Measured).encode(event)


@dataclass(frozen=True, kw_only=True)
class Weighed:
    """A value with a float."""

    weight: float = 0.0


@dataclass(frozen=True, kw_only=True)
class Floating(Event):
    """An act that must not be."""

    weights: tuple[Weighed, ...] = ()


def test_an_act_with_a_float_anywhere_is_refused() -> None:
    with pytest.raises(TypeError, match="Weighed holds a float, which an act never does"):
        encoding_of(Floating).encode(Floating(stream=REGISTER, version=1))


def test_an_act_without_a_stored_name_is_refused() -> None:
    with pytest.raises(TypeError, match="Floating has no stored name: decorate it with @stored"):
        encoding_of(Measured).encode(Floating(stream=REGISTER, version=1))


def old_state(**fields: Any) -> bytes:
    return msgspec.msgpack.encode(fields)


def test_a_field_added_later_has_its_default_in_older_acts() -> None:
    event = encoding_of(Measured).decode(
        "Plot.Measured.1", old_state(whole=7), stream=REGISTER, version=4
    )

    assert event == Measured(stream=REGISTER, version=4, whole=7)


def test_older_versions_are_read_through_their_upcasts_one_after_the_other() -> None:
    def from_baht(fields: dict[str, Any]) -> dict[str, Any]:
        return {**fields, "satang": fields["baht"] * 100}

    def renamed(fields: dict[str, Any]) -> dict[str, Any]:
        return {"whole": fields["satang"], "word": "upcast"}

    encoding = encoding_of(Measured, version=3, upcasts={1: from_baht, 2: renamed})

    first = encoding.decode("Plot.Measured.1", old_state(baht=2), stream=REGISTER, version=1)
    second = encoding.decode("Plot.Measured.2", old_state(satang=3), stream=REGISTER, version=1)
    third = encoding.decode("Plot.Measured.3", old_state(whole=4), stream=REGISTER, version=1)

    assert first == Measured(stream=REGISTER, version=1, whole=200, word="upcast")
    assert second == Measured(stream=REGISTER, version=1, whole=3, word="upcast")
    assert third == Measured(stream=REGISTER, version=1, whole=4)


def test_rows_in_an_older_version_are_read_after_the_upcast() -> None:
    encoding = encoding_of(Measured, version=2, upcasts={1: lambda fields: fields})
    packed = msgspec.msgpack.decode(
        encoding_of(Measured).encode(
            Measured(stream=REGISTER, version=1, rows=delivered(rows=4).tables["parcel"])
        )[1]
    )

    event = encoding.decode("Plot.Measured.1", old_state(**packed), stream=REGISTER, version=1)

    assert isinstance(event, Measured)
    assert event.rows == delivered(rows=4).tables["parcel"]


@pytest.mark.parametrize(
    "topic", ["Plot.Measured.2", "Plot.Measured.0", "Plot.Measured", "Plot.Measured.x", "Plot.1"]
)
def test_a_version_from_the_future_is_unknown(topic: str) -> None:
    with pytest.raises(UnknownAct, match="is not known to this program"):
        encoding_of(Measured).decode(topic, old_state(), stream=REGISTER, version=1)


def test_an_upcast_that_fails_is_a_finding_about_the_act() -> None:
    encoding = encoding_of(Measured, version=2, upcasts={1: lambda fields: {"w": fields["gone"]}})

    with pytest.raises(Unreadable, match="gone"):
        encoding.decode("Plot.Measured.1", old_state(whole=1), stream=REGISTER, version=1)


@pytest.mark.parametrize(
    ("name", "version", "upcasts", "wrong"),
    [
        ("domain.register:Survey", 1, {}, "stored under a name like Register.SurveyReceived"),
        ("register.received", 1, {}, "stored under a name like Register.SurveyReceived"),
        ("Plot.Measured", 2, {}, "version 2 has an upcast from each earlier version"),
        ("Plot.Measured", 1, {1: dict}, "version 1 has an upcast from each earlier version"),
    ],
)
def test_a_name_that_could_not_be_kept_is_refused(
    name: str, version: int, upcasts: Mapping[int, Upcast], wrong: str
) -> None:
    with pytest.raises(ValueError, match=wrong):
        Acts().add(StoredAct(name=name, version=version, event_class=Measured, upcasts=upcasts))


def test_a_stored_name_belongs_to_one_class() -> None:
    acts = Acts()
    acts.add(StoredAct(name="Plot.Measured", version=1, event_class=Measured, upcasts={}))

    with pytest.raises(ValueError, match=r"The stored name Plot.Measured .* registered twice"):
        acts.add(StoredAct(name="Plot.Measured", version=1, event_class=Noted, upcasts={}))


def test_an_act_is_shown_in_plain_values() -> None:
    shown = plain(delivered(2, rows=1))

    assert shown["act"] == "Test.Delivered"
    assert shown["stream"] == "REGISTER 05200203"
    assert shown["version"] == 2
    assert shown["fields"]["keys"] == {"property": ["C:0"]}
    parcel = shown["fields"]["tables"]["parcel"]
    assert (parcel["schema"], parcel["schema_version"], parcel["count"]) == ("parcel", 1, 1)
    assert parcel["columns"]["tambon"] == [520101]
    assert plain(noted(noted_at=NINE))["fields"]["noted_at"] == "2026-01-05T09:00:00Z"


def test_an_excerpt_of_a_field_that_the_act_does_not_have_is_refused() -> None:
    class Excerpt(msgspec.Struct):
        whole: int
        owner: str

    with pytest.raises(TypeError) as refused:
        encoding_of(Measured).excerpts({Measured: Excerpt})

    assert str(refused.value) == "Measured has no owner."
