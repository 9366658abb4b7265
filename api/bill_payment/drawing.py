"""Payment codes as pictures: the QR code and the Code 128 barcode, as SVG and as PNG."""

import re
import struct
import zlib
from typing import Final

import numpy as np
import zxingcpp

BARCODE_MODULES_HIGH: Final = 50
"""The barcode's height in its thinnest bars; who draws it may stretch it."""

_HEAD: Final = re.compile(r"\A.*?(?=<svg )", re.DOTALL)
_MAKER: Final = re.compile(r"\s*<desc>.*?</desc>")
_SIZE: Final = re.compile(r'<svg (width="(\d+)" height="(\d+)")')
_NAMED: Final = ' id="barcode"'
_PNG: Final = b"\x89PNG\r\n\x1a\n"


def qr_svg(text: str) -> str:
    """Draw a QR code with error correction M and its white border of four modules."""
    return _svg(_qr(text))


def qr_png(text: str, *, pixels_per_module: int = 8) -> bytes:
    """Draw a QR code as a black and white PNG."""
    return _png(_qr(text), pixels_per_module)


def barcode_svg(text: str) -> str:
    """Draw a Code 128 barcode with its white borders of ten modules."""
    return _svg(_code_128(text))


def barcode_png(text: str, *, pixels_per_module: int = 3) -> bytes:
    """Draw a Code 128 barcode as a black and white PNG."""
    return _png(_code_128(text), pixels_per_module)


def _qr(text: str) -> zxingcpp.Barcode:
    return zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, options="ecLevel=M")


def _code_128(text: str) -> zxingcpp.Barcode:
    return zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.Code128)


def _svg(code: zxingcpp.Barcode) -> str:
    drawn = code.to_svg(add_quiet_zones=True).replace(_NAMED, "")
    plain = _MAKER.sub("", _HEAD.sub("", drawn, count=1), count=1)
    # Who shows it says how large; its bars stay sharp, and two on a page share no name.
    stretched = (
        r'<svg \1 viewBox="0 0 \2 \3" preserveAspectRatio="none" shape-rendering="crispEdges"'
    )
    return _SIZE.sub(stretched, plain, count=1)


def _png(code: zxingcpp.Barcode, pixels_per_module: int) -> bytes:
    drawn = np.asarray(code.to_image(scale=1, add_quiet_zones=True))
    white = np.kron(drawn > 0, np.ones((pixels_per_module, pixels_per_module), dtype=bool))
    rows = np.packbits(white, axis=1)
    lines = np.hstack((np.zeros((len(rows), 1), dtype=np.uint8), rows))
    header = struct.pack(">IIBBBBB", white.shape[1], white.shape[0], 1, 0, 0, 0, 0)
    return b"".join(
        (
            _PNG,
            _chunk(b"IHDR", header),
            _chunk(b"IDAT", zlib.compress(lines.tobytes(), 9)),
            _chunk(b"IEND", b""),
        )
    )


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
