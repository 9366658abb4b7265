"""Bodies as shards on other machines."""
