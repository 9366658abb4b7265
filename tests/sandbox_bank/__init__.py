"""Tests of the bank to try things with."""
