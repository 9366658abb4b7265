"""Accounts: what they take in and what they refuse."""
