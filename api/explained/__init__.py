"""An explained bill in words: for a clerk's screen, and as JSON for programs."""

from api.explained.as_json import difference_as_json, explanation_as_json, history_as_json
from api.explained.bill import show_difference, show_explanation
from api.explained.past import show_history

__all__ = [
    "difference_as_json",
    "explanation_as_json",
    "history_as_json",
    "show_difference",
    "show_explanation",
    "show_history",
]
