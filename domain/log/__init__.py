"""The log: one order of all acts, on SQLite or PostgreSQL."""
