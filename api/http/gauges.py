"""How ready bodies are, measured when somebody looks and kept for a while.

To measure a body is to read its register, a tenth of a second for a town. So one look measures what
is missing or old for a few seconds and tells the rest as it was, or not yet; the next look goes on.
"""

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Final

from projections.read_models.views import Views
from projections.readiness import Measured, measure
from projections.registers import Registers

FRESH_SECONDS: Final = 300.0
BUDGET_SECONDS: Final = 3.0


@dataclass(kw_only=True)
class Gauges:
    """What was measured, by body and tax year, each with when."""

    _known: dict[tuple[int, int], tuple[float, Measured]] = field(default_factory=dict)
    _measuring: threading.Lock = field(default_factory=threading.Lock)

    def of(
        self,
        held: Callable[[], AbstractContextManager[Registers]],
        views: Views,
        codes: Sequence[int],
        *,
        tax_year: int,
    ) -> Mapping[int, Measured]:
        """Return what is known of these bodies after a look within the budget.

        `held` lends the registers, body by body, so that nobody waits long for them.
        """
        began = time.monotonic()
        # Whoever comes while another measures is told what is known so far.
        if self._measuring.acquire(blocking=not self._known):
            try:
                for code in sorted(codes, key=lambda one: self._measured_at(one, tax_year)):
                    now = time.monotonic()
                    old = now - self._measured_at(code, tax_year) > FRESH_SECONDS
                    if not old or now - began > BUDGET_SECONDS:
                        break
                    with held() as registers:
                        found = measure(registers, views, code, tax_year=tax_year)
                    self._known[code, tax_year] = (time.monotonic(), found)
            finally:
                self._measuring.release()
        return {
            code: self._known[code, tax_year][1]
            for code in codes
            if (code, tax_year) in self._known
        }

    def _measured_at(self, code: int, tax_year: int) -> float:
        return self._known.get((code, tax_year), (float("-inf"), None))[0]
