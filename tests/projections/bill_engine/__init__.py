"""Tests of the bill engine, provision by provision and as a whole."""
