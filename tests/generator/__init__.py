"""Tests of the generator: the same seed gives the same bytes, and files are what offices send."""
