"""Which properties make one base: an owner's contiguous plots and what stands on them (s.42)."""

from collections.abc import Mapping, Sequence
from typing import Any


def body_of(given: Mapping[str, Any]) -> str:
    """The local body that taxes a property; a request that names none is about one body (s.7)."""
    return str(given.get("local_body", ""))


def groups(properties: Sequence[Mapping[str, Any]]) -> list[int]:
    """The group of each property, as the place of the group's first member; same length and order.

    Touching is mutual even where only one of the two plots says so, and goes on from plot to plot.
    A border between local bodies cuts it, because each body taxes its own part (s.7).
    """
    place_of = {given["id"]: place for place, given in enumerate(properties)}
    touching: list[set[int]] = [set() for _ in properties]
    for place, given in enumerate(properties):
        named = [place_of[other] for other in given.get("adjoins", ())]
        if given.get("on") is not None:
            named.append(place_of[given["on"]])
        for other in named:
            if body_of(properties[other]) == body_of(given):
                touching[place].add(other)
                touching[other].add(place)
    group = [-1] * len(properties)
    for first in range(len(properties)):
        if group[first] >= 0:
            continue
        waiting = [first]
        while waiting:
            place = waiting.pop()
            if group[place] < 0:
                group[place] = first
                waiting.extend(touching[place])
    return group
