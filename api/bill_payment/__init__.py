"""Thai bill payment as banks and counters read it: the QR code and the counter barcode."""

from api.bill_payment.barcode import barcode_text, read_barcode_text
from api.bill_payment.drawing import barcode_png, barcode_svg, qr_png, qr_svg
from api.bill_payment.payment import BillPayment, NotABillPayment
from api.bill_payment.qr import qr_text, read_qr_text
from api.bill_payment.slip import PaymentSlip, read_slip_text

__all__ = [
    "BillPayment",
    "NotABillPayment",
    "PaymentSlip",
    "barcode_png",
    "barcode_svg",
    "barcode_text",
    "qr_png",
    "qr_svg",
    "qr_text",
    "read_barcode_text",
    "read_qr_text",
    "read_slip_text",
]
