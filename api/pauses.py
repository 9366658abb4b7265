"""After how long a message that was not taken is sent again, ever more seldom."""

from typing import Final

AGAIN_SECONDS: Final = (5.0, 300.0, 1_800.0, 7_200.0, 18_000.0, 36_000.0, 50_400.0, 72_000.0)
"""As Standard Webhooks recommends: two days and some hours in all."""
