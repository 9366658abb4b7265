"""What banks sent, kept as it came before anybody looks into it, until it is settled.

A bank that was answered does not send again, so what it sent is on disk before the answer. The
bytes are sealed, as a payer may have typed an identity number; whoever reads messages opens them.
"""

from projections.inbox.inbox import Inbox, InboxUnavailable, Message
from projections.inbox.opening import open_inbox
from projections.inbox.sealing import MessageDamaged
from projections.inbox.tables import DONE, HELD, REFUSED, SET_ASIDE, WAITING

__all__ = [
    "DONE",
    "HELD",
    "REFUSED",
    "SET_ASIDE",
    "WAITING",
    "Inbox",
    "InboxUnavailable",
    "Message",
    "MessageDamaged",
    "open_inbox",
]
