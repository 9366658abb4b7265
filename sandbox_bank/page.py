"""The bank's app as a page: paste what a code says or type what is printed, and pay."""

from html import escape
from typing import Final

_FRAME: Final = """<!doctype html>
<html lang="th"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>ธนาคารจำลอง Sandbox bank</title>
<style>
body {{ font-family: sans-serif; line-height: 1.6; margin: 2rem auto; max-width: 32rem }}
label {{ display: block; margin-top: 1rem }} input, textarea {{ font: inherit; width: 100% }}
button {{ font: inherit; margin-top: 1rem; padding: .5rem 1.5rem }}
.told {{ border: 3px solid; padding: 0 1rem }}
</style>
<h1>ธนาคารจำลอง Sandbox bank</h1>
<p>ไม่มีเงินจริง ใช้ทดลองบนเครื่องนี้เท่านั้น · No money is real; for this computer alone.</p>
{told}
<form method="post" action="/">
<label>ข้อความในคิวอาร์โค้ดหรือบาร์โค้ด · What the QR code or barcode says
<textarea name="code" rows="3" autocomplete="off"></textarea></label>
<p>หรือ or</p>
<label>Biller ID <input name="biller" inputmode="numeric" autocomplete="off"></label>
<label>Ref. 1 <input name="ref1" autocomplete="off"></label>
<label>Ref. 2 <input name="ref2" autocomplete="off"></label>
<label>จำนวนเงิน (บาท) · Amount in baht <input name="amount" inputmode="decimal"></label>
<button>ชำระ Pay</button>
</form></html>
"""


def page(told: str = "") -> str:
    """Return the page, with what became of the payment before."""
    said = f'<div class="told" role="status"><p>{escape(told)}</p></div>' if told else ""
    return _FRAME.format(told=said)
