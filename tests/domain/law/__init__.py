"""The law as data: what may stand in its files, what a year's law is, and the index."""
