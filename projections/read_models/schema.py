"""The tables of the read models. Each rebuild writes a generation of its own, never migrated."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Date,
    DateTime,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    inspect,
)
from sqlalchemy.schema import CreateTable

from projections.read_models.collection import CollectionTables, collection_tables
from projections.read_models.delegations import delegations_table
from projections.read_models.joint_owners import joint_owners_table
from projections.read_models.setting_aside import set_aside_table


@dataclass(frozen=True, kw_only=True)
class Generation:
    """One generation of all tables; `number` is part of their names."""

    number: int
    metadata: MetaData
    progress: Table
    set_aside: Table
    bodies: Table
    imports: Table
    findings: Table
    properties: Table
    assessments: Table
    assessment_lines: Table
    collection: CollectionTables
    delegations: Table
    joint_owners: Table

    def create(self, connection: Connection) -> None:
        """Create the tables that are not there yet, with their keys and no other index.

        While a table fills, each row would touch a page of each index, wherever it lies; of a
        table that is full an index is sorted. See `indexes_missing`.
        """
        for table in self.metadata.sorted_tables:
            connection.execute(CreateTable(table, if_not_exists=True))

    def indexes_missing(self, connection: Connection) -> Sequence[Index]:
        """Return the indexes, keys apart, that the database has not, in order of their names."""
        found = inspect(connection)
        missing = [
            index
            for table in self.metadata.sorted_tables
            for index in table.indexes
            if not found.has_index(table.name, str(index.name))
        ]
        return sorted(missing, key=lambda index: str(index.name))

    def lies_in(self, connection: Connection) -> bool:
        """Say whether the database has these tables with just these columns.

        It has not where another version of the program wrote the generation.
        """
        found = inspect(connection)
        names = set(found.get_table_names())
        return all(
            one.name in names
            and [column["name"] for column in found.get_columns(one.name)] == one.columns.keys()
            for one in self.metadata.sorted_tables
        )

    def drop_from(self, connection: Connection) -> None:
        """Drop every table of this number, of whatever version."""
        written = MetaData()
        written.reflect(connection, only=lambda name, _: name.endswith(f"_{self.number}"))
        written.drop_all(connection)


CONTROL = MetaData()
SERVING = Table(
    "thidin_serving",
    CONTROL,
    Column("only", Integer, primary_key=True),
    Column("generation", Integer, nullable=False),
)
"""One row: the generation that answers queries."""


def _big(name: str, *, key: bool = False, index: bool = False) -> Column[int]:
    return Column(name, BigInteger, primary_key=key, index=index, nullable=False)


def _text(name: str, *, index: bool = False) -> Column[str]:
    # By code points, as SQLite has it: only then is a prefix a range of the index.
    kind = String().with_variant(String(collation="C"), "postgresql")
    return Column(name, kind, index=index, nullable=False)


def generation(number: int) -> Generation:
    """Describe the tables of a generation."""
    metadata = MetaData()
    return Generation(
        number=number,
        metadata=metadata,
        progress=Table(
            f"thidin_progress_{number}", metadata, _big("only", key=True), _big("position")
        ),
        set_aside=set_aside_table(metadata, number),
        bodies=Table(f"thidin_bodies_{number}", metadata, *_body_columns()),
        imports=Table(f"thidin_imports_{number}", metadata, *_import_columns()),
        findings=Table(f"thidin_findings_{number}", metadata, *_finding_columns()),
        properties=Table(f"thidin_properties_{number}", metadata, *_property_columns()),
        assessments=Table(f"thidin_assessments_{number}", metadata, *_assessment_columns()),
        assessment_lines=Table(f"thidin_assessment_lines_{number}", metadata, *_line_columns()),
        collection=collection_tables(metadata, number),
        delegations=delegations_table(metadata, number),
        joint_owners=joint_owners_table(metadata, number),
    )


def _body_columns() -> list[Column[Any]]:
    return [
        _big("code", key=True),
        _text("name_th"),
        _text("name_en"),
        _text("kind"),
        _big("province", index=True),
        _big("joined_position"),
    ]


def _import_columns() -> list[Column[Any]]:
    return [
        _big("position", key=True),
        _text("stream"),
        _big("place", index=True),
        _text("act"),
        _text("feed"),
        _text("authority"),
        _text("officer"),
        Column("as_of", Date, nullable=False),
        Column("recorded_at", DateTime(timezone=True), nullable=False),
        _text("file_sha256", index=True),
        _big("rows_in"),
        _big("rows_applied"),
        _big("rows_unchanged"),
        _big("rows_quarantined"),
        _text("reason"),
    ]


def _finding_columns() -> list[Column[Any]]:
    return [
        _big("position", key=True),
        _big("number", key=True),
        _big("place", index=True),
        _big("row"),
        _text("code"),
        _text("column"),
        _big("quarantined"),
    ]


def _property_columns() -> list[Column[Any]]:
    return [
        _big("body", key=True),
        _big("property", key=True),
        _big("kind"),
        _text("key", index=True),
        _text("number", index=True),
        _text("code", index=True),
        _text("sheet", index=True),
        _big("tambon"),
        _big("area"),
        _big("party", index=True),
        _big("person"),
        _big("position"),
    ]


def _assessment_columns() -> list[Column[Any]]:
    return [
        _big("body", key=True),
        _big("tax_year", key=True),
        _big("taxpayer", key=True, index=True),
        _big("tax_satang"),
        _big("phase_in_satang"),
        _big("natural"),
        _big("hash"),
        _big("known_at"),
    ]


def _line_columns() -> list[Column[Any]]:
    return [
        _big("body", key=True),
        _big("tax_year", key=True),
        _big("taxpayer", key=True),
        _big("line", key=True),
        _big("rate_table"),
        _big("property"),
        _big("properties"),
        _big("value_csat"),
        _big("exempt_csat"),
        _big("net_csat"),
        _big("tax_satang"),
    ]
