"""Tests of what banks send."""
