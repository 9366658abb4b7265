"""The service refuses to start on settings that would let strangers in, and says which."""

import os
import re
import socket
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from typer.testing import CliRunner

from api.cli import app
from api.cli.serving import write_providers
from api.http.serving import Bound, check
from api.identity.agencies import Agencies, digest_of
from api.identity.double import CLIENT_SECRET, ThaIdDouble
from api.identity.keys import open_web_keys
from api.identity.providers import Providers
from api.policy import POLICY, Role
from bench.ports import free_port
from domain.errors import UnsafeSetting
from tests.programs import first_answer

LOOPBACK = Bound(host="127.0.0.1", port=8000, workers=1)
NETWORK = Bound(host="0.0.0.0", port=8000, workers=2)  # noqa: S104 - that it is reached is the case
HTTPS = {"THIDIN_ORIGIN": "https://tax.example.go.th"}
BEHIND = {**HTTPS, "THIDIN_TRUSTED_PROXIES": "10.0.0.7"}
REAL = """
[[provider]]
name = "thaid"
title_th = "ThaID"
title_en = "ThaID"
issuer = "https://identity.example.go.th"
client_id = "thidin"
client_secret_file = "thaid.secret"
scopes = ["openid", "pid"]
"""


def environment(folder: Path, **more: str) -> dict[str, str]:
    return {
        "THIDIN_DATABASE_URL": f"sqlite:///{folder / 'thidin.sqlite'}",
        "THIDIN_KEY_FILE": str(folder / "thidin.key"),
        "THIDIN_WEB_KEY_FILE": str(folder / "web.key"),
        "THIDIN_STAFF_FILE": str(folder / "staff.toml"),
        "THIDIN_AGENCIES_FILE": str(folder / "agencies.toml"),
        "THIDIN_PROVIDERS_FILE": str(folder / "providers.toml"),
        "THIDIN_BILLERS_FILE": str(folder / "billers.toml"),
        **more,
    }


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The files of a service that is ready for production, all but the keys."""
    (tmp_path / "billers.toml").write_text('common = "099400000000100"\n', "utf-8")
    (tmp_path / "thaid.secret").write_text("made-up", "utf-8")
    (tmp_path / "thaid.secret").chmod(0o600)
    (tmp_path / "providers.toml").write_text(REAL, "utf-8")
    return tmp_path


def keys(folder: Path) -> None:
    for name in ("thidin.key", "web.key"):
        (folder / name).write_text("ab" * 32, "ascii")
        (folder / name).chmod(0o600)


def test_it_starts_on_loopback_without_any_settings(tmp_path: Path) -> None:
    given = environment(tmp_path)
    del given["THIDIN_BILLERS_FILE"]

    settings = check(given, LOOPBACK)

    assert settings.origin == "http://127.0.0.1:8000"
    assert not settings.production
    assert sorted(path.name for path in tmp_path.glob("*.key")) == ["thidin.key", "web.key"]


def test_it_starts_in_production_behind_a_proxy(folder: Path) -> None:
    keys(folder)

    settings = check(environment(folder, **BEHIND, THIDIN_MODE="production"), NETWORK)

    assert settings.production
    assert settings.secure


UNSAFE: Mapping[str, tuple[Mapping[str, str], Bound, str]] = {
    "http over the network by its address": (
        {"THIDIN_ORIGIN": "http://tax.example.go.th"}, LOOPBACK, "by http over the network"),
    "http on a door to the network": ({}, NETWORK, "sessions would travel"),
    "no proxy that speaks https": (HTTPS, NETWORK, "Name the proxy"),
    "a proxy that is everybody": (
        {**HTTPS, "THIDIN_TRUSTED_PROXIES": "*"}, NETWORK, "would trust everybody"),
    "a host that is everybody": ({**HTTPS, "THIDIN_HOSTS": "*"}, LOOPBACK, "would trust everybody"),
    "a proxy that is a name": (
        {**HTTPS, "THIDIN_TRUSTED_PROXIES": "proxy"}, LOOPBACK, "addresses or networks"),
    "an origin with a path": ({"THIDIN_ORIGIN": "https://a.example/x"}, LOOPBACK, "without path"),
    "an origin with a password": (
        {"THIDIN_ORIGIN": "https://u:p@a.example"}, LOOPBACK, "without path, name or password"),
    "an origin that is none": ({"THIDIN_ORIGIN": "tax"}, LOOPBACK, "is an origin such as"),
    "a mode nobody knows": (
        {"THIDIN_MODE": "prod"}, LOOPBACK, "production, development or training"),
    "a training office that would write to people": (
        {"THIDIN_MODE": "training", "THIDIN_CHANNELS_FILE": "channels.toml"},
        LOOPBACK,
        "A training office writes to nobody: unset THIDIN_CHANNELS_FILE and THIDIN_PORTAL_FILE.",
    ),
    "production over http": ({"THIDIN_MODE": "production"}, LOOPBACK, "begins with https"),
    "production without keys": (
        {**BEHIND, "THIDIN_MODE": "production"}, NETWORK, "no new one is made up"),
    "no port": ({}, Bound(host="127.0.0.1", port=0, workers=1), "from 1 to 65535"),
    "no worker": ({}, Bound(host="127.0.0.1", port=80, workers=0), "at least one worker"),
}  # fmt: skip


@pytest.mark.parametrize("case", UNSAFE)
def test_unsafe_settings_are_refused_in_words_that_say_what_to_do(folder: Path, case: str) -> None:
    more, bound, words = UNSAFE[case]

    with pytest.raises(UnsafeSetting, match=re.escape(words)):
        check(environment(folder, **more), bound)

    assert not (folder / "thidin.sqlite").exists()


def test_a_double_is_refused_where_others_could_sign_in_by_it(folder: Path) -> None:
    keys(folder)
    write_providers(folder / "providers.toml", "http://127.0.0.1:8001")

    check(environment(folder), LOOPBACK)
    for more, bound in ((BEHIND, NETWORK), (HTTPS, LOOPBACK)):
        with pytest.raises(UnsafeSetting, match="vouch for anybody"):
            check(environment(folder, **more), bound)


def test_the_double_itself_runs_on_this_machine_alone() -> None:
    for issuer in ("http://tax.example.go.th", "http://10.0.0.1:8001", "http://0.0.0.0", "x"):
        with pytest.raises(UnsafeSetting, match="this machine alone"):
            ThaIdDouble(issuer=issuer)


def test_production_needs_somebody_to_sign_in_with(folder: Path) -> None:
    keys(folder)
    (folder / "providers.toml").unlink()

    with pytest.raises(UnsafeSetting, match="names no provider"):
        check(environment(folder, **BEHIND, THIDIN_MODE="production"), NETWORK)


def test_production_needs_real_biller_ids(folder: Path) -> None:
    keys(folder)
    given = environment(folder, **BEHIND, THIDIN_MODE="production")
    del given["THIDIN_BILLERS_FILE"]

    with pytest.raises(UnsafeSetting, match="would be made up"):
        check(given, NETWORK)


BROKEN = {
    "staff.toml": "[[officer]]\nofficer = 5",
    "agencies.toml": '[[agency]]\nclient = "x"',
    "providers.toml": "[[provider]",
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_file_is_refused_and_named(folder: Path, name: str) -> None:
    (folder / name).write_text(BROKEN[name], "utf-8")

    with pytest.raises(UnsafeSetting, match=name):
        check(environment(folder), LOOPBACK)


@pytest.mark.parametrize("name", ["web.key", "thaid.secret"])
def test_a_secret_that_others_may_read_is_refused(folder: Path, name: str) -> None:
    keys(folder)
    (folder / name).chmod(0o644)

    with pytest.raises(UnsafeSetting, match="chmod 600"):
        check(environment(folder), LOOPBACK)


def test_python_without_checks_is_refused(folder: Path) -> None:
    code = (
        "from api.http.serving import Bound, check\n"
        "import os\n"
        "check(os.environ, Bound(host='127.0.0.1', port=8000, workers=1))"
    )

    found = subprocess.run(
        [sys.executable, "-O", "-c", code],
        env={**os.environ, **environment(folder)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert found.returncode != 0
    assert "Python runs with -O" in found.stderr


def test_the_double_is_written_into_a_providers_file_that_reads_back(tmp_path: Path) -> None:
    write_providers(tmp_path / "providers.toml", "http://127.0.0.1:8001")

    (provider,) = Providers(tmp_path / "providers.toml").every().values()

    assert provider.client_secret == CLIENT_SECRET
    assert (tmp_path / "providers.secret").stat().st_mode & 0o077 == 0


def test_the_policy_is_printed_action_by_action() -> None:
    printed = CliRunner().invoke(app, ["policy"]).stdout
    plain = CliRunner().invoke(app, ["policy", "--json"]).stdout

    for action in POLICY:
        assert action in printed
        assert f'"action": "{action}"' in plain
    assert "everyone" in printed
    assert str(Role.LAND_OFFICE) in printed


def test_a_made_secret_opens_the_door_its_digest_was_written_for(tmp_path: Path) -> None:
    printed = CliRunner().invoke(app, ["agency-secret"]).stdout
    secret = re.search(r"program:\s+(\S+)", printed)
    digest = re.search(r'\["(\S+)"\]', printed)
    assert secret is not None
    assert digest is not None
    (tmp_path / "agencies.toml").write_text(
        f'[[agency]]\nclient = "lands"\nname = "x"\nsecret_digests = ["{digest[1]}"]\n'
        'role = "land_office"\nscopes = ["land.deliver"]\nprovinces = [60]\n',
        "utf-8",
    )
    agencies = Agencies(
        tmp_path / "agencies.toml",
        key=open_web_keys(tmp_path / "web.key").tokens,
        issuer="https://tax.example",
        seconds=60,
    )

    assert agencies.known("lands", secret[1]) is not None
    assert agencies.known("lands", digest_of("another")) is None


def test_the_service_answers_as_a_program_with_two_workers(tmp_path: Path) -> None:
    port = free_port()
    given = environment(tmp_path, THIDIN_ORIGIN=f"http://127.0.0.1:{port}")
    del given["THIDIN_BILLERS_FILE"]
    program = subprocess.Popen(
        [sys.executable, "-c", "from api.cli import main; main()", "serve", "--workers", "2",
         "--port", str(port)],
        env={**os.environ, **given},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )  # fmt: skip
    try:
        answer = first_answer(f"http://127.0.0.1:{port}/api/v1/ready", program)
        endless = _answer_to_an_endless_head(port)
    finally:
        program.terminate()
        _, said = program.communicate(timeout=60)

    assert answer.status_code == 200
    assert answer.json()["status"] == "ready"
    assert "server" not in answer.headers
    assert endless.startswith(b"HTTP/1.1 400 ")
    assert "GET /api/v1/ready 200" in said or "GET /ready 200" in said


def _answer_to_an_endless_head(port: int) -> bytes:
    with socket.create_connection(("127.0.0.1", port), timeout=30) as caller:
        caller.sendall(b"GET /api/v1/health HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Endless: ")
        caller.sendall(b"x" * 36 * 1024)
        return caller.recv(1000)
