"""Codes that were given out, consents and partners' orders are kept on both stores."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from projections.sessions import Code, PartnerOrder, Stores, open_stores

REF1 = "0560070169000000184"
OTHER = "T1VMV4A83HDKHN59"


@pytest.fixture
def url(log_url: str) -> str:
    return log_url.replace("postgresql:", "postgresql+psycopg:")


@pytest.fixture
def stores(url: str) -> Iterator[Stores]:
    stores = open_stores(url)
    yield stores
    stores.engine.dispose()


def test_a_code_is_asked_about_when_its_time_has_come(stores: Stores) -> None:
    awaited = stores.awaited
    awaited.add(REF1, "099", now=10.0, ask_at=100.0)
    awaited.add(OTHER, "098", now=11.0, ask_at=50.0)

    assert awaited.due(now=49.0, most=10) == []
    assert [one.ref1 for one in awaited.due(now=100.0, most=10)] == [OTHER, REF1]
    assert [one.ref1 for one in awaited.due(now=100.0, most=1)] == [OTHER]

    awaited.again(OTHER, ask_at=200.0, tries=1)
    awaited.forget(REF1)

    assert awaited.due(now=199.0, most=10) == []
    assert awaited.due(now=200.0, most=10) == [
        Code(ref1=OTHER, biller="098", given_at=11.0, tries=1)
    ]
    assert (awaited.since(REF1), awaited.since(OTHER)) == (None, 11.0)


def test_a_code_given_out_again_is_asked_about_anew(stores: Stores) -> None:
    stores.awaited.add(REF1, "099", now=10.0, ask_at=100.0)
    stores.awaited.again(REF1, ask_at=9_000.0, tries=4)

    stores.awaited.add(REF1, "099", now=500.0, ask_at=590.0)

    assert stores.awaited.due(now=590.0, most=10) == [
        Code(ref1=REF1, biller="099", given_at=500.0, tries=0)
    ]


def test_many_who_ask_for_one_code_at_once_await_it_once(stores: Stores) -> None:
    def add(number: int) -> None:
        stores.awaited.add(REF1, "099", now=float(number), ask_at=100.0)

    with ThreadPoolExecutor(10) as threads:
        list(threads.map(add, range(40)))

    assert len(stores.awaited.due(now=100.0, most=10)) == 1


def test_a_consents_code_finds_its_citizen_for_its_program_alone(stores: Stores) -> None:
    code = stores.partners.give("portal", 7)
    other = stores.partners.give("portal", 8)

    assert stores.partners.whose("portal", code) == 7
    assert stores.partners.whose("portal", other) == 8
    assert stores.partners.whose("another", code) is None
    assert stores.partners.whose("portal", code + "x") is None

    anew = stores.partners.give("portal", 7)
    assert [stores.partners.whose("portal", one) for one in (code, anew)] == [None, 7]
    stores.partners.take("portal", 7)
    assert stores.partners.whose("portal", anew) is None
    assert stores.partners.whose("portal", other) == 8


def test_codes_are_kept_as_digests(stores: Stores) -> None:
    code = stores.partners.give("portal", 7)

    with stores.engine.connect() as connection:
        kept = connection.exec_driver_sql("SELECT code FROM web_consent").all()

    assert code.encode() not in bytes(kept[0][0])
    assert len(bytes(kept[0][0])) == 32


def test_a_partners_order_waits_until_it_is_told(stores: Stores) -> None:
    partners = stores.partners
    partners.await_order(OTHER, "portal", look_at=10.0, until=99.0)
    (one,) = partners.due(now=10.0, most=5)

    partners.again(one, look_at=20.0, tries=3)
    (failed,) = partners.due(now=20.0, most=5)
    partners.again(failed, look_at=30.0, told=1)
    (told,) = partners.due(now=30.0, most=5)
    partners.forget_order(OTHER)

    assert one == PartnerOrder(ref1=OTHER, client="portal", until=99.0, told=0, tries=0)
    assert (failed.told, failed.tries) == (0, 3)
    assert (told.told, told.tries) == (1, 0)
    assert partners.due(now=1_000.0, most=5) == []


def test_tables_that_a_later_version_brings_are_made_beside_the_others(url: str) -> None:
    first = open_stores(url)
    with first.engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE web_partner_order")
    first.engine.dispose()

    second = open_stores(url)

    second.partners.await_order(OTHER, "portal", look_at=10.0, until=99.0)
    assert len(second.partners.due(now=10.0, most=5)) == 1
    second.engine.dispose()
