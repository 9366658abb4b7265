"""The pages of a PDF as a reader shows them: their text, and their picture."""

import json
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pypdfium2 import PdfDocument

from tests.node import MODULES, node


def texts(file: Path | bytes) -> list[str]:
    """The text of each page, without any spaces or line ends."""
    with PdfDocument(file) as pages:
        return [unspaced(page.get_textpage().get_text_bounded()) for page in pages]


def unspaced(text: str) -> str:
    return "".join(text.split())


def picture(file: Path | bytes, *, page: int, dots_per_inch: int = 200) -> NDArray[Any]:
    """A page `(height, width)` in grey, as a printer or a screen has it."""
    with PdfDocument(file) as pages:
        drawn = pages[page].render(scale=dots_per_inch / 72, grayscale=True).to_numpy()
        return np.array(drawn[:, :, 0] if drawn.ndim == 3 else drawn)


def read_by_zbar(drawn: NDArray[Any]) -> list[tuple[str, str]]:
    """Read the codes of a page with ZBar; return kind and text of each."""
    library = MODULES / "@undecaf" / "zbar-wasm" / "dist" / "main.mjs"
    height, width = drawn.shape
    done = subprocess.run(
        [node(), Path(__file__).with_name("zbar.cjs"), library],
        input=f"{width} {height}\n".encode() + np.ascontiguousarray(drawn).tobytes(),
        capture_output=True,
        check=True,
    )
    return [(one["type"], one["text"]) for one in json.loads(done.stdout)]
