"""Tests of cells: one module a kind of cell."""
