"""Rows for samples of acts: cells differ from column to column and from row to row."""

import numpy as np
from numpy.typing import NDArray

from domain.rows import Rows, Schema, Text


def rows_of(schema: Schema, count: int = 2) -> Rows:
    """Return rows whose cells differ from column to column and from row to row."""
    sizes = {"u1": 200, "i2": 2_500, "i4": 2_000_000_000, "i8": 9_000_000_000_000_000_000}
    columns: dict[str, NDArray[np.signedinteger] | Text] = {}
    for place, column in enumerate(schema.columns):
        if column.dtype == "text":
            columns[column.name] = Text.of([f"ข้อความ {place}.{row}" for row in range(count)])
        else:
            columns[column.name] = sizes[column.dtype] + np.arange(count) + place
    return Rows(schema, columns)
