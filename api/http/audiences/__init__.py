"""The routes, one module for each audience; each has a `router`."""
