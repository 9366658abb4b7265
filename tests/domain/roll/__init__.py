"""Rolls: issuing, approving, serving, warning."""
