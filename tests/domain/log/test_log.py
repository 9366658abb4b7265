"""The log: what was recorded is there, in order, all or nothing, on both stores."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta, timezone
from uuid import uuid5

import numpy as np
import pytest
from msgspec import Struct

from domain.errors import StaleStream
from domain.log import Log, open_log
from domain.log.events import Event, Recorded
from domain.log.store import StoredRow
from domain.log.stream_ids import Kind, places, stream_id
from domain.rows import Text
from tests.domain.log.acts import (
    OTHER_REGISTER,
    REGISTER,
    Delivered,
    Noted,
    Signature,
    delivered,
    noted,
    parcels,
)


def events(recorded: list[Recorded]) -> list[Event]:
    return [one.event for one in recorded]


def test_a_new_log_is_empty(log: Log) -> None:
    assert log.head() == 0
    assert list(log.after(0)) == []
    assert list(log.stream(REGISTER)) == []
    assert log.stream_ids(Kind.REGISTER) == []
    assert list(log.damage()) == []


def test_acts_come_back_as_they_were_recorded(log: Log) -> None:
    bangkok = timezone(timedelta(hours=7))
    acts = [
        noted(1, note="ที่ดิน", amount_satang=-5, reference=uuid5(REGISTER, "a")),
        noted(2, noted_at=datetime(2026, 1, 5, 9, 0, 1, 5, tzinfo=bangkok)),
        noted(3, signed=(Signature(officer="A"), Signature(officer="B", day=date(2026, 1, 5)))),
        delivered(4, rows=1000),
        delivered(5, rows=0),
    ]

    last = log.record(acts)

    assert events(list(log.stream(REGISTER))) == acts
    assert events(list(log.after(0))) == acts
    assert log.head() == last


def test_a_time_keeps_its_zone(log: Log) -> None:
    at = datetime(2026, 1, 5, 9, 0, tzinfo=timezone(timedelta(hours=7)))

    log.record([noted(noted_at=at)])

    (found,) = log.stream(REGISTER)
    assert isinstance(found.event, Noted)
    assert found.event.noted_at.utcoffset() == timedelta(hours=7)


def test_rows_come_back_as_views_that_cannot_be_written(log: Log) -> None:
    log.record([delivered(rows=10)])

    (found,) = log.stream(REGISTER)

    assert isinstance(found.event, Delivered)
    area = found.event.tables["parcel"]["area_cwah"]
    assert area.base is not None
    assert not area.flags.writeable


def test_acts_of_several_streams_are_recorded_together_or_not_at_all(log: Log) -> None:
    log.record([noted(1, stream=OTHER_REGISTER)])
    before = log.head()

    with pytest.raises(StaleStream):
        log.record([noted(1), noted(1, stream=OTHER_REGISTER, note="late")])

    assert log.head() == before
    assert list(log.stream(REGISTER)) == []


def test_the_second_of_two_writers_is_told_that_the_stream_went_on(log: Log) -> None:
    log.record([noted(1, note="first")])

    with pytest.raises(StaleStream) as refused:
        log.record([noted(1, note="second")])

    assert str(refused.value) == (
        "Somebody else recorded version 1 of REGISTER 05200203 first. Nothing was recorded; read "
        "the stream again and decide again."
    )
    assert refused.value.code == "stale-stream"
    assert events(list(log.stream(REGISTER))) == [noted(1, note="first")]


def test_recording_the_same_acts_again_changes_nothing_and_gives_the_same_position(
    log: Log,
) -> None:
    acts = [delivered(1), noted(1, stream=OTHER_REGISTER)]
    position = log.record(acts)
    log.record([noted(2)])

    again = log.record(acts)

    assert again == position
    assert len(list(log.after(0))) == 3


def test_the_same_acts_with_one_more_are_not_the_same_acts(log: Log) -> None:
    log.record([noted(1)])

    with pytest.raises(StaleStream):
        log.record([noted(1), noted(2)])

    assert len(list(log.after(0))) == 1


@pytest.mark.parametrize(
    "acts", [[noted(2)], [noted(0)], [noted(1), noted(3)], [noted(1), noted(1)]]
)
def test_a_version_that_does_not_follow_is_never_recorded(log: Log, acts: list[Event]) -> None:
    with pytest.raises(ValueError, match=r"of REGISTER 05200203 does not follow what is recorded"):
        log.record(acts)

    assert log.head() == 0


def test_recording_nothing_gives_the_head(log: Log) -> None:
    last = log.record([noted(1)])

    assert log.record([]) == last


def test_a_stream_is_read_as_it_was_known_at_a_position(log: Log) -> None:
    first = log.record([noted(1)])
    second = log.record([noted(2), noted(1, stream=OTHER_REGISTER), noted(3)])

    assert [one.position for one in log.stream(REGISTER, until=first)] == [first]
    assert events(list(log.stream(REGISTER, until=second))) == [noted(1), noted(2), noted(3)]
    assert list(log.stream(REGISTER, until=0)) == []


def test_a_stream_is_read_on_from_a_version(log: Log) -> None:
    log.record([noted(1), noted(2), noted(3)])

    assert events(list(log.stream(REGISTER, after=2))) == [noted(3)]
    assert list(log.stream(REGISTER, after=3)) == []


def test_the_log_is_read_between_two_positions(log: Log) -> None:
    positions = [log.record([noted(version)]) for version in (1, 2, 3, 4)]

    read = list(log.after(positions[0], until=positions[2]))

    assert [one.position for one in read] == positions[1:3]
    assert events(read) == [noted(2), noted(3)]


@pytest.mark.parametrize(
    ("kinds", "versions"),
    [
        ({"Test.Noted"}, [1, 3]),
        ({"Test.Delivered"}, [2]),
        ({"Test"}, [1, 2, 3]),
        ({"Test.Noted", "Test.Delivered"}, [1, 2, 3]),
        ({"Register.Noted"}, []),
        (set(), []),
    ],
)
def test_the_log_is_read_by_stored_names(log: Log, kinds: set[str], versions: list[int]) -> None:
    log.record([noted(1), delivered(2), noted(3)])

    assert [one.event.version for one in log.after(0, kinds=kinds)] == versions


def test_the_log_is_read_within_a_range_of_streams(log: Log) -> None:
    mine = [stream_id(Kind.PAYMENT, place) for place in (4, 5, 6)]
    others = [stream_id(Kind.PAYMENT, place) for place in (3, 7)]
    for stream in (others[0], mine[2], REGISTER, mine[0], others[1], mine[1]):
        log.record([noted(stream=stream), delivered(2, stream=stream)])

    read = log.every_excerpt_after(0, {}, kinds={"Test.Noted"}, within=places(Kind.PAYMENT, 4, 6))

    assert [act for _, act in read] == [
        noted(stream=stream) for stream in (mine[2], mine[0], mine[1])
    ]


def test_streams_of_a_year_are_listed_whatever_their_number(log: Log) -> None:
    accounts = [stream_id(Kind.ACCOUNT, 7, 2569, number=one) for one in (1, 2**62, 2**63 - 1)]
    others = [stream_id(Kind.ACCOUNT, 7, 2568, number=2**62), stream_id(Kind.ACCOUNT, 8, 2569)]
    log.record([noted(1, stream=stream) for stream in [*accounts, *others]])

    assert log.stream_ids(Kind.ACCOUNT, place=7, year=2569) == accounts


def test_streams_are_listed_by_kind_and_place(log: Log) -> None:
    bodies = [stream_id(Kind.LOCAL_BODY, code) for code in (7, 5200203, 99999999)]
    log.record([noted(1, stream=stream) for stream in reversed(bodies)])
    log.record([noted(1), noted(2)])

    assert log.stream_ids(Kind.LOCAL_BODY) == bodies
    assert log.stream_ids(Kind.REGISTER) == [REGISTER]
    assert log.stream_ids(Kind.ROLL) == []


def test_positions_rise_and_reading_goes_on_over_many_pages(log: Log) -> None:
    for start in range(1, 2501, 500):
        log.record([noted(version) for version in range(start, start + 500)])

    read = list(log.after(0))

    positions = [one.position for one in read]
    assert [one.event.version for one in read] == list(range(1, 2501))
    assert positions == sorted(set(positions))
    assert events(list(log.stream(REGISTER))) == events(read)


def test_a_page_ends_by_bytes_long_before_it_ends_by_acts(log: Log) -> None:
    rows = parcels(10_000)
    incompressible = Text.of([np.random.default_rng(2).bytes(2_500_000).hex()])
    acts = [
        Delivered(
            stream=REGISTER, version=v, keys={"note": incompressible}, tables={"parcel": rows}
        )
        for v in range(1, 9)
    ]
    for act in acts:
        log.record([act])

    page = log._store.page(after=0, until=None, names=[])

    assert 1 <= len(page) < len(acts)
    assert events(list(log.after(0))) == acts


def test_many_acts_in_one_call_have_rising_positions_in_the_order_given(log: Log) -> None:
    log.record([noted(1, stream=OTHER_REGISTER)])

    last = log.record([noted(version) for version in range(1, 201)])

    read = list(log.stream(REGISTER))
    assert read[-1].position == last
    assert [one.position for one in read] == sorted(one.position for one in read)


def test_what_one_program_recorded_another_reads(log_url: str) -> None:
    with open_log(log_url) as log:
        log.record([noted(1)])
        with open_log(log_url) as other:
            assert events(list(other.after(0))) == [noted(1)]
            other.record([noted(2)])
        assert events(list(log.stream(REGISTER, after=1))) == [noted(2)]


def test_the_library_itself_can_save_and_read_acts(log: Log) -> None:
    log.save(noted(1))

    assert list(log.events.get(REGISTER)) == [noted(1)]
    assert [n.id for n in log.notification_log.select(1, 10)] == [log.head()]


def test_two_logs_in_memory_are_two_logs() -> None:
    with open_log("sqlite:///:memory:") as one, open_log("sqlite:///:memory:") as other:
        one.record([noted(1)])

        assert one.head() == 1
        assert other.head() == 0


def test_several_streams_are_read_in_one_go_as_of_a_position(log: Log) -> None:
    first = log.record([noted(1), noted(1, stream=OTHER_REGISTER), noted(2)])
    log.record([noted(3)])
    nobodys = stream_id(Kind.REGISTER, 1)

    found = log.streams([REGISTER, OTHER_REGISTER, nobodys], until=first)

    assert found == {
        REGISTER: list(log.stream(REGISTER, first)),
        OTHER_REGISTER: list(log.stream(OTHER_REGISTER)),
        nobodys: [],
    }


def test_what_changed_since_a_position_is_told_by_stream(log: Log) -> None:
    before = log.record([noted(1)])
    log.record([noted(1, stream=OTHER_REGISTER), noted(2)])

    changed = log.changed_after(before, most=10)

    assert [stream for _, stream in changed] == [OTHER_REGISTER, REGISTER]
    assert log.changed_after(before, most=1) == changed[:1]
    assert log.changed_after(log.head(), most=10) == []


def test_some_fields_of_some_kinds_of_acts_are_read_without_the_others(log: Log) -> None:
    class Excerpt(Struct):
        note: str

    log.record([noted(1, note="first"), delivered(2), noted(3, note="third")])

    found = list(log.excerpts({Noted: Excerpt}, kinds={"Test"}))

    assert [row.version for row, _ in found] == [1, 2, 3]
    assert [act for _, act in found] == [Excerpt("first"), delivered(2), Excerpt("third")]
    assert [list(log.excerpts({}, kinds=kinds)) for kinds in ({"Roll"}, set())] == [[], []]


def test_acts_are_put_back_some_at_a_time_and_all_of_them_at_their_positions(
    log: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("domain.log.log._RESTORED_AT_ONCE", 2)
    with open_log("sqlite:///:memory:") as other:
        other.record([noted(version) for version in range(1, 6)])
        rows = [row for page in other.stored_pages(0) for row in page]
    rows = [row._replace(position=3 * row.position) for row in rows]
    heads: list[int] = []

    def coming() -> Iterator[StoredRow]:
        for row in rows:
            heads.append(log.head())
            yield row

    assert log.restore(coming()) == 5
    assert heads == [0, 0, 6, 6, 12]
    assert [row for page in log.stored_pages(0) for row in page] == rows
