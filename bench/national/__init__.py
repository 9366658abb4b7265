"""A whole nation's year, run end to end by the product's own code and measured step by step."""
