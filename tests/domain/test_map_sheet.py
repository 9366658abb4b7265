"""The key of a plot on a map sheet: there and back, in order, and never out of range."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.map_sheet import (
    SCALES,
    Sheet,
    pack,
    pack_columns,
    read_shown,
    show,
    unpack,
    unpack_columns,
)

SHEETS = st.builds(
    Sheet,
    utm1=st.integers(1, 8999),
    utm2=st.integers(1, 4),
    utm3=st.integers(0, 9999),
    utm4=st.integers(0, 999),
    scale=st.sampled_from(SCALES[1:]),
    land_no=st.integers(0, 999_999),
)


@given(SHEETS)
def test_a_key_gives_back_its_plot(sheet: Sheet) -> None:
    key = pack(sheet)

    assert 0 < key < 2**63
    assert unpack(key) == sheet
    assert read_shown(show(key)) == key


@given(st.lists(SHEETS, min_size=1, max_size=20))
def test_columns_of_plots_give_the_keys_of_each(sheets: list[Sheet]) -> None:
    names = ("utm1", "utm2", "utm3", "utm4", "scale", "land_no")
    columns = {name: np.array([getattr(sheet, name) for sheet in sheets]) for name in names}

    keys = pack_columns(**columns)

    assert keys.tolist() == [pack(sheet) for sheet in sheets]
    for name, column in unpack_columns(keys).items():
        assert column.tolist() == columns[name].tolist()


def test_a_plot_is_shown_as_offices_write_it() -> None:
    sheet = Sheet(utm1=5039, utm2=2, utm3=4682, utm4=7, scale=1000, land_no=78)

    assert show(pack(sheet)) == "5039 II 4682-07 (1000) 78"


@pytest.mark.parametrize(
    ("part", "value"),
    [
        ("utm1", 9000),
        ("utm2", 5),
        ("utm3", 10_000),
        ("utm4", 1000),
        ("scale", 1500),
        ("land_no", -1),
    ],
)
def test_a_part_out_of_range_is_no_plot(part: str, value: int) -> None:
    good = {"utm1": 5039, "utm2": 2, "utm3": 4682, "utm4": 7, "scale": 1000, "land_no": 78}

    with pytest.raises(ValueError, match=part):
        pack(Sheet(**{**good, part: value}))
