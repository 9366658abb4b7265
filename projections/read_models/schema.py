"""The tables of the read models. Each rebuild writes a generation of its own, never migrated."""

from dataclasses import dataclass

from sqlalchemy import BigInteger, Column, Date, DateTime, Integer, MetaData, String, Table


@dataclass(frozen=True, kw_only=True)
class Generation:
    """One generation of all tables; `number` is part of their names."""

    number: int
    metadata: MetaData
    progress: Table
    bodies: Table
    imports: Table
    findings: Table
    properties: Table
    assessments: Table
    assessment_lines: Table


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
    return Column(name, String, index=index, nullable=False)


def generation(number: int) -> Generation:
    """Describe the tables of a generation."""
    metadata = MetaData()

    def table(name: str, *columns: Column[int] | Column[str]) -> Table:
        return Table(f"thidin_{name}_{number}", metadata, *columns)

    return Generation(
        number=number,
        metadata=metadata,
        progress=table("progress", _big("only", key=True), _big("position")),
        bodies=table(
            "bodies",
            _big("code", key=True),
            _text("name_th"),
            _text("name_en"),
            _text("kind"),
            _big("province", index=True),
            _big("joined_position"),
        ),
        imports=Table(
            f"thidin_imports_{number}",
            metadata,
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
        ),
        findings=table(
            "findings",
            _big("position", key=True),
            _big("number", key=True),
            _big("place", index=True),
            _big("row"),
            _text("code"),
            _text("column"),
            _big("quarantined"),
        ),
        properties=table(
            "properties",
            _big("body", key=True),
            _big("property", key=True),
            _big("kind"),
            _text("key", index=True),
            _text("code", index=True),
            _text("sheet", index=True),
            _big("tambon"),
            _big("area"),
            _big("party", index=True),
            _big("person"),
            _big("position"),
        ),
        assessments=table(
            "assessments",
            _big("body", key=True),
            _big("tax_year", key=True),
            _big("taxpayer", key=True),
            _big("tax_satang"),
            _big("phase_in_satang"),
            _big("natural"),
            _big("hash"),
            _big("known_at"),
        ),
        assessment_lines=table(
            "assessment_lines",
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
        ),
    )
