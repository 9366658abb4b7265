"""Tests of letters joined from log, vault and law."""
