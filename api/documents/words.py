"""Where a Thai line may break: between words, and nowhere else.

Thai is written without spaces between words, and the typesetter would break lines inside them.
Words are found with a word list of some 62,000 entries from a package, and our own terms of tax.
A broken text has a zero-width space where a line may break besides at its spaces.
"""

import re
import tempfile
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import Final

import nlpo3

from api.documents.printable import LONGEST_NAME, cut, printable

BREAK: Final = "\u200b"
"""Stands between two words; the templates box what is between two of them."""
TERMS: Final = (
    "พระราชบัญญัติ",
    "องค์กรปกครองส่วนท้องถิ่น",
    "องค์การบริหารส่วนตำบล",
    "พนักงานเจ้าหน้าที่",
    "ผู้บริหารท้องถิ่น",
    "คณะกรรมการพิจารณาอุทธรณ์",
    "สิ่งปลูกสร้าง",
    "ผู้เสียภาษี",
    "ผู้รับเงิน",
    "พร้อมนี้",
    "แนบมา",
    "ผู้มีหน้าที่",
    "เงินเพิ่ม",
    "เบี้ยปรับ",
    "หนังสือเตือน",
    "ผ่อนชำระ",
    "วันชำระ",
    "คิวอาร์โค้ด",
    "บาร์โค้ด",
    "เลขอ้างอิง",
    "ราคาประเมิน",
    "ทุนทรัพย์",
    "ค่าเสื่อมราคา",
    "หน้าสำรวจ",
    "ตารางวา",
    "ตารางเมตร",
    "ห้องชุด",
    "อาคารชุด",
    "สตางค์",
    "ครึ่งตึกครึ่งไม้",
    "รกร้างว่างเปล่า",
    "ใบเสร็จรับเงิน",
    "โอนกรรมสิทธิ์",
    "ยกเว้น",
    "คัดค้าน",
    "อุทธรณ์",
)  # fmt: skip

_LONGEST_WORD: Final = 30
_DICTIONARY: Final = "thidin"
_WORD_LIST: Final = ("newmm_tokenizer", "words_th.txt")
_LETTERS: Final = re.compile(r"[\u0e01-\u0e4e]{2}")
_CLOSING: Final = re.compile(r"[)\]”’»%,.:;!?/ๆฯ\-–]")
_OPENING: Final = re.compile(r".*[(\[“‘«/\-–]", re.DOTALL)
_BEFORE_A_NUMBER: Final = re.compile(
    r"(มาตรา|ร้อยละ|เลขที่|เลขที่ดิน|หมู่ที่|พ\.ศ\.|ปี|ภ\.ด\.ส\.|ประเภท|เดือนละ|งวดที่|ข้อ) (?=[0-9๐-๙])"
)
_AFTER_A_NUMBER: Final = re.compile(
    r"(?<=[0-9๐-๙]) (บาท|สตางค์|วัน|เดือน|ปี|งวด|ไร่|งาน|ตารางวา|ตารางเมตร|น\.|"
    r"มกราคม|กุมภาพันธ์|มีนาคม|เมษายน|พฤษภาคม|มิถุนายน|กรกฎาคม|สิงหาคม|กันยายน|ตุลาคม|"
    r"พฤศจิกายน|ธันวาคม)"
)
_BEFORE_A_POST_CODE: Final = re.compile(r" (?=[0-9๐-๙]{5}$)")
_MONTH_THEN_YEAR: Final = re.compile(r"(คม|ยน|พันธ์) (?=พ\.ศ\.)")


class WordBreaker:
    """Finds the words of Thai texts; remembers those of texts that come again."""

    def __init__(self) -> None:
        _load_dictionary()
        self._broken = lru_cache(maxsize=50_000)(_broken)

    def __call__(self, text: str) -> str:
        """Return the text with a break between its words; without breaks it is what can be printed.

        A number stays with its unit, and what closes or opens a bracket with its word.
        """
        return self._broken(text)


def whole(text: str) -> str:
    """Return a name or a place: lines break at its spaces, but not beside a number of its own."""
    shown = cut(printable(text).strip(), longest=LONGEST_NAME)
    plain = _BEFORE_A_POST_CODE.sub("\u00a0", _AFTER_A_NUMBER.sub("\u00a0\\1", shown))
    return re.sub(" +", lambda spaces: f"{BREAK}{spaces[0]}{BREAK}", plain)


@lru_cache(maxsize=1)
def _load_dictionary() -> None:
    package, name = _WORD_LIST
    listed = resources.files(package).joinpath(name).read_text("utf-8")
    with tempfile.TemporaryDirectory() as folder:
        both = Path(folder, "words.txt")
        both.write_text("\n".join((listed.strip(), *TERMS)) + "\n", "utf-8")
        said, loaded = nlpo3.load_dict(str(both), _DICTIONARY)
    assert loaded, said


def _broken(told: str) -> str:
    text = printable(told)
    if not _LETTERS.search(text):
        return cut(text, longest=_LONGEST_WORD)
    glued = _BEFORE_A_NUMBER.sub("\\1\u00a0", text)
    glued = _MONTH_THEN_YEAR.sub("\\1\u00a0", _AFTER_A_NUMBER.sub("\u00a0\\1", glued))
    pieces: list[str] = []
    for token in nlpo3.segment(glued, _DICTIONARY):
        if pieces and _together(pieces[-1], token):
            pieces[-1] += token
        else:
            pieces.append(token)
    return BREAK.join(cut(piece, longest=_LONGEST_WORD) for piece in pieces)


def _together(before: str, after: str) -> bool:
    if "\u00a0" in (before[-1], after[0]):
        return True
    if before.isspace():
        return after[0] == "ๆ"
    return bool(_CLOSING.match(after) or _OPENING.fullmatch(before) or after == " ๆ")
