"""Tests of what other offices send us."""
