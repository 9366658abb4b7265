"""Rows: an immutable set of equal-length typed columns, and how an act stores them."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from domain.text import Text

__all__ = [
    "Column",
    "Rows",
    "Schema",
    "SchemaRegistry",
    "Text",
    "pack",
    "schema_registry",
    "unpack",
]

_NUMPY: Final[Mapping[str, np.dtype[Any]]] = {
    "u1": np.dtype("<u1"),
    "i2": np.dtype("<i2"),
    "i4": np.dtype("<i4"),
    "i8": np.dtype("<i8"),
}
_TEXT: Final = "text"

Ints = NDArray[np.integer[Any]]
Cells = Ints | Text
"""One column: whole numbers `(n,)`, or text of `n` strings."""


@dataclass(frozen=True)
class Column:
    """A column's name, its type (`u1`, `i2`, `i4`, `i8` or `text`) and its unit in words."""

    name: str
    dtype: str
    unit: str

    def __post_init__(self) -> None:
        """Refuse a type that cannot be stored."""
        if self.dtype != _TEXT and self.dtype not in _NUMPY:
            msg = f"The column {self.name} has the type {self.dtype}; not u1, i2, i4, i8 or text."
            raise ValueError(msg)


@dataclass(frozen=True)
class Schema:
    """The columns of one kind of rows. What was stored under a name and version never changes.

    A changed shape is a new schema with the next version; the old one stays and names in `upcast`
    the function that turns its rows into rows of a later version.
    """

    name: str
    version: int
    columns: tuple[Column, ...]
    upcast: "Callable[[Rows], Rows] | None" = field(default=None, compare=False, repr=False)

    def __post_init__(self) -> None:
        """Refuse two columns of one name."""
        if len({column.name for column in self.columns}) != len(self.columns):
            msg = f"The schema {self.name} names a column twice."
            raise ValueError(msg)

    def column(self, name: str) -> Column:
        """Return the column of that name; raises KeyError."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)


SchemaRegistry = Mapping[tuple[str, int], Schema]
"""Schemas by name and version: everything that `unpack` can read."""


def schema_registry(schemas: Iterable[Schema]) -> SchemaRegistry:
    """Put schemas into a registry; raises ValueError if one name and version has two shapes."""
    registry: dict[tuple[str, int], Schema] = {}
    for schema in schemas:
        known = registry.setdefault((schema.name, schema.version), schema)
        if known != schema:
            msg = f"The schema {schema.name} version {schema.version} has two different shapes."
            raise ValueError(msg)
    return registry


class Rows:
    """Columns of equal length under a schema; `rows["area_cwah"]` is one column.

    Integer columns are read-only arrays of exactly the schema's type. Rows never change; two are
    equal when schema and cells are.
    """

    __slots__ = ("_columns", "_count", "schema")

    schema: Schema

    def __init__(self, schema: Schema, columns: Mapping[str, NDArray[Any] | Text]) -> None:
        """Check names, lengths and that no number loses anything by its column's type.

        An array that has the right type already is kept, not copied: do not write to it later.
        Raises ValueError for wrong names, lengths, or numbers outside the type, TypeError for
        floating point or cells of another kind.
        """
        wanted = [column.name for column in schema.columns]
        if set(wanted) != set(columns):
            msg = f"Rows of {schema.name} have the columns {wanted}, not {list(columns)}."
            raise ValueError(msg)
        self.schema = schema
        self._columns = {c.name: _fit(schema, c, columns[c.name]) for c in schema.columns}
        lengths = {len(cells) for cells in self._columns.values()}
        if len(lengths) > 1:
            msg = f"The columns of {schema.name} have different lengths: {sorted(lengths)}."
            raise ValueError(msg)
        self._count = lengths.pop() if lengths else 0

    @classmethod
    def empty(cls, schema: Schema) -> "Rows":
        """Return no rows."""
        return cls(
            schema,
            {
                c.name: Text.of(()) if c.dtype == _TEXT else np.zeros(0, _NUMPY[c.dtype])
                for c in schema.columns
            },
        )

    @classmethod
    def concat(cls, schema: Schema, parts: Sequence["Rows"]) -> "Rows":
        """Put rows of one schema one under the other; raises ValueError for another schema."""
        if any(part.schema != schema for part in parts):
            msg = f"Only rows of {schema.name} version {schema.version} can be put together."
            raise ValueError(msg)
        if not parts:
            return cls.empty(schema)
        return cls(schema, {c.name: _join([p[c.name] for p in parts]) for c in schema.columns})

    def __len__(self) -> int:
        """Count the rows."""
        return self._count

    def __getitem__(self, name: str) -> Any:  # noqa: ANN401 - array or Text, by the schema
        """Return one column: a read-only array `(n,)`, or `Text` where the schema says text."""
        return self._columns[name]

    def __iter__(self) -> Iterator[str]:
        """Yield the names of the columns."""
        return iter(self._columns)

    def __eq__(self, other: object) -> bool:
        """Compare schema and cells."""
        if not isinstance(other, Rows):
            return NotImplemented
        return self.schema == other.schema and all(
            cells == other[name] if isinstance(cells, Text) else np.array_equal(cells, other[name])
            for name, cells in self._columns.items()
        )

    def __hash__(self) -> int:
        """Agree with equality."""
        return hash((self.schema.name, self.schema.version, self._count))

    def __repr__(self) -> str:
        """Say what and how many, not the cells."""
        return f"Rows({self.schema.name} version {self.schema.version}, {self._count} rows)"

    def take(self, which: NDArray[Any] | slice) -> "Rows":
        """Return the rows at some indices `(m,)`, where a mask `(n,)` is set, or of a slice."""
        columns = {
            name: cells.take(which) if isinstance(cells, Text) else cells[which]
            for name, cells in self._columns.items()
        }
        return Rows(self.schema, columns)

    def split(self, limit: int) -> list["Rows"]:
        """Cut into parts of at most `limit` rows, in order; no rows make no parts."""
        return [self.take(slice(start, start + limit)) for start in range(0, self._count, limit)]


def pack(rows: Rows) -> list[Any]:
    """Return what msgpack stores: `[schema name, version, n, [bytes of each column]]`.

    Numbers are little-endian; text is `[offsets, UTF-8 bytes]`.
    """
    cells: list[Any] = []
    for column in rows.schema.columns:
        content = rows[column.name]
        if isinstance(content, Text):
            cells.append([content.offsets.tobytes(), content.data])
        else:
            cells.append(content.tobytes())
    return [rows.schema.name, rows.schema.version, len(rows), cells]


def pack_text(text: Text) -> list[bytes]:
    """Return what msgpack stores of text that stands alone: `[offsets, UTF-8 bytes]`."""
    return [text.offsets.tobytes(), text.data]


def unpack(packed: object, registry: SchemaRegistry) -> Rows:
    """Read what `pack` made, as views without copying, and upcast it to the newest version.

    Raises ValueError when it is not what `pack` makes or its schema is not in the registry.
    """
    match packed:
        case [str(name), int(version), int(count), [*cells]]:
            schema = registry.get((name, version))
        case _:
            msg = "packed rows are a name, a version, a count and columns"
            raise ValueError(msg)
    if schema is None:
        msg = f"the schema {name} version {version} is not known to this program"
        raise ValueError(msg)
    if len(cells) != len(schema.columns):
        msg = f"{name} version {version} has {len(schema.columns)} columns, not {len(cells)}"
        raise ValueError(msg)
    pairs = zip(schema.columns, cells, strict=True)
    rows = Rows(schema, {column.name: _view(column, count, content) for column, content in pairs})
    while rows.schema.upcast is not None:
        rows = rows.schema.upcast(rows)
    return rows


def unpack_text(packed: object) -> Text:
    """Read what `pack_text` made; raises ValueError when it is something else."""
    match packed:
        case [bytes(offsets), bytes(data)] if offsets:
            width = "<i4" if len(data) < 2**31 else "<i8"
            return Text(np.frombuffer(offsets, width), data)
        case _:
            msg = "packed text is offsets and bytes"
            raise ValueError(msg)


def _view(column: Column, count: int, content: object) -> Cells:
    if column.dtype == _TEXT:
        cells: Cells = unpack_text(content)
    elif isinstance(content, bytes):
        cells = np.frombuffer(content, _NUMPY[column.dtype])
    else:
        msg = f"the column {column.name} is not bytes"
        raise ValueError(msg)
    if len(cells) != count:
        msg = f"the column {column.name} has {len(cells)} cells, not {count}"
        raise ValueError(msg)
    return cells


def _fit(schema: Schema, column: Column, cells: NDArray[Any] | Text) -> Cells:
    where = f"The column {column.name} of {schema.name}"
    if column.dtype == _TEXT or isinstance(cells, Text):
        if column.dtype == _TEXT and isinstance(cells, Text):
            return cells
        msg = f"{where} is {column.dtype}; text columns hold Text, others arrays."
        raise TypeError(msg)
    dtype = _NUMPY[column.dtype]
    if cells.ndim != 1:
        msg = f"{where} is one column, not {cells.ndim} dimensions."
        raise ValueError(msg)
    if cells.dtype != dtype:
        cells = _cast(where, cells, dtype)
    fitted = cells.view()
    fitted.flags.writeable = False
    return fitted


def _cast(where: str, cells: NDArray[Any], dtype: np.dtype[Any]) -> Ints:
    if cells.dtype.kind not in "biu":
        msg = f"{where} holds whole numbers, not {cells.dtype}."
        raise TypeError(msg)
    if cells.dtype.kind != "b" and len(cells):
        limits = np.iinfo(dtype)
        if int(cells.min()) < limits.min or int(cells.max()) > limits.max:
            msg = f"{where} holds numbers from {limits.min} to {limits.max}, not beyond."
            raise ValueError(msg)
    return cells.astype(dtype)


def _join(columns: Sequence[Cells]) -> Cells:
    if isinstance(columns[0], Text):
        return Text.concat([column for column in columns if isinstance(column, Text)])
    return np.concatenate([column for column in columns if not isinstance(column, Text)])
