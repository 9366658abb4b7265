"""The vocabulary of the log: every act and every schema of rows that this program can read."""

from collections.abc import Iterator
from functools import cache
from importlib import import_module
from types import ModuleType
from typing import Final

from domain.log.encoding import Encoding
from domain.log.events import ACTS
from domain.rows import Schema, schema_registry

_MODULES: Final = (
    "domain.tables",
    "domain.local_body",
    "domain.register",
    "domain.price_list",
    "domain.roll.rows",
    "domain.roll.acts",
    "domain.account.acts",
    "domain.payment",
    "domain.order",
    "domain.objection.acts",
    "domain.delegation",
    "domain.erasure",
    "domain.outlines",
    "domain.relief",
)
"""Modules that declare acts with @stored, or schemas of rows. A new stream is added here."""


@cache
def encoding() -> Encoding:
    """Return the encoding of everything the streams declare, one for all logs of the program.

    The modules are imported here, by name: they need the log's `Event`, and a program that only
    reads the log must still know all of them. A schema is declared as a constant of its module or
    in the module's mapping `SCHEMAS`; older versions are declared beside the newest.
    """
    modules = [import_module(name) for name in _MODULES]
    return Encoding(ACTS, schema_registry(s for module in modules for s in _schemas(module)))


def _schemas(module: ModuleType) -> Iterator[Schema]:
    yield from (value for value in vars(module).values() if isinstance(value, Schema))
    yield from getattr(module, "SCHEMAS", {}).values()
