"""Tests of the letters and forms, which read them back from the rendered page."""
