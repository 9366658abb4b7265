"""Drawings a page shows beside the table of the same figures: SVG without scripts or styles."""
