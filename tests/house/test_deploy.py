"""What `deploy/` describes is what the program has: its settings, commands, ports and addresses."""

import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import kubernetes_validate
import pytest
import yaml
from compose_spec import PyCompose
from fastapi.routing import APIRoute

from api.cli.main import COMMANDS as MODULES
from api.cli.main import commands_of
from api.http.audiences import health
from api.http.settings import HttpSettings
from api.observing.settings import Observing
from api.office import Settings
from tests.house.test_settings_page import settings_read

HOUSE: Final = Path(__file__).parents[2]
DEPLOY: Final = HOUSE / "deploy"
KUBERNETES: Final = sorted((DEPLOY / "kubernetes").glob("*.yaml"))
UNITS: Final = sorted(
    path for path in (DEPLOY / "systemd").iterdir() if path.suffix in {".service", ".timer"}
)
VERSION: Final = "1.34"
_STARTED: Final = re.compile(r"^ExecStart=\S+/thidin (.+)$", re.MULTILINE)
_COMMENTED: Final = re.compile(r"^ *#.* (?:thidin|run) (assess .+)$", re.MULTILINE)
_SETTING: Final = re.compile(r"\bTHIDIN_[A-Z_]+\b")


def manifests() -> Iterator[tuple[str, dict[str, Any]]]:
    for path in KUBERNETES:
        for one in yaml.safe_load_all(path.read_text("utf-8")):
            yield f"{path.name}: {one['kind']} {one['metadata']['name']}", one


MANIFESTS: Final = dict(manifests())


def compose() -> dict[str, Any]:
    read = yaml.safe_load((DEPLOY / "compose.yaml").read_text("utf-8"))
    assert isinstance(read, dict)
    return read


def of_systemd() -> dict[str, str]:
    lines = (DEPLOY / "systemd" / "thidin.env").read_text("utf-8").splitlines()
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


def environments() -> Mapping[str, Mapping[str, str]]:
    """Return the settings of each way to run it."""
    map_ = MANIFESTS["settings.yaml: ConfigMap thidin-settings"]
    return {
        "compose": compose()["services"]["web"]["environment"],
        "kubernetes": map_["data"],
        "systemd": of_systemd(),
    }


@pytest.mark.parametrize("name", MANIFESTS)
def test_a_manifest_is_what_kubernetes_knows_and_nothing_else(name: str) -> None:
    kubernetes_validate.validate(MANIFESTS[name], VERSION, strict=True)


def test_the_compose_file_says_only_what_a_compose_file_may() -> None:
    # Written again, since the library does not merge what YAML says twice.
    read = PyCompose.from_yaml(yaml.safe_dump(compose()))

    assert set(read.to_dict()["services"]) == set(compose()["services"])


def test_compose_itself_reads_the_compose_file_with_every_profile(tmp_path: Path) -> None:
    program = shutil.which("docker-compose")
    if program is None:
        pytest.skip("This machine has no docker-compose.")
    profiles = {name for one in compose()["services"].values() for name in one.get("profiles", [])}
    chosen = [f"--profile={name}" for name in sorted(profiles)]
    file = f"--file={DEPLOY / 'compose.yaml'}"

    done = subprocess.run(
        [program, file, *chosen, "config", "--services"],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
    )

    assert done.stderr == ""
    assert set(done.stdout.split()) == set(compose()["services"])


@pytest.mark.parametrize("unit", UNITS, ids=lambda path: path.name)
def test_systemd_finds_nothing_wrong_with_a_unit(unit: Path, tmp_path: Path) -> None:
    analyze = shutil.which("systemd-analyze")
    if analyze is None:
        pytest.skip("This machine has no systemd-analyze.")
    for one in UNITS:
        # Only where the program is differs: systemd looks whether it can be run.
        text = one.read_text("utf-8").replace("/opt/thidin/.venv/bin/thidin", "/bin/true")
        (tmp_path / one.name).write_text(text, "utf-8")

    done = subprocess.run(
        [analyze, "verify", "--man=no", tmp_path / unit.name],
        capture_output=True,
        text=True,
        check=False,
    )

    about = [line for line in done.stderr.splitlines() if unit.name in line]
    assert about == []


def test_every_setting_that_is_named_is_one_the_program_reads() -> None:
    text = "".join(path.read_text("utf-8") for path in DEPLOY.rglob("*") if path.is_file())

    assert set(_SETTING.findall(text)) - settings_read() == set()


