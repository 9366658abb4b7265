"""Drawn codes, read back by a decoder."""

import struct
import zlib

import numpy as np
import pytest
import zxingcpp
from numpy.typing import NDArray

from api.bill_payment import barcode_png, barcode_svg, barcode_text, qr_png, qr_svg, qr_text
from tests.api.bill_payment.vectors import BILLS


def pixels(png: bytes) -> NDArray[np.uint8]:
    """Open a black and white PNG as it is written here, checking every chunk."""
    chunks, at = {}, 8
    while at < len(png):
        (length,) = struct.unpack(">I", png[at : at + 4])
        kind, data = png[at + 4 : at + 8], png[at + 8 : at + 8 + length]
        assert struct.unpack(">I", png[at + 8 + length : at + 12 + length])[0] == zlib.crc32(
            kind + data
        )
        chunks[kind] = data
        at += 12 + length
    width, height = struct.unpack(">II", chunks[b"IHDR"][:8])
    lines = np.frombuffer(zlib.decompress(chunks[b"IDAT"]), np.uint8).reshape(height, -1)
    return np.unpackbits(lines[:, 1:], axis=1)[:, :width] * np.uint8(255)


@pytest.mark.parametrize("name", BILLS)
def test_a_drawn_qr_code_is_read_back(name: str) -> None:
    text = qr_text(BILLS[name][1])

    (found,) = zxingcpp.read_barcodes(pixels(qr_png(text)))

    assert (found.text, found.format) == (text, zxingcpp.BarcodeFormat.QRCode)


@pytest.mark.parametrize("name", BILLS)
def test_a_drawn_barcode_is_read_back_with_its_carriage_returns(name: str) -> None:
    text = barcode_text(BILLS[name][1])

    (found,) = zxingcpp.read_barcodes(pixels(barcode_png(text)))

    assert (found.text, found.format) == (text, zxingcpp.BarcodeFormat.Code128)
    assert found.text.count("\r") == 3


def test_a_drawing_says_nothing_of_its_maker_and_has_its_white_border() -> None:
    text = qr_text(BILLS["50.00 baht"][1])

    for drawn in (qr_svg(text), barcode_svg("|0")):
        assert drawn.startswith("<svg ")
        assert "desc" not in drawn
    assert pixels(qr_png(text, pixels_per_module=1))[:4].min() != 0
