"""A vault by the URL of its database and the file of its key."""

from pathlib import Path
from typing import Final

from projections.stores import open_store
from projections.vault.key import open_key
from projections.vault.vault import Vault

_SQLITE: Final = ("cache_size=-65536", "wal_autocheckpoint=16000")
"""For numbers that come in no order: many people touch a page each of the index. 64 MiB of pages
stay at hand, and a page that is touched again goes from the write-ahead log to its place once and
not each time. With a million people a person takes a sixth less than with a quarter of both."""


def open_vault(url: str, key_file: Path) -> Vault:
    """Open the vault, made on first use. Raises `UnsafeSetting` where the key is not its own."""
    return Vault(open_store(url, sqlite=_SQLITE), open_key(key_file))
