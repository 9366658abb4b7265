"""Contracts: what the log has ever stored must load for ever."""
