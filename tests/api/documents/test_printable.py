"""Whatever a file calls an owner, the letter shows it as text and is otherwise the same."""

from dataclasses import replace

import numpy as np
import pytest

from api.documents import Addressee, Typesetter, write
from api.documents.font import drawable
from api.documents.printable import CUT, UNKNOWN, cut, printable
from projections.vault import Person
from tests.api.cli.clerk import clerk, identity
from tests.api.cli.test_collecting import WHERE, Town, town
from tests.api.documents import letters
from tests.api.documents.pages import picture, texts, unspaced

__all__ = ["clerk", "town"]

MARKUP = (
    '#set page(fill: red) *bold* _x_ $y^2$ `z` <a> @b \\ #image("/etc/passwd") // c /* d */ "e"'
)
WORST = {
    "markup": (MARKUP, MARKUP),
    "turned round": ("นาย\u202eก\u2067ข\u200f", "นายกข"),
    "marks": ("ก" + "\u0e48" * 300, "ก" + "\u0e48" * 4),
    "another script": ("王小明 علی 😀", f"{UNKNOWN * 3} {UNKNOWN * 3} {UNKNOWN}"),
    "controls": ("a\x00b\nc\td\x07e", "a b c d e"),
    "nothing to see": ("\ufeff\u00ad\u200bก\u2060ข", "กข"),
    "half a character": ("\ud83d", UNKNOWN),
    "500 letters": ("ก" * 500, "ก" * 500),
    "500 Latin letters": ("x" * 500, "x" * 500),
    "Vietnamese": ("Nguyễn Thị Ánh", "Nguyễn Thị Ánh"),
    "a line's end": ("ก\u2028ข", "ก ข"),
}


@pytest.mark.parametrize("kind", WORST)
def test_the_worst_names_are_printed_as_text_on_every_sheet(kind: str) -> None:
    told, shown = WORST[kind]
    notice = letters.notice(addressee=Addressee(name=told, address=told))

    first, *others = texts(write(notice, Typesetter()))

    assert unspaced(shown) in unspaced(others[-1]) or kind == "500 letters"
    assert unspaced(shown) in first
    assert "25,074.00" in first


@pytest.mark.parametrize("name", ["#set page(fill: red)", "ก\u202e", "ก" + "\u0e48" * 300, "王"])
def test_what_stands_below_the_name_is_drawn_as_always(name: str) -> None:
    plain = letters.notice(addressee=Addressee(name="ก", address="ข"))
    worst = replace(plain, addressee=Addressee(name=name, address="ข"))
    pictures = [picture(write(one, Typesetter()), page=0) for one in (plain, worst)]

    below, worst_below = (drawn[drawn.shape[0] // 4 :] for drawn in pictures)

    assert np.array_equal(below, worst_below)


def test_a_letter_to_the_worst_name_of_the_vault_is_written(
    town: Town, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("letters")
    town.office().vault.remember(
        [Person(identity=identity(1), kind=1, name=f"{MARKUP} 王\u202e", address="x" * 500)]
    )

    town.does("letters", "notices", *WHERE, "--to", str(folder))

    (path,) = folder.glob("*.pdf")
    assert any(unspaced(f"{MARKUP} {UNKNOWN}") in page for page in texts(path))


def test_no_word_is_cut_before_a_mark_and_none_that_fits() -> None:
    word = "กี่" * 50

    pieces = cut(word, longest=30).split(CUT)

    assert "".join(pieces) == word
    assert all(piece.startswith("ก") for piece in pieces)
    assert cut("x" * 30, longest=30) == "x" * 30


def test_thai_and_latin_letters_and_digits_stay_as_they_are() -> None:
    text = "นางสาวปิ่นแก้ว ผู้ซื่อสัตย์ยิ่ง ๑๒/๓๔ ฯลฯ Chloé Müller No. 12"

    assert printable(text) == text


def test_every_character_said_to_be_drawable_can_be_set() -> None:
    every = [chr(code) for code in sorted(drawable()) if printable(chr(code)) == chr(code)]
    assert len(every) > 600
    name = " ".join(every)

    page = texts(write(letters.notice(addressee=Addressee(name=name, address="")), Typesetter()))

    assert "25,074.00" in "".join(page)
