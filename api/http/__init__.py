"""The service over HTTP: who may ask is in `api/policy.py`, what went wrong in `problems.toml`."""

from api.http.app import create_app
from api.http.settings import HttpSettings

__all__ = ["HttpSettings", "create_app"]
