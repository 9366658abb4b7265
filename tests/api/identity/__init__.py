"""Signing in, at doubles of identity providers and of the portal's gateway."""
