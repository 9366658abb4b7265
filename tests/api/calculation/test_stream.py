"""Requests in a file: one object, an array or JSON lines, and what is wrong with a file."""

import json
from io import BytesIO, StringIO, TextIOWrapper
from typing import Any

import pytest

from api.calculation import answer, answer_stream, main_calculate, stream
from tests.law.asking import Given, asked, land

ONE = asked(land("A", "1000.00"))
OTHER = asked(land("B", "2000.00"))
NOT_UTF8 = "Requests are written in UTF-8; save the file so."


def asked_in(text: str | bytes) -> list[dict[str, Any]]:
    """The answers to a file of this content."""
    opened = StringIO(text) if isinstance(text, str) else BytesIO(text)
    return [json.loads(line) for line in answer_stream(opened)]


def error(code: str, message: str, where: str) -> Given:
    return {"error": {"code": code, "message": message, "where": where}}


def not_json(where: str) -> Given:
    return error("not-json", f"This is not JSON: it cannot be read on from {where}.", where)


FORMS = [
    ("an object", json.dumps(ONE), [ONE]),
    ("an object over lines", json.dumps(ONE, indent=2), [ONE]),
    ("an array", json.dumps([ONE, OTHER]), [ONE, OTHER]),
    ("an array over lines", json.dumps([ONE, OTHER], indent=1), [ONE, OTHER]),
    (
        "an array of a request a line",
        f"[\n{json.dumps(ONE)},\n{json.dumps(OTHER)}\n]",
        [ONE, OTHER],
    ),
    ("JSON lines", f"{json.dumps(ONE)}\n{json.dumps(OTHER)}\n", [ONE, OTHER]),
    ("blank lines", f"\n\n{json.dumps(ONE)}\n \t\n{json.dumps(OTHER)}\n\n", [ONE, OTHER]),
    ("DOS line ends", f"{json.dumps(ONE)}\r\n{json.dumps(OTHER)}\r\n", [ONE, OTHER]),
    ("an empty array", "[]", []),
    ("nothing", "", []),
    ("only blank lines", " \n\t\n", []),
]


@pytest.mark.parametrize(("form", "text", "requests"), FORMS, ids=[form for form, _, _ in FORMS])
@pytest.mark.parametrize("mark", ["", "\ufeff"], ids=["", "with a byte order mark"])
def test_each_form_of_a_file_is_answered_in_order(
    form: str, text: str, requests: list[Given], mark: str
) -> None:
    told = asked_in(mark + text)

    assert told == [answer(request) for request in requests], form
    assert asked_in((mark + text).encode("utf-8")) == told


def test_an_entry_with_an_id_has_it_in_its_answer_good_or_bad() -> None:
    told = asked_in(json.dumps([{"id": "x", "request": ONE}, {"id": "y", "request": {}}]))

    assert told[0] == {"id": "x", **answer(ONE)}
    assert told[1]["id"] == "y"
    assert told[1]["error"]["where"] == "request.tax_year"


def test_a_request_may_have_an_id_of_its_own() -> None:
    assert answer(ONE | {"id": "x"}) == {"id": "x", **answer(ONE)}


BROKEN = [
    ("not JSON", "tax please", [not_json("line 1, column 1")]),
    ("an object cut off", '{"tax_year": 2569,\n "properties": [', [not_json("line 2, column 17")]),
    (
        "an array cut off",
        "[\n" + json.dumps(ONE) + ",\n",
        [not_json(f"line 2, column {len(json.dumps(ONE)) + 2}")],
    ),
    (
        "a bad line among good ones",
        f"{json.dumps(ONE)}\n{{bad}}\n\n{json.dumps(OTHER)}\n",
        [answer(ONE), not_json("line 2, column 2"), answer(OTHER)],
    ),
    (
        "a first line that is bad",
        f"{{bad}}\n{json.dumps(ONE)}\n",
        [not_json("line 1, column 2"), answer(ONE)],
    ),
    (
        "a first line that is cut off",
        f'{{"tax_year": 2569,\n{json.dumps(ONE)}\n',
        [not_json("line 1, column 19"), answer(ONE)],
    ),
    (
        "an array among lines",
        f"[]\n{json.dumps(ONE)}\n",
        [error("wrong-type", "An object with fields is expected here.", ""), answer(ONE)],
    ),
    (
        "a field that stands twice",
        '[{"tax_year": 2569, "tax_year": 2568, "properties": []}]',
        [
            error(
                "repeated-field",
                "A field stands twice in this object; which of them counts cannot be told.",
                "tax_year",
            )
        ],
    ),
    (
        "NaN",
        json.dumps([asked(land("A", "1") | {"value": float("nan")}), ONE]),
        [
            error(
                "not-a-number",
                "A number here is finite and exact: write it as digits in quotes.",
                "properties[0].value",
            ),
            answer(ONE),
        ],
    ),
    (
        "too deep",
        "[" * 100_000,
        [
            error(
                "too-deep",
                "Lists and objects stand too deep inside one another to be a request.",
                "",
            )
        ],
    ),
]


