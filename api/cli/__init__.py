"""The `thidin` command: the face for operators."""

from api.cli.main import app, main

__all__ = ["app", "main"]
