"""The lists of words that offices use, as data, and the functions that read them."""
