"""The made-up nation: the offices' own files with their real mess, drawn from a seed."""
