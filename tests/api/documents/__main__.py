"""`python -m tests.api.documents FOLDER`: draw the made-up notice as the documents show it."""

import struct
import sys
import zlib
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from api.documents import Typesetter, write
from tests.api.documents import letters
from tests.api.documents.pages import picture

DOTS_PER_INCH = 105


def main(folder: Path) -> None:
    """Draw the notice and its calculation."""
    folder.mkdir(parents=True, exist_ok=True)
    pdf = write(letters.notice(), Typesetter())
    for page, name in enumerate(("notice.png", "notice-calculation.png")):
        drawn = picture(pdf, page=page, dots_per_inch=DOTS_PER_INCH)
        (folder / name).write_bytes(grey_png(drawn))


def grey_png(drawn: NDArray[Any]) -> bytes:
    """Write a picture `(height, width)` as PNG in 16 greys, which is small and sharp enough."""
    height, width = drawn.shape
    greys = np.pad((drawn >> 4).astype(np.uint8), ((0, 0), (0, width % 2)))
    packed = greys[:, ::2] << 4 | greys[:, 1::2]
    lines = np.hstack((np.zeros((height, 1), dtype=np.uint8), packed))
    header = struct.pack(">IIBBBBB", width, height, 4, 0, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(lines.tobytes(), 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in chunks
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
