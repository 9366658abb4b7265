"""`thidin pages`: the demo's pages with a double of ThaID and a bank to try things with."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Final

import typer
from rich.console import Console
from stdnum.th import pin

from api.banks import BANKS_FILE
from api.cli.printing import console, table
from api.cli.serving import LOCAL, write_providers
from api.http.settings import (
    AGENCIES_FILE,
    ORIGIN,
    PROVIDERS_FILE,
    STAFF_FILE,
    WEB_KEY_FILE,
)
from api.identity.double import PEOPLE
from api.office import DATABASE_URL, KEY_FILE, Office, open_office
from api.policy import Role
from domain import taxpayer
from domain.errors import Refused
from projections.vault import Person

NATURAL: Final = 1
PORT: Final = 8000
_BANK: Final = "014"
_START_SECONDS: Final = 60.0
_STOP_SECONDS: Final = 15.0
_FIRST_NUMBER: Final = 199990001
"""The numbers of made-up officers: a range that the made-up owners do not use."""


class NoDemo(Refused):
    """The demo was not built yet."""

    code = "no-demo"


class PortTaken(Refused):
    """Something else listens where a part of the demo wants to."""

    code = "port-taken"


@dataclass(frozen=True, kw_only=True)
class Sign:
    """Somebody to sign in as: `roles` are those of the staff file, none for a taxpayer."""

    identity: str
    name: str
    thai: str
    english: str
    officer: str = ""
    roles: Sequence[tuple[Role, str]] = ()


@dataclass(frozen=True, kw_only=True)
class Ports:
    """Where the three programs listen, on this computer alone."""

    pages: int
    double: int
    bank: int


def officers(body: str) -> Sequence[Sign]:
    """Return a made-up officer for each kind of user."""
    body_roles = {
        "clerk": ("เจ้าหน้าที่ อปท.", "clerk and cashier", ((Role.CLERK, body), (Role.CASHIER, body))),
        "chief": ("ผู้บริหารท้องถิ่น", "chief, approves", ((Role.CHIEF, body),)),
        "valuer": ("กรมธนารักษ์", "Treasury valuer", ((Role.TREASURY, ""),)),
        "valuer-2": ("กรมธนารักษ์ ผู้อนุมัติ", "Treasury, approves", ((Role.TREASURY, ""),)),
        "land": ("สำนักงานที่ดิน", "land office", ((Role.LAND_OFFICE, ""),)),
        "ministry": ("ส่วนกลาง", "ministry", ((Role.MINISTRY, ""),)),
        "auditor": ("ผู้ตรวจสอบ", "auditor", ((Role.AUDITOR, ""),)),
    }
    return [
        Sign(
            identity=_identity(number),
            name=f"{thai} (สมมุติ)",
            thai=thai,
            english=english,
            officer=f"officer-{name}",
            roles=roles,
        )
        for number, (name, (thai, english, roles)) in enumerate(body_roles.items())
    ]


def _identity(number: int) -> str:
    digits = f"{_FIRST_NUMBER}{number:03d}"
    return digits + pin.calc_check_digit(digits)


def taxpayers(office: Office, stories: Sequence[Mapping[str, Any]]) -> Sequence[Sign]:
    """Return the owners of the demo's stories, by the names the vault has of them."""
    found: dict[str, Sign] = {}
    for story in stories:
        identity = str(story["owner_ids"][0])
        person = office.vault.find(identity)
        if person is not None and person.kind == NATURAL and identity not in found:
            found[identity] = Sign(
                identity=identity, name=person.name, thai=story["thai"], english=story["english"]
            )
    return list(found.values())


def prepare(office: Office, folder: Path, ports: Ports) -> Sequence[Sign]:
    """Write the files of who may sign in as what, and of the bank; return the people."""
    manifest = json.loads((folder / "files" / "manifest.json").read_text("utf-8"))
    staff = officers(str(manifest["bodies"][0]["code"]))
    office.vault.remember(
        [Person(identity=one.identity, kind=NATURAL, name=one.name, address="") for one in staff]
    )
    provinces = sorted({int(one["province"]) for one in manifest["bodies"]})
    numbers = office.vault.pseudonyms([one.identity for one in staff]).tolist()
    (folder / "staff.toml").write_text(
        "\n".join(map(_officer, staff, numbers, [provinces] * len(staff))), "utf-8"
    )
    people = [*staff, *taxpayers(office, manifest["stories"])]
    (folder / "people.json").write_text(
        json.dumps([_person(one) for one in people], ensure_ascii=False), "utf-8"
    )
    (folder / "agencies.toml").touch()
    write_providers(folder / "providers.toml", f"http://{LOCAL}:{ports.double}")
    (folder / "banks.toml").write_text(
        f'[{_BANK}]\nkeys = ["bank.key"]\nask = "http://{LOCAL}:{ports.bank}"\n', "utf-8"
    )
    return people


def _officer(one: Sign, number: int, provinces: Sequence[int]) -> str:
    roles = ", ".join(
        f'{{ role = "{role}", body = "{body}" }}'
        if body
        else f'{{ role = "{role}", provinces = {list(provinces)} }}'
        if role in {Role.TREASURY, Role.LAND_OFFICE}
        else f'{{ role = "{role}" }}'
        for role, body in one.roles
    )
    return (
        f'[[officer]]\nofficer = "{one.officer}"\ntaxpayer = "{taxpayer.show(number)}"\n'
        f"role = [{roles}]\n"
    )


