"""Builders of calculation requests with honest defaults, so that a row tells only what matters."""

from typing import Any

Given = dict[str, Any]


def _uses(use: str | dict[str, str]) -> list[dict[str, str]]:
    if isinstance(use, str):
        return [{"class": use, "percent": "100"}]
    return [{"class": name, "percent": percent} for name, percent in use.items()]


def land(name: str, value: str, use: str | dict[str, str] = "other", **more: object) -> Given:
    """A plot worth `value` baht, put to one use or to {class: percent}."""
    return {"id": name, "kind": "land", "value": value, "uses": _uses(use), **more}


def building(name: str, value: str, use: str | dict[str, str] = "other", **more: object) -> Given:
    """A building worth `value` baht after depreciation; `on` names the owner's land under it."""
    return {"id": name, "kind": "building", "value": value, "uses": _uses(use), **more}


def unit(name: str, value: str, use: str | dict[str, str] = "residence", **more: object) -> Given:
    """A condominium unit worth `value` baht."""
    return {"id": name, "kind": "condo_unit", "value": value, "uses": _uses(use), **more}


def asked(*properties: Given, year: int = 2569, owner: str = "natural", **more: object) -> Given:
    """The request for one owner's tax of one year; 2569 has no reduction for all."""
    return {"tax_year": year, "owner_kind": owner, "properties": list(properties), **more}


def by_a_company(*properties: Given, year: int = 2569, **more: object) -> Given:
    """The same for a juristic person, whom neither s.40 nor s.41 exempts."""
    return asked(*properties, year=year, owner="juristic", **more)
