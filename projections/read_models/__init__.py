"""Read models: tables that people search, with the log position they reflect in one transaction."""

from projections.read_models.views import Views, open_views

__all__ = ["Views", "open_views"]
