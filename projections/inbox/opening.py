"""An inbox by the URL of its database."""

from typing import Final

from projections.inbox.inbox import Inbox
from projections.stores import open_store

_SQLITE: Final = ("synchronous=FULL", "busy_timeout=5000")
"""FULL: a bank that was answered never sends again, so a power cut must not take a message."""


def open_inbox(url: str, key: bytes) -> Inbox:
    """Open the inbox, made on first use; `key` is `Keys.inbox`."""
    return Inbox(open_store(url, sqlite=_SQLITE), key)
