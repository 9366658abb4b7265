"""The feeds: each kind of file that offices send, and what its rows say."""

from importers.feeds import (
    condominium,
    contiguity,
    geo,
    land_registry,
    ltax,
    monthly,
    other_land,
    property_list,
    standing,
    survey,
    transfers,
    treasury,
)
from importers.feeds.feed import Reader

READERS: tuple[Reader, ...] = (
    land_registry.READER,
    *survey.READERS,
    condominium.READER,
    *treasury.READERS,
    other_land.READER,
    standing.READER,
    transfers.READER,
    monthly.READER,
    *ltax.READERS,
    property_list.READER,
    geo.READER,
    *contiguity.READERS,
)
"""All feeds, in the order in which they are tried where two fit alike."""
