"""Tests of `thidin calculate`."""
