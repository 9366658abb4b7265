"""The service over HTTP: who may ask is in `api/policy.py`, what went wrong in `problems.toml`."""
