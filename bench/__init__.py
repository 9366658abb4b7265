"""Measurements: how fast the nation's bills are computed, beside other tools, on made-up data."""
