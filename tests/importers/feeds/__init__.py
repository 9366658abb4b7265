"""Tests of the feeds: what each kind of file says once it is recorded."""
