"""Read models: tables that people search, with the log position they reflect in one transaction."""

from projections.read_models.queries import (
    Freshness,
    freshness,
    imports,
    payment_of_receipt,
    problems,
    properties_by_kind,
    properties_like,
)
from projections.read_models.setting_aside import SetAside
from projections.read_models.views import Views, open_views

__all__ = [
    "Freshness",
    "SetAside",
    "Views",
    "freshness",
    "imports",
    "open_views",
    "payment_of_receipt",
    "problems",
    "properties_by_kind",
    "properties_like",
]
