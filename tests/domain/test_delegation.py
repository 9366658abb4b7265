"""A relative or agent acts for a taxpayer in a scope, until a day, and no longer once revoked."""

from datetime import UTC, date, datetime

import pytest

from domain.delegation import Affairs, DelegationWrong, TaxpayerEvent
from domain.log.events import Recorded

TODAY = date(2026, 5, 4)
AT = datetime(2026, 5, 4, 3, tzinfo=UTC)
END = date(2026, 12, 31)


def affairs(*events: TaxpayerEvent) -> Affairs:
    mine = Affairs(taxpayer=77)
    mine.take_in(Recorded(position=n, event=event) for n, event in enumerate(events, start=1))
    return mine


def test_an_agent_may_do_what_was_named_until_the_last_day() -> None:
    granted = affairs().delegate(88, ("pay", "see"), until=END, today=TODAY, at=AT)

    mine = affairs(granted)

    assert mine.may(88, "see", on=END)
    assert mine.may(88, "pay", on=END)
    assert not mine.may(88, "appeal", on=TODAY)
    assert not mine.may(88, "see", on=date(2027, 1, 1))
    assert not mine.may(99, "see", on=TODAY)


def test_a_revoked_agent_may_nothing() -> None:
    mine = affairs(affairs().delegate(88, ("see",), until=END, today=TODAY, at=AT))

    mine.apply(Recorded(position=2, event=mine.revoke(88, at=AT)))

    assert not mine.may(88, "see", on=TODAY)
    with pytest.raises(DelegationWrong, match="There is no such delegation"):
        mine.revoke(88, at=AT)


@pytest.mark.parametrize(
    ("to", "scopes", "until"),
    [
        (77, ("see",), END),
        (88, (), END),
        (88, ("sell",), END),
        (88, ("see",), date(2026, 5, 3)),
        (88, ("see",), date(2031, 5, 5)),
    ],
    ids=["oneself", "no scope", "no such scope", "ended before it began", "longer than 5 years"],
)
def test_a_delegation_that_cannot_be_is_refused(
    to: int, scopes: tuple[str, ...], until: date
) -> None:
    with pytest.raises(DelegationWrong):
        affairs().delegate(to, scopes, until=until, today=TODAY, at=AT)


def test_the_channels_chosen_last_count() -> None:
    mine = affairs(affairs().choose_channels(("sms", "email"), language="th", at=AT))
    first = mine.channel
    mine.apply(Recorded(position=2, event=mine.choose_channels(("portal",), language="en", at=AT)))
    then = mine.channel
    mine.apply(Recorded(position=3, event=mine.choose_channels((), language="both", at=AT)))

    assert first is not None
    assert (first.channels, first.language) == (("email", "sms"), "th")
    assert then is not None
    assert (then.channels, then.language) == (("portal",), "en")
    assert mine.channel is not None
    assert (mine.channel.channel, mine.channel.channels) == ("post", ())


@pytest.mark.parametrize(
    ("channels", "language"), [(("pigeon",), "th"), (("post",), "th"), (("sms",), "fr")]
)
def test_channels_and_languages_are_those_there_are(
    channels: tuple[str, ...], language: str
) -> None:
    with pytest.raises(DelegationWrong):
        affairs().choose_channels(channels, language=language, at=AT)


def test_a_partner_may_do_what_was_consented_to_until_the_last_day() -> None:
    mine = affairs(affairs().consent("portal", ("pay", "see"), until=END, today=TODAY, at=AT))

    assert mine.consents_to("portal", "pay", on=END)
    assert not mine.consents_to("portal", "pay", on=date(2027, 1, 1))
    assert not mine.consents_to("other", "see", on=TODAY)


def test_a_withdrawn_consent_allows_nothing() -> None:
    mine = affairs(affairs().consent("portal", ("see",), until=END, today=TODAY, at=AT))

    mine.apply(Recorded(position=2, event=mine.withdraw_consent("portal", at=AT)))

    assert not mine.consents_to("portal", "see", on=TODAY)
    with pytest.raises(DelegationWrong, match="There is no such consent"):
        mine.withdraw_consent("portal", at=AT)


@pytest.mark.parametrize("scopes", [(), ("appeal",), ("see", "sell")])
def test_a_consent_is_to_see_or_pay(scopes: tuple[str, ...]) -> None:
    with pytest.raises(DelegationWrong):
        affairs().consent("portal", scopes, until=END, today=TODAY, at=AT)
