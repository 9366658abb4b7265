"""Values in a statement for a database, however many they are."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import BindParameter, bindparam


def listed(values: Iterable[int | str]) -> BindParameter[Any]:
    """Write values into a statement: a store takes fewer parameters than an act has rows."""
    return bindparam("listed", list(values), expanding=True, literal_execute=True)
