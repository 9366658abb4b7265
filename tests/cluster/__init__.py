"""Runs over bodies on workers: processes that die, hosts that are cut off."""
