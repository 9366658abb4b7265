"""What every page has: two languages, headers that let nothing foreign run, problems as pages."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from jinja2 import Environment, nodes

import api.pages
from api.pages.language import Language, Writer
from tests.api.http.town import Town, of_office

TEMPLATES = Path(api.pages.__file__).parent / "templates"
METHOD_OF_A_MAPPING = re.compile(
    r"\w\.(?:clear|copy|fromkeys|get|items|keys|pop|popitem|setdefault|update|values)\b(?!\()"
)
COUNTED_PLAINLY = re.compile(r"\{(?:n|count|days|times|rows)\}(?:</\w+>)? (?!is\b)\w+s\b")
LABEL = re.compile(r"<label[^>]*>(.*?)</label>", re.DOTALL)
TAG = re.compile(r"<[^>]+>")
FOREIGN = re.compile(r"(?:src|href|action)=\"(?:https?:)?//")


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    yield from of_office(tmp_path_factory.mktemp("pages") / "office")


def test_a_page_is_thai_and_english_at_one_click(town: Town) -> None:
    thai, english = town.client.get("/sign-in?after=/my"), town.client.get("/en/sign-in?after=/my")

    assert '<html lang="th"' in thai.text
    assert '<html lang="en"' in english.text
    assert 'href="/en/sign-in?after=/my" lang="en"' in thai.text
    assert 'href="/sign-in?after=/my" lang="th"' in english.text


def test_nothing_of_a_page_comes_from_elsewhere_or_stands_in_line(town: Town) -> None:
    page = town.client.get("/")

    assert FOREIGN.search(page.text) is None
    assert " style=" not in page.text
    assert "<style" not in page.text
    policy = page.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


def test_what_a_page_is_made_of_is_served_compressed_and_kept_for_ever(town: Town) -> None:
    page = town.client.get("/")
    (style,) = re.findall(r'rel="stylesheet" href="([^"]+)"', page.text)

    answer = town.client.get(style, headers={"Accept-Encoding": "gzip"})

    assert answer.headers["Content-Encoding"] == "gzip"
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert "GDS Transport" not in answer.text


def test_how_many_there_are_is_written_for_one_and_for_many() -> None:
    environment, found = Environment(autoescape=True), []
    for path in sorted(TEMPLATES.rglob("*.html")):
        for call in environment.parse(path.read_text("utf-8")).find_all(nodes.Call):
            words = [one.value for one in call.args if isinstance(one, nodes.Const)]
            if getattr(call.node, "name", "") == "say" and COUNTED_PLAINLY.search(str(words[1:2])):
                found.append((path.name, words[1]))

    assert found == [], "Write it with `counted`, or the page says: 1 bills."
    english = Writer(Language.ENGLISH)
    assert str(english.counted(1, "{n} ใบ", "{n} bill", "{n} bills")) == "1 bill"
    assert str(english.counted(1_200, "{n} ใบ", "{n} bill", "{n} bills")) == "1,200 bills"
    assert str(Writer(Language.THAI).counted(1, "{n} ใบ", "{n} bill", "{n} bills")) == "1 ใบ"


def test_a_page_that_is_not_there_says_so_in_the_readers_language(town: Town) -> None:
    thai, english = town.client.get("/nowhere"), town.client.get("/en/nowhere")

    assert (thai.status_code, english.status_code) == (404, 404)
    assert "ไม่พบสิ่งที่ขอ" in thai.text
    assert "There is no such thing" in english.text


def test_an_address_of_the_api_that_is_not_there_is_told_to_a_program(town: Town) -> None:
    answer = town.client.get("/api/v1/nowhere")

    assert answer.headers["Content-Type"] == "application/problem+json"


def test_a_form_without_the_sessions_token_changes_nothing(town: Town) -> None:
    clerk = town.officer()
    told = {"role": f"clerk@{'05600701'}"}

    forged = town.client.post("/roles", data=told, headers=clerk.headers)

    assert forged.status_code == 403
    assert clerk.get("/session").status_code == 200


def test_roles_are_told_apart_by_the_names_of_their_bodies_and_provinces(town: Town) -> None:
    name = town.officer().get("/bodies/05600701/contact").json()["name"]

    def shown(person: int) -> str:
        return town.client.get("/roles", headers=town.signed_in(person).headers).text

    def labels(person: int) -> list[str]:
        return [" ".join(TAG.sub("", one).split()) for one in LABEL.findall(shown(person))]

    assert any(label.endswith(f"{name} (05600701)") for label in labels(21))
    assert f'<bdi class="name">{name}</bdi>' in shown(21)
    assert any(label.endswith(" นครสวรรค์") for label in labels(22))


def test_a_role_is_chosen_and_leads_to_its_first_page(town: Town) -> None:
    person = town.signed_in(21)
    page = town.client.get("/roles", headers=person.headers).text
    (token,) = set(re.findall(r'name="_token" value="([^"]+)"', page))

    chosen = town.client.post(
        "/roles",
        data={"role": "clerk@05600701", "_token": token},
        headers=person.headers,
        follow_redirects=False,
    )

    assert (chosen.status_code, chosen.headers["Location"]) == (303, "/office/05600701")
    assert "HttpOnly" in chosen.headers["Set-Cookie"]
    assert town.client.get("/session", headers=person.headers).status_code == 404


def test_no_template_takes_a_method_of_a_mapping_for_what_the_api_answered() -> None:
    # `answer.clear` is a method of every answer, and so always true; `answer["clear"]` is said.
    found = [
        f"{path.name}: {match.group()}"
        for path in TEMPLATES.rglob("*.html")
        for match in METHOD_OF_A_MAPPING.finditer(path.read_text("utf-8"))
    ]

    assert found == []
