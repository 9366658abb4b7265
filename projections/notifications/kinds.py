"""What taxpayers are told of, by name, and which of it waits for the morning."""

from typing import Final

NOTICE_ISSUED: Final = "notice-issued"
NOTICE_AMENDED: Final = "notice-amended"
DUE_SOON: Final = "due-soon"
INSTALMENT_DUE: Final = "instalment-due"
OVERDUE: Final = "overdue"
WARNED: Final = "warned"
PAID: Final = "paid"
PAYMENT_REVERSED: Final = "payment-reversed"
PAYMENT_MOVED: Final = "payment-moved"
MONEY_BACK: Final = "money-back"
MATTER_FILED: Final = "matter-filed"
MATTER_DECIDED: Final = "matter-decided"
MATTER_ACCEPTED: Final = "matter-accepted"
DELEGATION_GIVEN: Final = "delegation-given"
CONSENT_GIVEN: Final = "consent-given"
CHANNELS_CHOSEN: Final = "channels-chosen"
ADDRESS_CODE: Final = "address-code"

KINDS: Final = (
    NOTICE_ISSUED,
    NOTICE_AMENDED,
    DUE_SOON,
    INSTALMENT_DUE,
    OVERDUE,
    WARNED,
    PAID,
    PAYMENT_REVERSED,
    PAYMENT_MOVED,
    MONEY_BACK,
    MATTER_FILED,
    MATTER_DECIDED,
    MATTER_ACCEPTED,
    DELEGATION_GIVEN,
    CONSENT_GIVEN,
    CHANNELS_CHOSEN,
    ADDRESS_CODE,
)

REMINDERS: Final = frozenset({DUE_SOON, INSTALMENT_DUE, OVERDUE})
"""Told of a day and not of an act; a payment overtakes those that wait."""

OWN_ALONE: Final = frozenset({DELEGATION_GIVEN, CONSENT_GIVEN, CHANNELS_CHOSEN, ADDRESS_CODE})
"""What one decided for oneself: joint owners and those who act for one are not told of it."""

AT_ONCE: Final = frozenset({PAID, *OWN_ALONE})
"""Answers to what somebody did this moment: whoever paid at night looks at the telephone, and
whoever did not let anybody act must know at once. All else waits for the morning."""
