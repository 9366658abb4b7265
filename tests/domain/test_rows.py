"""Rows and text: immutable columns that lose nothing when stored."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.rows import Column, Rows, Schema, Text, pack, schema_registry, unpack

PLOTS = Schema(
    "plots",
    1,
    (
        Column("property", "i4", "key"),
        Column("area_cwah", "i8", "1/100 square wah"),
        Column("status", "u1", "1 active"),
        Column("note", "text", "words"),
    ),
)


def plots(count: int, **columns: Any) -> Rows:
    cells: dict[str, Any] = {
        "property": np.arange(count),
        "area_cwah": np.full(count, 40000),
        "status": np.ones(count, np.uint8),
        "note": Text.of(["ที่ดิน"] * count),
    }
    return Rows(PLOTS, cells | columns)


any_plots = st.lists(
    st.tuples(
        st.integers(-(2**31), 2**31 - 1),
        st.integers(-(2**63), 2**63 - 1),
        st.integers(0, 255),
        st.text(st.characters(codec="utf-8")),
    )
).map(
    lambda cells: Rows(
        PLOTS,
        {
            "property": np.array([c[0] for c in cells], np.int64),
            "area_cwah": np.array([c[1] for c in cells], np.int64),
            "status": np.array([c[2] for c in cells], np.int64),
            "note": Text.of(c[3] for c in cells),
        },
    )
)


@given(any_plots)
def test_packed_rows_read_back_the_same(rows: Rows) -> None:
    assert unpack(pack(rows), schema_registry([PLOTS])) == rows


@given(any_plots, st.integers(1, 5))
def test_split_rows_put_together_again_are_the_rows(rows: Rows, limit: int) -> None:
    parts = rows.split(limit)

    assert all(0 < len(part) <= limit for part in parts)
    assert Rows.concat(PLOTS, parts) == rows


@given(any_plots, st.data())
def test_taken_rows_are_the_ones_asked_for(rows: Rows, data: st.DataObject) -> None:
    index = data.draw(st.lists(st.integers(0, len(rows) - 1)) if len(rows) else st.just([]))

    taken = rows.take(np.array(index, np.int64))

    assert taken["note"].tolist() == [rows["note"][i] for i in index]
    assert taken["area_cwah"].tolist() == [int(rows["area_cwah"][i]) for i in index]


def test_a_mask_takes_the_rows_where_it_is_set() -> None:
    rows = plots(3, note=Text.of(["a", "ข", "c"]))

    assert rows.take(np.array([True, False, True]))["note"].tolist() == ["a", "c"]


def test_cells_cannot_be_written() -> None:
    rows = plots(2)

    with pytest.raises(ValueError, match="read-only"):
        rows["property"][0] = 7


@pytest.mark.parametrize(
    ("column", "cells", "error", "wrong"),
    [
        ("status", np.array([0, 256]), ValueError, "numbers from 0 to 255"),
        ("status", np.array([-1, 0]), ValueError, "numbers from 0 to 255"),
        ("property", np.array([0, 2**31]), ValueError, "from -2147483648 to 2147483647"),
        ("area_cwah", np.array([2**63, 0], np.uint64), ValueError, "not beyond"),
        ("area_cwah", np.array([1.0, 2.0]), TypeError, "holds whole numbers, not float64"),
        ("area_cwah", np.array([[1], [2]]), ValueError, "not 2 dimensions"),
        ("area_cwah", np.array([1]), ValueError, r"different lengths: \[1, 2\]"),
        ("area_cwah", Text.of(["a", "b"]), TypeError, "text columns hold Text"),
        ("note", np.array([1, 2]), TypeError, "text columns hold Text"),
    ],
)
def test_what_a_column_cannot_hold_is_refused(
    column: str, cells: Any, error: type[Exception], wrong: str
) -> None:
    with pytest.raises(error, match=wrong):
        plots(2, **{column: cells})


def test_columns_are_exactly_those_of_the_schema() -> None:
    with pytest.raises(ValueError, match="Rows of plots have the columns"):
        plots(1, colour=np.array([1]))


def test_rows_without_rows_are_rows() -> None:
    empty = Rows.empty(PLOTS)

    assert len(empty) == 0
    assert empty.split(10) == []
    assert Rows.concat(PLOTS, []) == empty


def test_rows_of_another_schema_do_not_join() -> None:
    other = Schema("plots", 2, PLOTS.columns)

    with pytest.raises(ValueError, match="Only rows of plots version 2"):
        Rows.concat(other, [plots(1)])


def test_an_old_version_is_read_as_the_newest() -> None:
    new = Schema("plots", 2, (*PLOTS.columns, Column("tambon", "i4", "DOPA code")))

    def add_tambon(rows: Rows) -> Rows:
        known = {name: rows[name] for name in rows}
        return Rows(new, {**known, "tambon": np.zeros(len(rows), np.int32)})

    old = Schema("plots", 1, PLOTS.columns, upcast=add_tambon)

    rows = unpack(pack(plots(3)), schema_registry([old, new]))

    assert rows.schema == new
    assert rows["tambon"].tolist() == [0, 0, 0]
    assert rows["area_cwah"].tolist() == [40000] * 3


def test_two_shapes_under_one_name_and_version_are_refused() -> None:
    other = Schema("plots", 1, PLOTS.columns[:1])

    with pytest.raises(ValueError, match="plots version 1 has two different shapes"):
        schema_registry([PLOTS, other])


def _spoilt(at: int, value: Any, *, cell: int | None = None) -> list[Any]:
    packed = pack(plots(2))
    if cell is None:
        packed[at] = value
    else:
        packed[at][cell] = value
    return packed


@pytest.mark.parametrize(
    ("packed", "wrong"),
    [
        (None, "packed rows are a name"),
        ([], "packed rows are a name"),
        (_spoilt(0, "parcels"), "parcels version 1 is not known"),
        (_spoilt(1, 9), "plots version 9 is not known"),
        (_spoilt(2, 3), "has 2 cells, not 3"),
        (_spoilt(3, [b""]), "has 4 columns, not 1"),
        (_spoilt(3, b"123", cell=0), "buffer size must be a multiple"),
        (_spoilt(3, 7, cell=0), "the column property is not bytes"),
        (_spoilt(3, b"abc", cell=3), "packed text is offsets and bytes"),
        (_spoilt(3, [b"", b""], cell=3), "packed text is offsets and bytes"),
        (_spoilt(3, [np.array([0, 9, 3], "<i4").tobytes(), b"abc"], cell=3), "never go back"),
        (_spoilt(3, [np.array([0, 1, 2], "<i4").tobytes(), b"abc"], cell=3), "end with the number"),
    ],
)
def test_spoilt_rows_are_reported_not_read(packed: Any, wrong: str) -> None:
    with pytest.raises(ValueError, match=wrong):
        unpack(packed, schema_registry([PLOTS]))


@given(st.lists(st.lists(st.text(st.characters(codec="utf-8")))))
def test_text_put_together_is_the_strings_in_order(parts: list[list[str]]) -> None:
    text = Text.concat([Text.of(part) for part in parts])

    assert text.tolist() == [string for part in parts for string in part]
    assert [text[i] for i in range(len(text))] == list(text)
    assert text == Text.of(text)


def test_text_knows_its_ends() -> None:
    text = Text.of(["ก", "b"])

    assert text[-1] == "b"
    with pytest.raises(IndexError):
        text[2]
    with pytest.raises(IndexError):
        text[-3]
