"""What a property may be called by: its parcel code, map sheet, title number or key."""

from sqlalchemy import ColumnElement, Table, and_, or_

_LAST = "\U0010ffff"
"""Sorts behind every letter that a code may have."""


def called(table: Table, text: str) -> ColumnElement[bool]:
    """Say whether code or sheet begins with a text, or the number of the title or the key is it.

    Each is a range or a value of one index, so a nation's properties are not looked through.
    """
    return or_(
        *(
            and_(column >= text, column < f"{text}{_LAST}")
            for column in (table.c.code, table.c.sheet)
        ),
        table.c.number == text,
        table.c.key == text,
    )
