"""Tests of the house itself: what its documents say and what its locks hold."""
