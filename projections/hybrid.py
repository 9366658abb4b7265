"""Properties that are partly one year's and partly another's, to tell causes of a change apart."""

from collections.abc import Sequence
from dataclasses import fields, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from projections.properties import CLASSES, Properties

Keys = NDArray[np.int32]

_VACANT = CLASSES.index("vacant")


def common_keys(one: Properties, other: Properties) -> Keys:
    """Return the keys `(k,)` of the properties that both have, in order."""
    return np.intersect1d(one.key, other.key)


def keys_beyond(found: Properties, common: Keys) -> Keys:
    """Return the keys `(k,)` that are not among the common ones."""
    return np.setdiff1d(found.key, common)


def kept(found: Properties, keys: Keys) -> Properties:
    """Return the properties of these keys alone."""
    return _taken(found, np.isin(found.key, keys))


def gained(found: Properties, new: Properties) -> Properties:
    """Add the properties that only `new` has, in order of their keys.

    One that is contiguous with a property already there joins that one's group; the others have
    groups of their own, so nothing else moves yet.
    """
    fresh = ~np.isin(new.key, found.key)
    group = new.group.astype(np.int64) + int(found.group.max(initial=-1)) + 1
    here = np.flatnonzero(~fresh)
    labels, first = np.unique(new.group[here], return_index=True)
    joined = dict(
        zip(
            labels.tolist(),
            found.group[np.searchsorted(found.key, new.key[here[first]])].tolist(),
            strict=True,
        )
    )
    for place in np.flatnonzero(fresh).tolist():
        group[place] = joined.get(int(new.group[place]), int(group[place]))
    added = _taken(replace(new, group=group.astype(np.int32)), fresh)
    columns: dict[str, NDArray[Any]] = {
        name: np.concatenate([getattr(found, name), getattr(added, name)]) for name in _names()
    }
    order = np.argsort(columns["key"], kind="stable")
    return Properties(**{name: column[order] for name, column in columns.items()})


def with_columns(found: Properties, new: Properties, names: Sequence[str]) -> Properties:
    """Exchange some columns for those of `new`, which has the same keys.

    Where the use becomes vacant, its years of vacancy come with it.
    """
    assert np.array_equal(found.key, new.key)
    columns: dict[str, Any] = {name: getattr(new, name) for name in names}
    if "weights" in names:
        newly = (new.weights[:, _VACANT] > 0) & (found.vacant_years == 0)
        columns["vacant_years"] = np.where(newly, new.vacant_years, found.vacant_years)
    return replace(found, **columns)


def differing(one: Properties, other: Properties, names: Sequence[str]) -> Keys:
    """Return the keys `(k,)` whose columns of these names differ; both have the same keys."""
    differs = np.zeros(len(one.key), dtype=np.bool_)
    for name in names:
        unlike = getattr(one, name) != getattr(other, name)
        differs |= unlike.any(axis=1) if unlike.ndim > 1 else unlike
    return one.key[differs]


def _taken(found: Properties, mask: NDArray[np.bool_]) -> Properties:
    return Properties(**{name: getattr(found, name)[mask] for name in _names()})


def _names() -> list[str]:
    return [field.name for field in fields(Properties)]
