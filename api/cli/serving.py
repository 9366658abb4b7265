"""`thidin serve`, `double`, `policy`, `agency-secret`: the service over HTTP."""

import json
import os
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Final

import typer
import uvicorn

from api.cli.printing import AsJson, console, print_json, table
from api.http.serving import FACTORY, Bound, check, run
from api.identity.agencies import digest_of
from api.identity.double import CLIENT_ID, CLIENT_SECRET, PEOPLE, ThaIdDouble, create_double
from api.policy import POLICY, Relation, Role, Rule

LOCAL: Final = "127.0.0.1"
EVERYONE: Final = "everyone"

Host = Annotated[str, typer.Option(help="Address to listen on.")]
Port = Annotated[int, typer.Option(help="Port to listen on.")]


def serve(
    host: Host = LOCAL,
    port: Port = 8000,
    workers: Annotated[int, typer.Option(help="How many processes answer.")] = 1,
) -> None:
    """Answer over HTTP; refuse to start with settings that would let strangers in."""
    bound = Bound(host=host, port=port, workers=workers)
    settings = check(os.environ, bound)
    console().print(
        f"Thidin answers at {settings.origin} ({host}:{port}, {workers} workers, {settings.mode})."
    )
    run(FACTORY, bound, trusted_proxies=settings.trusted_proxies)


def double(
    port: Port = 8001,
    write: Annotated[
        Path | None, typer.Option("--write", help="Write a providers file that names the double.")
    ] = None,
    people: Annotated[
        Path | None, typer.Option("--people", help="JSON file of the people it vouches for.")
    ] = None,
) -> None:
    """Run a double of ThaID on this machine, for trying things: it vouches for anybody."""
    issuer = f"http://{LOCAL}:{port}"
    known = PEOPLE if people is None else tuple(json.loads(people.read_text("utf-8")))
    found = ThaIdDouble(issuer=issuer, people=known)
    if write is not None:
        write_providers(write, issuer)
        console().print(f"{write} names the double. Sign in at /api/v1/sign-in/thaid")
    uvicorn.run(create_double(found), host=LOCAL, port=port, access_log=False, log_level="warning")


def write_providers(path: Path, issuer: str) -> None:
    """Write a providers file for the double, with its secret beside it. Both are new files."""
    secret = path.with_suffix(".secret")
    with os.fdopen(os.open(secret, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(CLIENT_SECRET)
    path.write_text(
        "[[provider]]\n"
        'name = "thaid"\n'
        'title_th = "ThaID (จำลอง)"\n'
        'title_en = "ThaID (double)"\n'
        f'issuer = "{issuer}"\n'
        f'client_id = "{CLIENT_ID}"\n'
        f'client_secret_file = "{secret.name}"\n'
        'scopes = ["openid", "pid", "name", "ial"]\n',
        "utf-8",
    )


def policy(as_json: AsJson = False) -> None:
    """Print who may do what to whose data. What is not in the table is denied."""
    if as_json:
        print_json([_plain(rule) for rule in POLICY.values()])
        return
    heads = ("action", "what", "roles", "whose data", "least IAL")
    rows = [
        (
            rule.action if first else "",
            rule.english if first else "",
            roles,
            relation.value,
            rule.least_ial,
        )
        for rule in POLICY.values()
        for first, (relation, roles) in _by_relation(rule)
    ]
    console().print(table("Who may do what to whose data", heads, rows))


def _by_relation(rule: Rule) -> Iterator[tuple[bool, tuple[Relation, str]]]:
    for number, relation in enumerate(dict.fromkeys(rule.roles.values())):
        roles = [role.value for role in rule.roles if rule.roles[role] is relation]
        yield number == 0, (relation, EVERYONE if len(roles) == len(Role) else ", ".join(roles))


def _plain(rule: Rule) -> dict[str, object]:
    return {
        "action": rule.action,
        "thai": rule.thai,
        "english": rule.english,
        "least_ial": rule.least_ial or None,
        "roles": {role.value: relation.value for role, relation in rule.roles.items()},
    }


def secret() -> None:
    """Make a secret for another office's program, and the digest the agencies file holds of it."""
    made = secrets.token_urlsafe(32)
    out = console()
    out.print(f"Give the program:     {made}")
    out.print(f'In the agencies file: secret_digests = ["{digest_of(made)}"]', soft_wrap=True)


def add_to(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    app.command("serve")(serve)
    app.command("double")(double)
    app.command("policy")(policy)
    app.command("agency-secret")(secret)
