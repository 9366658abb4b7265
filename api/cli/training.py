"""`thidin train`: an office in which officers learn and nothing is real, that can begin again."""

import os
import shutil
import signal
import subprocess
import sys
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Annotated, Final

import typer
import uvicorn

from api.cli.doors import (
    Ports,
    environment_of,
    must_be_free,
    ports_from,
    prepare,
    programs,
    running,
    show_doors,
)
from api.cli.printing import console
from api.cli.serving import LOCAL
from api.http.app import create_app
from api.http.front import open_front
from api.http.serving import Bound, check
from api.http.settings import MODE, TRAINING, HttpSettings
from api.office import Office, Settings, open_office
from api.training import mark
from domain.errors import Refused

PORT: Final = 8100
_KEPT: Final = "thidin*"
"""The files of an office's databases and its key: what beginning again puts back."""


class NotBuilt(Refused):
    """The first state of the training office could not be made."""

    code = "not-built"


def train(
    folder: Annotated[Path, typer.Option(help="Where the training office lies.")] = Path(
        "var/training"
    ),
    port: Annotated[int, typer.Option(help="Port of the pages; two more follow it.")] = PORT,
    seed: Annotated[int, typer.Option(help="Another seed makes other people and plots.")] = 7,
    start_over_first: Annotated[
        bool, typer.Option("--start-over", help="Put everything back before opening.")
    ] = False,
) -> None:
    """Open an office of made-up people on this computer for officers to learn in, until Ctrl-C.

    It is built when first opened, in two minutes. It is never production: its database is marked.
    """
    ports = ports_from(port)
    must_be_free(ports, "thidin train --port 8200")
    out = console()
    if not (folder / "first" / "thidin.sqlite").exists():
        out.print("Building the training office, once: about two minutes …")
        build(folder, seed=seed)
    if start_over_first or not (folder / "office" / "thidin.sqlite").exists():
        start_over(folder)
    office = folder / "office"
    os.environ.update({**environment_of(office, ports), MODE: TRAINING})
    people = prepare(open_office(), office, ports)
    for told in (signal.SIGINT, signal.SIGTERM):
        signal.signal(told, signal.default_int_handler)
    with suppress(KeyboardInterrupt), ExitStack() as stack:
        for _, command, at in programs(office, ports):
            if at != ports.pages:
                stack.enter_context(running(command, port=at, said=folder / "training.log"))
        show_doors(out, people, ports)
        while serve_once(ports):
            out.print("Beginning again …")
            start_over(folder)


def build(folder: Path, *, seed: int) -> None:
    """Make the first state: a demo's office, marked. Raises `NotBuilt`."""
    first = folder / "first"
    made = folder / "being-made"
    shutil.rmtree(made, ignore_errors=True)
    made.mkdir(parents=True)
    thidin = str(Path(sys.executable).with_name("thidin"))
    with (folder / "training.log").open("ab") as log:
        done = subprocess.run(  # noqa: S603 - our own program
            [thidin, "demo", "--folder", str(made), "--seed", str(seed)],
            stdout=log,
            stderr=log,
            check=False,
        )
    if done.returncode:
        raise NotBuilt(f"The training office was not built; {folder / 'training.log'} says why.")
    mark(made / "thidin.sqlite")
    shutil.rmtree(first, ignore_errors=True)
    made.rename(first)


def start_over(folder: Path) -> None:
    """Put the office back to its first state; what only says who may sign in stays."""
    first, office = folder / "first", folder / "office"
    office.mkdir(exist_ok=True)
    for stale in office.glob(_KEPT):
        stale.unlink()
    for path in first.glob(_KEPT):
        shutil.copy2(path, office / path.name)
    if not (office / "files").exists():
        (office / "files").mkdir()
        shutil.copy2(first / "files" / "manifest.json", office / "files" / "manifest.json")


def serve_once(ports: Ports) -> bool:
    """Serve until told to end; say whether somebody wants to begin again."""
    wanted = False
    check(os.environ, Bound(host=LOCAL, port=ports.pages, workers=1))
    office, settings = Office(Settings.of(os.environ)), HttpSettings.of(os.environ)
    front = open_front(office, settings)
    app = create_app(office, settings, front=front)
    server = uvicorn.Server(
        uvicorn.Config(
            app,
            host=LOCAL,
            port=ports.pages,
            access_log=False,
            log_level="warning",
            server_header=False,
            timeout_graceful_shutdown=5,
        )
    )

    def begin_again() -> None:
        nonlocal wanted
        wanted = True
        server.should_exit = True

    front.start_over = begin_again
    try:
        server.run()
    finally:
        # The service's own end has let its threads go; the files are let go of here.
        front.stores.engine.dispose()
        office.views.engine.dispose()
        office.log.close()
    return wanted


def add_to(app: typer.Typer) -> None:
    """Add the command to the command line."""
    app.command()(train)
