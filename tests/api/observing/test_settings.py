"""What is watched is set, off by default, and refused where anybody could look."""

import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from api.observing.settings import Observing
from domain.errors import UnsafeSetting

TOKEN = "0123456789abcdef"


def token_file(folder: Path, text: str = TOKEN, mode: int = 0o600) -> str:
    path = folder / "metrics.token"
    path.write_text(text, "ascii")
    path.chmod(mode)
    return str(path)


def test_nothing_is_watched_unless_it_is_set() -> None:
    assert Observing.of({}) == Observing()
    assert (Observing().door, Observing().collector, Observing().json_lines) == (None, "", False)


def test_figures_are_shown_to_this_machine_without_a_token_and_to_others_with_one(
    tmp_path: Path,
) -> None:
    alone = Observing.of({"THIDIN_METRICS": "127.0.0.1:9464"})
    given = {"THIDIN_METRICS": "0.0.0.0:9464", "THIDIN_METRICS_TOKEN_FILE": token_file(tmp_path)}

    others = Observing.of(given)

    assert (alone.door, alone.token) == (("127.0.0.1", 9464), "")
    assert (others.door, others.token) == (("0.0.0.0", 9464), TOKEN)  # noqa: S104 - the case
    assert TOKEN not in repr(others)


WRONG: Mapping[str, tuple[Mapping[str, str], str]] = {
    "figures for the network without a token": (
        {"THIDIN_METRICS": "0.0.0.0:9464"}, "THIDIN_METRICS is reached over the network."),
    "no port": ({"THIDIN_METRICS": "127.0.0.1"}, "such as 127.0.0.1:9464"),
    "a collector that is no address": ({"THIDIN_OTLP": "collector"}, "such as http://127.0.0.1"),
    "a collector with a password": ({"THIDIN_OTLP": "http://u:p@c:4318"}, "without name or"),
    "no request at all traced": ({"THIDIN_TRACED_ONE_IN": "0"}, "a whole number from 1"),
    "lines of a kind nobody knows": ({"THIDIN_LOG_LINES": "xml"}, "is text or json"),
}  # fmt: skip


@pytest.mark.parametrize("case", WRONG)
def test_what_cannot_be_meant_is_refused_in_words_that_say_what_to_do(case: str) -> None:
    given, words = WRONG[case]

    with pytest.raises(UnsafeSetting, match=re.escape(words)):
        Observing.of(given)


@pytest.mark.parametrize(
    ("text", "mode", "words"),
    [(TOKEN, 0o644, "chmod 600"), ("short", 0o600, "shorter than 16"), ("", 0o600, "shorter")],
)
def test_a_token_that_others_read_or_guess_is_refused(
    tmp_path: Path, text: str, mode: int, words: str
) -> None:
    given = {
        "THIDIN_METRICS": "0.0.0.0:9464",
        "THIDIN_METRICS_TOKEN_FILE": token_file(tmp_path, text, mode),
    }

    with pytest.raises(UnsafeSetting, match=words):
        Observing.of(given)
