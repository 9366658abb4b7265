"""The independent oracle: the Act again, written from its text, slow and in exact fractions."""
