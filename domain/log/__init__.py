"""The log: one order of all acts, on SQLite or PostgreSQL, with positions that never go back."""

from domain.log.log import Log, open_log

__all__ = ["Log", "open_log"]
