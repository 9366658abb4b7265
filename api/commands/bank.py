"""What a bank tells us becomes payments: messages of the inbox drained, answers asked for."""

import logging
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Protocol

from api.commands.payments import Outcome, receive
from api.office import Office
from domain.bank_line import BankLine
from domain.billers import Billers
from domain.errors import LogBusy, LogUnavailable, StaleStream
from domain.failpoints import Failpoint, reached
from domain.local_body import Signed
from importers.bank import BankMessageRefused, read_webhook
from projections.inbox import DONE, HELD, REFUSED, SET_ASIDE, Inbox, Message, open_inbox

HELD_AT_MOST: Final = timedelta(hours=1)
"""How long a bank may take to have in its books what it told of."""

AT_ONCE: Final = 200
"""Messages recorded in one transaction: enough to share the wait for the disk, few to repeat."""

_LOG: Final = logging.getLogger("thidin.bank")
_Settled = tuple[str, str]


def inbox_of(office: Office) -> Inbox:
    """Open the office's inbox, beside the log."""
    return open_inbox(office.settings.beside("inbox"), office.keys.inbox)


@dataclass(frozen=True, kw_only=True)
class Drained:
    """How many messages became what: new acts, known before, refused, set aside for a person.

    `held` are so large that their bank is asked first.
    """

    new: int
    known: int
    refused: int
    set_aside: int
    held: int = 0


def drain(
    office: Office,
    inbox: Inbox,
    *,
    billers: Billers,
    by: Signed,
    before_each: Callable[[], None] | None = None,
    hold_from: Mapping[str, int] = {},
) -> Drained:
    """Record what waits in the inbox, a batch in one transaction, until nothing waits.

    A message that cannot be read, or that fails by itself, is set aside with an alarm and does not
    stop the others; one that says otherwise than before is refused. Killed at any point, the next
    call goes on: what was recorded already is known. `before_each` is called before each batch: a
    caller says that it is still there. A payment of so many satang or more of a bank of `hold_from`
    is held until `confirm_held`. Raises `StaleStream`, `LogBusy`, `LogUnavailable`; then the batch
    waits on.
    """
    counts = dict.fromkeys(("new", "known", REFUSED, SET_ASIDE, HELD), 0)
    while True:
        if before_each is not None:
            before_each()
        messages = inbox.waiting(AT_ONCE, at=by.at, alarm=_alarm)
        if not messages:
            if inbox.has_waiting():
                continue  # all that were looked at could not be opened and are set aside now
            break
        settled = _settle(office, messages, billers, by, hold_from)
        reached(Failpoint.INBOX_RECORDED)
        grouped: dict[_Settled, list[int]] = defaultdict(list)
        for number, (what, reason) in settled.items():
            counts[what] += 1
            grouped[what, reason].append(number)
        for (what, reason), numbers in grouped.items():
            if what == HELD:
                inbox.hold(numbers)
                continue
            state = DONE if what in {"new", "known"} else what
            inbox.finish(numbers, state, reason=reason, at=by.at)
    return Drained(
        new=counts["new"],
        known=counts["known"],
        refused=counts[REFUSED],
        set_aside=counts[SET_ASIDE],
        held=counts[HELD],
    )


def _alarm(number: int, reason: str) -> None:
    _LOG.error("Message %d of a bank is set aside: %s", number, reason)


def _settle(
    office: Office,
    messages: Sequence[Message],
    billers: Billers,
    by: Signed,
    hold_from: Mapping[str, int],
) -> Mapping[int, _Settled]:
    """Return what became of each message, by its number."""
    settled: dict[int, _Settled] = {}
    lines: list[tuple[int, BankLine]] = []
    for message in messages:
        try:
            line = read_webhook(message.raw, bank=message.bank)
            if _is_large(line, hold_from):
                settled[message.number] = HELD, ""
            else:
                lines.append((message.number, line))
        except BankMessageRefused as wrong:
            _alarm(message.number, str(wrong))
            settled[message.number] = SET_ASIDE, str(wrong)
    settled.update(_record(office, lines, billers, by))
    return settled


def _is_large(line: BankLine, hold_from: Mapping[str, int]) -> bool:
    least = hold_from.get(line.bank)
    return least is not None and line.kind == "payment" and line.amount_satang >= least


def _record(
    office: Office, lines: Sequence[tuple[int, BankLine]], billers: Billers, by: Signed
) -> Mapping[int, _Settled]:
    """Record lines in one transaction; where that fails, in halves, so that one fails alone."""
    if not lines:
        return {}
    try:
        outcomes = receive(office, [line for _, line in lines], billers=billers, by=by)
    except (StaleStream, LogBusy, LogUnavailable):
        raise
    except Exception as error:  # noqa: BLE001 - one message must not stop the others; see the alarm
        if len(lines) > 1:
            half = len(lines) // 2
            return {
                **_record(office, lines[:half], billers, by),
                **_record(office, lines[half:], billers, by),
            }
        number, reason = lines[0][0], f"Recording it failed: {type(error).__name__}."
        _LOG.error("Message %d of a bank is set aside: %s", number, reason, exc_info=error)
        return {number: (SET_ASIDE, reason)}
    return {number: _settled(outcome) for (number, _), outcome in zip(lines, outcomes, strict=True)}