def _person(one: Sign) -> Mapping[str, str]:
    return {**PEOPLE[0], "pid": one.identity, "name": one.name}


def environment_of(folder: Path, ports: Ports) -> dict[str, str]:
    """Return the settings under which the demo's office is served."""
    return {
        DATABASE_URL: f"sqlite:///{folder / 'thidin.sqlite'}",
        KEY_FILE: str(folder / "thidin.key"),
        ORIGIN: f"http://{LOCAL}:{ports.pages}",
        WEB_KEY_FILE: str(folder / "web.key"),
        STAFF_FILE: str(folder / "staff.toml"),
        AGENCIES_FILE: str(folder / "agencies.toml"),
        PROVIDERS_FILE: str(folder / "providers.toml"),
        BANKS_FILE: str(folder / "banks.toml"),
    }


def pages(
    folder: Annotated[Path, typer.Option(help="Where the demo was built.")] = Path("var/demo"),
    port: Annotated[int, typer.Option(help="Port of the pages; two more follow it.")] = PORT,
) -> None:
    """Open the demo's pages on this computer, with who to sign in as, until Ctrl-C."""
    if not (folder / "thidin.sqlite").exists():
        raise NoDemo(f"There is no demo in {folder}. Build it with: make demo")
    ports = ports_from(port)
    must_be_free(ports, "thidin pages --port 8100")
    os.environ.update(environment_of(folder, ports))
    people = prepare(open_office(), folder, ports)
    out = console()
    # Being told to end is as good as Ctrl-C: what was started is ended as well.
    for told in (signal.SIGINT, signal.SIGTERM):
        signal.signal(told, signal.default_int_handler)
    with suppress(KeyboardInterrupt), ExitStack() as opened:
        for name, command, at in programs(folder, ports):
            out.print(f"[dim]starting {name} …[/]")
            opened.enter_context(running(command, port=at, said=folder / "pages.log"))
        show_doors(out, people, ports)
        signal.pause()


def ports_from(first: int) -> Ports:
    """Return three ports, one after the other."""
    return Ports(pages=first, double=first + 1, bank=first + 2)


def announce(office: Office, folder: Path, out: Console) -> None:
    """Print where the pages will be and who to sign in as, for when they are opened."""
    ports = ports_from(PORT)
    show_doors(out, prepare(office, folder, ports), ports)
    out.print("make pages opens them.")


def programs(folder: Path, ports: Ports) -> Iterator[tuple[str, Sequence[str], int]]:
    """Yield the double, the bank and the pages: what each is, its command, where it listens."""
    thidin = [str(Path(sys.executable).with_name("thidin"))]
    people = str(folder / "people.json")
    yield (
        "the double of ThaID",
        [*thidin, "double", "--port", str(ports.double), "--people", people],
        ports.double,
    )
    # The bank first: it makes the key that Thidin reads.
    yield (
        "the sandbox bank",
        [
            *(sys.executable, "-m", "sandbox_bank", "--port", str(ports.bank)),
            *("--thidin", f"http://{LOCAL}:{ports.pages}", "--bank", _BANK),
            *("--key-file", str(folder / "bank.key"), "--books", str(folder / "bank.jsonl")),
        ],
        ports.bank,
    )
    yield "the pages", [*thidin, "serve", "--port", str(ports.pages)], ports.pages


@contextmanager
def running(command: Sequence[str], *, port: int, said: Path) -> Iterator[None]:
    """Run a program until we are done, once it listens."""
    with said.open("ab") as log:
        started = subprocess.Popen(command, stdout=log, stderr=log)  # noqa: S603 - our own programs
    try:
        _await(started, port, said)
        yield
    finally:
        started.terminate()
        try:
            started.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            started.kill()
            started.wait()


def _await(started: "subprocess.Popen[bytes]", port: int, said: Path) -> None:
    until = time.monotonic() + _START_SECONDS
    while not _listens(port):
        if started.poll() is not None or time.monotonic() > until:
            raise PortTaken(f"A part of the demo did not start on port {port}; {said} says why.")
        time.sleep(0.1)


def _listens(port: int) -> bool:
    with socket.socket() as tried:
        return tried.connect_ex((LOCAL, port)) == 0


def must_be_free(ports: Ports, otherwise: str) -> None:
    """Refuse ports that something listens on. Raises `PortTaken`."""
    for port in (ports.pages, ports.double, ports.bank):
        if _listens(port):
            raise PortTaken(
                f"Something listens on port {port} already. Stop it, or name another place: "
                f"{otherwise}"
            )


def show_doors(out: Console, people: Sequence[Sign], ports: Ports) -> None:
    """Print the addresses, and who to sign in as."""
    home = f"http://{LOCAL}:{ports.pages}"
    out.rule("The pages")
    out.print(f"  {home}/          ภาษาไทย\n  {home}/en        English")
    out.print(f"  http://{LOCAL}:{ports.bank}/          a made-up bank: pay what a code says")
    rows = [
        (
            one.name,
            ", ".join(role for role, _ in one.roles) or "taxpayer",
            one.english,
        )
        for one in people
    ]
    headings = ("choose this name at ThaID (จำลอง)", "role", "who it is")
    out.print(table(f"Sign in at {home}/sign-in", headings, rows))
    out.print("Officers choose their role after signing in. Ctrl-C ends all three programs.")


def add_to(app: typer.Typer) -> None:
    """Add the command to the command line."""
    app.command()(pages)
