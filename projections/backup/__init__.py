"""Backups: the log in pieces that only grow, the other stores beside it, and how to come back."""

from projections.backup.backup import Backup, BackupWrong, back_up
from projections.backup.restore import Restored, position_at, restore
from projections.backup.state_hash import StateHash, state_hash
from projections.backup.tables import open_engines

__all__ = [
    "Backup",
    "BackupWrong",
    "Restored",
    "StateHash",
    "back_up",
    "open_engines",
    "position_at",
    "restore",
    "state_hash",
]
