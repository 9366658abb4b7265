"""Every journey is walked by tests that are there, in both languages and without a mouse."""

import inspect
from collections.abc import Callable, Iterator
from importlib import import_module

import pytest

from tests.browser.journeys import JOURNEYS

BY_MOUSE = (".click(", ".check(", ".hover(", ".tap(", ".select_option(", ".set_input_files(")
LOOKED_AT = ("barriers() == []", "unfit() == []", "recorded(")
"""`unfit` asks for the barriers and for more, `recorded` for those of each page on the way."""
WALKS = [(journey, *walk) for journey, walks in JOURNEYS.items() for walk in walks]


def languages(module: str, test: Callable[..., None]) -> Iterator[str]:
    """Yield each language that the first visitor of a test reads."""
    whole = getattr(import_module(f"tests.browser.{module}"), "pytestmark", [])
    marks = [*(whole if isinstance(whole, list) else [whole]), *getattr(test, "pytestmark", ())]
    for mark in marks:
        if mark.name != "parametrize":
            continue
        names, values = mark.args
        named = [one.strip() for one in names.split(",")] if isinstance(names, str) else names
        for place, name in enumerate(named):
            if name in {"language", "mine"}:
                yield from (one if len(named) == 1 else one[place] for one in values)


@pytest.mark.parametrize(("journey", "module", "name"), WALKS)
def test_a_journey_is_walked_in_both_languages_by_keyboard_and_looked_at(
    journey: str, module: str, name: str
) -> None:
    test = getattr(import_module(f"tests.browser.{module}"), name)

    walked = inspect.getsource(test)

    assert sorted(languages(module, test)) == ["", "/en"], journey
    assert [one for one in BY_MOUSE if one in walked] == [], journey
    assert [one for one in LOOKED_AT if one in walked] != [], journey
