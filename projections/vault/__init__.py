"""The vault: the only place that knows who a taxpayer is, each person under a key of their own.

The log and every read model know taxpayers as numbers. Here stand the names, identity numbers and
addresses behind the numbers, each sealed under a random key per person. The keys stand in a table
of their own, wrapped under the master key. Erasing a person destroys that one key: the sealed
record stays, nobody can read it, and every sum of the log stays provable.
"""

from domain.errors import VaultDamaged
from projections.vault.contacts import Contact
from projections.vault.key import open_key
from projections.vault.opening import open_vault
from projections.vault.person import Person
from projections.vault.vault import Vault

__all__ = ["Contact", "Person", "Vault", "VaultDamaged", "open_key", "open_vault"]
