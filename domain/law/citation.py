"""Citations: where a rule or a number stands in the law, and when somebody last looked."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, kw_only=True)
class Citation:
    """One entry's place in the law.

    `gazette_date` is None where the day of publication was not seen or there is none. `mark` is
    `verified` (read in the source named), `assumption` (a reading, or a source not seen) or
    `draft`.
    """

    instrument: str
    provision: str
    title_th: str
    title_en: str
    gazette_date: date | None
    checked_on: date
    mark: str
    source: str
