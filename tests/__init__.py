"""Everything that holds Thidin to the law, to its files and to its word."""
