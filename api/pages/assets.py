"""Where the things pages are made of lie."""

import sys
from pathlib import Path


def assets_folder() -> Path:
    """Return where `make install` put what pages are made of."""
    return Path(sys.prefix) / "share" / "thidin" / "assets"