@pytest.mark.parametrize(("what", "text", "told"), BROKEN, ids=[what for what, _, _ in BROKEN])
def test_what_is_broken_is_told_and_the_rest_is_answered(
    what: str, text: str, told: list[Given]
) -> None:
    assert asked_in(text) == told, what


def test_a_line_in_windows_874_is_told_and_the_rest_is_answered() -> None:
    thai = json.dumps(asked(land("บ้าน", "1000.00")), ensure_ascii=False)

    told = asked_in(
        json.dumps(ONE).encode() + b"\n" + thai.encode("cp874") + b"\n" + thai.encode("utf-8")
    )

    assert told[:2] == [answer(ONE), error("not-utf-8", NOT_UTF8, "line 2")]
    assert told[2]["lines"][0]["property"] == "บ้าน"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32"])
def test_a_file_in_another_unicode_is_told_once(encoding: str) -> None:
    assert asked_in(json.dumps([ONE, OTHER], indent=1).encode(encoding)) == [
        error("not-utf-8", NOT_UTF8, "line 1")
    ]


def test_an_undecodable_letter_in_a_stream_of_text_is_told() -> None:
    assert asked_in('{"\udcff": 1}') == [error("not-utf-8", NOT_UTF8, "line 1")]


def test_json_numbers_are_read_by_their_own_digits() -> None:
    plain = json.dumps(asked(land("A", "VALUE"))).replace('"VALUE"', "999999999999.99")

    assert asked_in(plain) == [answer(asked(land("A", "999999999999.99")))]


@pytest.mark.parametrize("written", ["1e3", "1E3", "1.5e3", "-0"])
def test_json_numbers_with_exponent_or_sign_are_refused(written: str) -> None:
    (told,) = asked_in(json.dumps(asked(land("A", "VALUE"))).replace('"VALUE"', written))

    assert told["error"]["code"] == ("negative" if written == "-0" else "not-a-number")
    assert told["error"]["where"] == "properties[0].value"


def test_a_line_that_is_too_long_is_told_and_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream, "LONGEST", 300)
    long = json.dumps(ONE) + " " * 1000

    told = asked_in(f"{json.dumps(ONE)}\n{long}\n{json.dumps(OTHER)}\n")

    too_long = error("too-large", "A line has at most 300 letters.", "line 2")
    assert told == [answer(ONE), too_long, answer(OTHER)]


def test_an_array_over_lines_that_is_too_long_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream, "LONGEST", 300)

    told = asked_in(json.dumps([ONE] * 10, indent=1))

    assert [one["error"]["code"] for one in told] == ["too-large"]
    assert told[0]["error"]["message"] == "An object or array has at most 300 letters."


def test_a_long_file_is_answered_in_batches_as_if_at_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    text = "\n".join(json.dumps(one) for one in [ONE, {}, OTHER] * 5)
    at_once = asked_in(text)

    monkeypatch.setattr(stream, "BATCH", 4)

    assert asked_in(text) == at_once
    assert len(at_once) == 15


@pytest.mark.parametrize(
    ("text", "status"),
    [(json.dumps(ONE), 0), (json.dumps([ONE, {}]), 1), ("", 0), ("no", 1)],
)
def test_the_exit_status_tells_whether_a_request_was_bad(text: str, status: int) -> None:
    out = StringIO()

    assert main_calculate(BytesIO(text.encode()), out) == status

    assert [json.loads(line) for line in out.getvalue().splitlines()] == asked_in(text)


@pytest.mark.parametrize("encoding", ["utf-8", "cp874", "ascii"])
def test_answers_can_be_written_to_any_terminal(encoding: str) -> None:
    thai = asked(land("บ้าน", "1000.00"))
    written = BytesIO()
    out = TextIOWrapper(written, encoding=encoding)

    main_calculate(BytesIO(json.dumps(thai).encode()), out)

    out.flush()
    assert json.loads(written.getvalue().decode("utf-8")) == answer(thai)
    assert ("บ้าน".encode() in written.getvalue()) == (encoding == "utf-8")
