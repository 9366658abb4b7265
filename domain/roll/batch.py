"""Notices put together but not issued yet: what one officer prepares and another approves."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256

import numpy as np

from domain.roll.acts import Answered
from domain.rows import Rows

GateAnswer = Answered
"""A gate and the answer the preparing officer gave it."""


@dataclass(frozen=True)
class NoticeBatch:
    """Rows NOTICES and NOTICE_PROPERTIES computed from one register position under one law."""

    tax_year: int
    register_position: int
    law: str
    notices: Rows
    properties: Rows

    @cached_property
    def tax_satang(self) -> int:
        """The sum of the notices' tax."""
        return int(self.notices["tax_satang"].sum())

    @cached_property
    def digest(self) -> str:
        """SHA-256 of every cell, with the year, the position and the law."""
        digest = sha256(f"{self.tax_year} {self.register_position} {self.law}".encode())
        for rows in (self.notices, self.properties):
            for column in rows.schema.columns:
                digest.update(np.ascontiguousarray(rows[column.name]).tobytes())
        return digest.hexdigest()

    def cut(self, most: int) -> Sequence[tuple[Rows, Rows]]:
        """Cut into parts of at most `most` notices, each with the properties of its notices.

        Both tables are in the order of notices.
        """
        owner = self.properties["notice"]
        parts = []
        for first in range(0, max(len(self.notices), 1), most):
            part = self.notices.take(np.arange(first, min(first + most, len(self.notices))))
            low, high = (int(part["notice"][0]), int(part["notice"][-1])) if len(part) else (0, -1)
            bounds = np.searchsorted(owner, np.array([low, high + 1], dtype=owner.dtype))
            parts.append((part, self.properties.take(np.arange(*bounds))))
        return parts
