"""Whatever JSON is asked, there is an answer: a bill that adds up, or what is wrong and where."""

import json
from copy import deepcopy
from decimal import Decimal
from io import BytesIO, StringIO
from random import Random
from typing import Any

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from api.calculation import answer, answer_stream, answers, main_calculate
from tests.law.asking import asked, land
from tests.oracle.requests import random_requests

Given = dict[str, Any]

WORDS = (
    *("tax_year", "owner_kind", "properties", "tax_2562", "request", "id", "kind", "value", "uses"),
    *("class", "percent", "on", "adjoins", "area", "rai", "wah", "price_per_wah", "structure"),
    *("natural", "land", "building", "other", "2569", "100", "1e3", "-1", "๑", "NaN", ""),
)

SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from(WORDS)
)
JSON = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(WORDS) | st.text(max_size=5), inner, max_size=5)
    ),
    max_leaves=25,
)

anything = settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))


def told_rightly(told: Given) -> bool:
    """A bill whose lines add up to its tax, or an error of code, message and place."""
    if "error" in told:
        error = told["error"]
        texts = all(isinstance(text, str) for text in error.values())
        return set(error) == {"code", "message", "where"} and texts and bool(error["message"])
    lines = sum((Decimal(line["tax"]) for line in told["lines"]), Decimal(0))
    return lines == Decimal(told["tax"]) >= 0


@anything
@given(request=JSON)
@example(request={"tax_year": 2569, "properties": [[]]})
@example(request={"request": {"request": {}}})
@example(request=10**5000)
def test_any_json_is_answered(request: object) -> None:
    assert told_rightly(answer(request))


@anything
@given(data=st.data())
def test_a_request_with_one_thing_changed_is_answered(data: st.DataObject) -> None:
    seed = data.draw(st.integers(0, 10_000))
    request = deepcopy(next(random_requests(f"changed {seed}", 1)))
    holder, key = data.draw(st.sampled_from(_places(request)))
    if data.draw(st.booleans()):
        holder[key] = data.draw(JSON)
    else:
        del holder[key]

    assert told_rightly(answer(request))


def _places(value: object) -> list[tuple[Any, Any]]:
    """Every place in a request where something stands."""
    inner = (
        value.items()
        if isinstance(value, dict)
        else enumerate(value)
        if isinstance(value, list)
        else ()
    )
    return [place for key, one in inner for place in [(value, key), *_places(one)]]


@anything
@given(text=st.text(max_size=60) | JSON.map(json.dumps))
@example(text="[" * 100_000)
@example(text='{"a":' * 100_000)
@example(text="9" * 10_000)
def test_any_text_is_answered_in_lines_of_json(text: str) -> None:
    for line in answer_stream(StringIO(text)):
        assert "\n" not in line
        assert told_rightly(json.loads(line))


@anything
@given(content=st.binary(max_size=60))
@example(content=b"\xff\xfe\x00")
@example(content="ลอง".encode("cp874"))
def test_any_bytes_are_answered_and_an_error_shows_in_the_exit_status(content: bytes) -> None:
    out = StringIO()

    status = main_calculate(BytesIO(content), out)

    told = [json.loads(line) for line in out.getvalue().splitlines()]
    assert all(map(told_rightly, told))
    assert status == int(any("error" in one for one in told))


def test_bad_requests_among_good_ones_change_none_of_them() -> None:
    random = Random("among good ones")
    good = list(random_requests("good", 300))
    alone = answers(good)
    bad: list[object] = [None, {}, [], "x", {"tax_year": 2569}, {"tax_year": 1, "properties": []}]

    mixed: list[object] = []
    for request in good:
        mixed += [random.choice(bad), request]

    told = answers(mixed)
    assert told[1::2] == alone
    assert all("error" in one for one in told[::2])


def test_an_array_lines_and_one_by_one_are_answered_alike() -> None:
    requests = list(random_requests("three forms", 60))
    one_by_one = [
        line for request in requests for line in answer_stream(StringIO(json.dumps(request)))
    ]

    in_lines = "\n".join(json.dumps(request) for request in requests)

    assert list(answer_stream(StringIO(json.dumps(requests)))) == one_by_one
    assert list(answer_stream(StringIO(json.dumps(requests, indent=2)))) == one_by_one
    assert list(answer_stream(StringIO(in_lines))) == one_by_one
    assert list(answer_stream(StringIO(in_lines.replace("\n", "\r\n\r\n")))) == one_by_one


def test_no_message_repeats_what_the_request_says() -> None:
    secret = "1103700123457"
    plot = land("A", "1000.00")
    spoiled: list[Given] = [
        asked(plot | {secret: 1}),
        asked(plot | {"kind": secret}),
        asked(plot | {"value": secret + "9999"}),
        asked(plot | {"value": f"{secret} baht"}),
        asked(plot | {"adjoins": [secret]}),
        asked(plot | {"vacant_years": secret}),
        asked(plot, owner=secret),
        asked(plot) | {secret: 1},
        asked(plot | {"id": secret}, plot | {"id": secret}),
        asked(plot | {"uses": [{"class": secret, "percent": "100"}]}),
    ]

    for told in answers(spoiled):
        assert secret not in json.dumps(told["error"])
