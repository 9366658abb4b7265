"""Whole numbers are put in order, equal ones as they stand, whatever their size."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.ordering import stable_order


@given(
    st.sampled_from([10, 2**16, 2**40, 2**62]).flatmap(
        lambda most: st.lists(st.integers(-most, most) | st.sampled_from([-1, 0, most]))
    )
)
def test_numbers_are_in_order_and_equal_ones_as_they_stand(numbers: list[int]) -> None:
    order = stable_order(np.array(numbers, dtype=np.int64))

    assert order.tolist() == sorted(range(len(numbers)), key=numbers.__getitem__)


@pytest.mark.parametrize("dtype", ["u1", "i2", "i4", "i8"])
def test_columns_of_every_type_keep_their_smallest_and_largest_number_apart(dtype: str) -> None:
    ends = np.iinfo(dtype)

    order = stable_order(np.array([ends.max, ends.min, ends.max, ends.min], dtype=dtype))

    assert order.tolist() == [1, 3, 0, 2]
