"""How one column of text becomes values: a parser for each type of cell offices fill in."""