@pytest.mark.parametrize("way", ["compose", "kubernetes", "systemd"])
def test_the_program_takes_the_settings_of_each_way_to_run_it(way: str, tmp_path: Path) -> None:
    token = tmp_path / "token"
    token.write_text("t" * 32, "ascii")
    token.chmod(0o600)
    given = {**environments()[way], "THIDIN_METRICS_TOKEN_FILE": str(token)}

    office, http, observing = Settings.of(given), HttpSettings.of(given), Observing.of(given)

    assert office.production
    assert http.production
    assert http.secure
    assert http.trusted_proxies
    assert observing.door is not None
    assert observing.json_lines
    assert office.database_url.startswith("postgresql:///")


def commands() -> Iterator[tuple[str, Sequence[str]]]:
    """Yield every `thidin` command that is described, by where."""
    for name, service in compose()["services"].items():
        ours = service.get("image", "").startswith("thidin:") and "entrypoint" not in service
        if ours and "command" in service:
            yield f"compose {name}", service["command"]
    for name, one in MANIFESTS.items():
        yield from ((name, made["args"]) for made in _containers(one) if "args" in made)
    for unit in UNITS:
        for line in _STARTED.findall(unit.read_text("utf-8")):
            yield unit.name, shlex.split(line)
    for path in (DEPLOY / "compose.yaml", *KUBERNETES):
        for line in _COMMENTED.findall(path.read_text("utf-8")):
            yield f"{path.name}, in a comment", shlex.split(line)


def _containers(manifest: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    spec = manifest.get("spec", {})
    spec = spec.get("jobTemplate", {}).get("spec", spec)
    pod = spec.get("template", {}).get("spec", {})
    return [*pod.get("initContainers", []), *pod.get("containers", [])]


COMMANDS: Final = dict(commands())


@pytest.mark.parametrize("where", COMMANDS)
def test_every_command_is_one_the_program_has_with_the_options_it_has(where: str) -> None:
    name, *words = COMMANDS[where]
    (module,) = [module for module, names in MODULES.items() if name in names]

    command = commands_of(module)[name]

    # Parsed and not run: an option that is not there is refused.
    assert command.make_context(name, list(words)).params


def test_ports_probes_and_hosts_agree_with_each_other_and_with_the_service() -> None:
    settings = environments()["kubernetes"]
    host = settings["THIDIN_ORIGIN"].removeprefix("https://")
    (web,) = _containers(MANIFESTS["web.yaml: Deployment thidin-web"])[1:]
    ports = {one["name"]: one["containerPort"] for one in web["ports"]}
    probes = [web[f"{kind}Probe"]["httpGet"] for kind in ("startup", "liveness", "readiness")]
    routes = {
        f"/api/v1{route.path}" for route in health.router.routes if isinstance(route, APIRoute)
    }

    assert str(ports["http"]) in web["args"]
    assert settings["THIDIN_METRICS"].endswith(f":{ports['metrics']}")
    for probe in probes:
        assert probe["path"] in routes
        assert probe["httpHeaders"] == [{"name": "Host", "value": host}]


def test_an_image_has_the_version_of_the_project_wherever_it_is_named() -> None:
    project = (HOUSE / "pyproject.toml").read_text("utf-8")
    (version,) = re.findall(r'^version = "(.+)"$', project, re.MULTILINE)
    text = "".join(path.read_text("utf-8") for path in DEPLOY.rglob("*.yaml"))

    assert set(re.findall(r"\bimage: (thidin:\S+)", text)) == {f"thidin:{version}"}


def test_no_key_no_setting_and_nothing_a_tool_left_comes_into_an_image() -> None:
    kept_out = {line.strip("*/") for line in (HOUSE / ".dockerignore").read_text().splitlines()}
    left_behind = {line.strip("*/") for line in (HOUSE / ".gitignore").read_text().splitlines()}

    assert left_behind - kept_out - {".pyc"} == set()
    assert kept_out >= {".git", "var", "deploy/etc", "deploy/secrets"}


def test_every_file_that_is_named_in_the_compose_file_is_there_or_the_operators() -> None:
    told = compose()
    mounted = [
        volume.partition(":")[0]
        for service in told["services"].values()
        for volume in service.get("volumes", [])
        if volume.startswith("./")
    ]

    missing = {path for path in mounted if not (DEPLOY / path).exists()}
    assert missing == {"./etc"}
    assert (HOUSE / told["services"]["web"]["build"]["dockerfile"]).exists()