def _settled(outcome: Outcome) -> _Settled:
    if outcome.conflict:
        return REFUSED, outcome.conflict
    return "new" if outcome.new else "known", ""


@dataclass(frozen=True, kw_only=True)
class Question:
    """What to ask a bank: whether a reference was paid to a biller on one of these days."""

    biller: str
    ref1: str
    days: tuple[date, ...]


class Bank(Protocol):
    """A bank that answers questions."""

    @property
    def code(self) -> str:
        """The bank's code of three digits."""
        ...

    def payments(self, *, biller: str, ref1: str, day: date) -> Sequence[BankLine]:
        """Return what the bank has of that day. Raises `BankUnavailable`."""
        ...


class BankUnavailable(Exception):  # noqa: N818 - says what happened
    """The bank did not answer, or what it answered cannot be read; ask again later."""


@dataclass(frozen=True, kw_only=True)
class Answered:
    """What asking found: acts that are new, known ones, refused ones by message, questions open.

    A question without an answer stays open; nothing ever becomes failed.
    """

    new: int
    known: int
    refused: tuple[str, ...]
    open: tuple[Question, ...]
    unanswered: tuple[Question, ...]


@dataclass(frozen=True, kw_only=True)
class Heard:
    """What a bank said to questions; nothing of it is recorded yet."""

    lines: tuple[BankLine, ...]
    open: tuple[Question, ...]
    unanswered: tuple[Question, ...]


def ask(bank: Bank, questions: Iterable[Question]) -> Heard:
    """Ask a bank; a question it did not answer for some day is left unanswered."""
    still_open, unanswered, lines = [], [], []
    for question in questions:
        found: list[BankLine] = []
        try:
            for day in question.days:
                found += bank.payments(biller=question.biller, ref1=question.ref1, day=day)
        except BankUnavailable as unavailable:
            _LOG.warning("Bank %s did not answer: %s", bank.code, unavailable)
            unanswered.append(question)
        if found:
            lines += found
        elif question not in unanswered:
            still_open.append(question)
    return Heard(lines=tuple(lines), open=tuple(still_open), unanswered=tuple(unanswered))


def inquire(
    office: Office, bank: Bank, questions: Iterable[Question], *, billers: Billers, by: Signed
) -> Answered:
    """Ask a bank for confirmations that never came, and record what it answers.

    `open` are questions the bank has no payment for, `unanswered` those it did not answer; both
    may be asked again.
    """
    heard = ask(bank, questions)
    lines = heard.lines
    outcomes: list[Outcome] = []
    for start in range(0, len(lines), AT_ONCE):
        outcomes += receive(office, lines[start : start + AT_ONCE], billers=billers, by=by)
    return Answered(
        new=sum(outcome.new for outcome in outcomes),
        known=sum(not outcome.new and not outcome.conflict for outcome in outcomes),
        refused=tuple(outcome.conflict for outcome in outcomes if outcome.conflict),
        open=heard.open,
        unanswered=heard.unanswered,
    )


def confirm_held(
    office: Office, inbox: Inbox, banks: Mapping[str, Bank], *, billers: Billers, by: Signed
) -> int:
    """Ask banks whether they told what is held, and record what they say they have.

    A key that was stolen signs a message, and does not put money into the bank's books. What a bank
    does not have within an hour is set aside with an alarm; one that does not answer is asked
    again at the next call. Returns how many were recorded. Raises as `drain`.
    """
    recorded = 0
    for code in inbox.banks_held():
        try:
            for message in inbox.held(AT_ONCE, bank=code, at=by.at):
                recorded += _confirm(office, inbox, banks[code], message, billers, by)
        except (BankUnavailable, KeyError) as unavailable:
            # Each question would wait as long; and other banks' messages wait for none of them.
            _LOG.warning("What bank %s told is held on: %s", code, type(unavailable).__name__)
    return recorded


def _confirm(
    office: Office, inbox: Inbox, bank: Bank, message: Message, billers: Billers, by: Signed
) -> bool:
    """Ask a bank for one message that is held; say whether it is recorded now."""
    line = read_webhook(message.raw, bank=message.bank)
    found = bank.payments(biller=line.biller, ref1=line.ref1, day=line.paid_on)
    if any(_same(line, one) for one in found):
        (what, reason) = _record(office, [(message.number, line)], billers, by)[message.number]
        state = DONE if what in {"new", "known"} else what
        inbox.finish([message.number], state, reason=reason, at=by.at)
        return state == DONE
    if by.at - message.received_at > HELD_AT_MOST:
        reason = "The bank does not have the payment that was told in its name. Call the bank."
        _alarm(message.number, reason)
        inbox.finish([message.number], SET_ASIDE, reason=reason, at=by.at)
    return False


def _same(told: BankLine, found: BankLine) -> bool:
    wanted = (told.kind, told.bank_reference, told.amount_satang, told.ref1)
    return wanted == (found.kind, found.bank_reference, found.amount_satang, found.ref1)
