"""Tests of the inbox of banks' messages."""
