"""A program that forks itself for each command, so that a kill costs no start of Python.

`python -m tests.faults.forks` reads what to try from its standard input, one JSON object a line,
and answers with one each: {"scene": "drain", "kills": [{"point": "after-append", "count": 2},
{"call": 5000}, {"share": 0.4}]}. Each kill ends one run of the command; then it runs to its end.
A kill is at a failpoint, at the n-th call of a function, or at a share of the command's time.
"""

import gc
import json
import os
import shutil
import signal
import sys
import threading
import time
import traceback
from collections.abc import Callable, Mapping
from contextlib import chdir
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import typer
import typer._adapters  # loaded over an option; no child should do it anew

import api.commands.bank
import api.commands.reconcile
import api.commands.recorders
import domain.roll.roll
import projections.read_models.views
from api.cli.main import COMMANDS, commands_of
from domain.failpoints import FAILPOINT
from domain.law import law_in_force
from tests.faults.scenes import SCENES, Scene, books, build, environment

_MEMORY: Final = Path("/dev/shm")  # noqa: S108 - a killed program loses nothing that a file has
_BUG: Final = 70
_SMALL: Final = 3

_NAMES: Final = {scene.words[0] for scene in SCENES.values()}
_COMMANDS: Final[Mapping[str, Any]] = {
    name: command
    for module, names in COMMANDS.items()
    if not _NAMES.isdisjoint(names)
    for name, command in commands_of(module).items()
}
"""Loaded and put together once, a program of its own does it at each start; no more than scenes
have, as a fork copies what there is."""


def make_steps_small() -> None:
    """Let a small town's work be many transactions, with as many moments between them."""
    api.commands.bank.AT_ONCE = _SMALL  # type: ignore[misc]
    api.commands.recorders.RECORDED_AT_ONCE = _SMALL  # type: ignore[misc]
    api.commands.reconcile.COMPARED_AT_ONCE = _SMALL  # type: ignore[misc]
    domain.roll.roll.ROWS_PER_EVENT = _SMALL  # type: ignore[misc]
    projections.read_models.views.PAGE_EVENTS = _SMALL  # type: ignore[misc]


@dataclass
class Stage:
    """The town of a scene, and what an undisturbed run of its command makes of it."""

    scene: Scene
    base: Path
    books: Mapping[str, Any] = field(default_factory=dict)
    calls: int = 0
    seconds: float = 0.0


class Forks:
    """Runs the commands; one stage a scene, built when first asked for."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.stages: dict[str, Stage] = {}

    def stage(self, name: str) -> Stage:
        """Build a scene's town, and run its command twice without a disturbance."""
        if name in self.stages:
            return self.stages[name]
        stage = Stage(SCENES[name], self.folder / name)
        stage.base.mkdir()
        build(stage.scene, stage.base)
        with TemporaryDirectory(dir=self.folder) as copied:
            copy = _copy(stage.base, Path(copied))
            count = self.folder / f"{name}-calls"
            _must_end(_forked(lambda: _counted(stage.scene, copy, count)))
            stage.calls = int(count.read_text("ascii"))
            shutil.rmtree(copy)
            copy = _copy(stage.base, Path(copied))
            begun = time.perf_counter()
            _must_end(_forked(lambda: _play(stage.scene, copy, {})))
            stage.seconds = time.perf_counter() - begun
            stage.books = _ended(stage.scene, copy)
        self.stages[name] = stage
        gc.freeze()  # a collection in a child would copy every page of memory
        return stage

    def tried(self, stage: Stage, kills: list[dict[str, Any]]) -> dict[str, Any]:
        """Kill the command so often, run it to its end, and return which books differ."""
        with TemporaryDirectory(dir=self.folder) as copied:
            copy = _copy(stage.base, Path(copied))
            killed = [_killed(stage, copy, kill) for kill in kills]
            ended = _ended(stage.scene, copy)
        differ = [key for key in stage.books if stage.books[key] != ended.get(key)]
        return {"killed": killed, "differ": differ, "wrong": ended.get("wrong", "")}


def _copy(base: Path, folder: Path) -> Path:
    copy = folder / "office"
    shutil.copytree(base, copy)
    return copy


def _killed(stage: Stage, folder: Path, kill: Mapping[str, Any]) -> bool:
    """Run the command with a kill on its way; return whether it died of it."""
    settings, seconds = {}, None
    limit = int(kill.get("call", 0))
    if "point" in kill:
        settings[FAILPOINT] = f"{kill['point']}:{kill['count']}"
    if "share" in kill:
        seconds = float(kill["share"]) * stage.seconds
    child = _fork(lambda: _counting(stage.scene, folder, settings, limit))
    if seconds is not None:
        signal.sigtimedwait({signal.SIGCHLD}, seconds)
        os.kill(child, signal.SIGKILL)
    status = os.waitpid(child, 0)[1]
    return os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL


def _ended(scene: Scene, folder: Path) -> dict[str, Any]:
    """Run the command to its end, and then return the books, as JSON reads them."""
    answer = folder.with_name("books.json")

    def play() -> int:
        code = _play(scene, folder, {})
        answer.write_text(json.dumps(books(folder), default=str), "utf-8")
        return code

    said = folder.with_name("wrong.txt")
    status = os.waitpid(_fork(play, said), 0)[1]
    if status or not answer.exists():
        wrong = said.read_text("utf-8") if said.exists() else ""
        return {"wrong": f"status {status}: {wrong}"}
    found = json.loads(answer.read_text("utf-8"))
    assert isinstance(found, dict)
    return found


def _play(scene: Scene, folder: Path, settings: Mapping[str, str]) -> int:
    """Run the command in its folder; return 0 where it worked, or was done before."""
    os.environ.update({**environment(folder, scene.by), **settings})
    with chdir(folder):
        try:
            name, *words = scene.words
            code = _COMMANDS[name].main(words, standalone_mode=False)
        except scene.already:
            return 0
        except typer.Exit as wrong:
            return wrong.exit_code
    return int(code or 0)


def _counted(scene: Scene, folder: Path, count: Path) -> int:
    calls = _Calls(0)
    calls.begin()
    code = _play(scene, folder, {})
    calls.end()
    count.write_text(str(calls.count), "ascii")
    return code


def _counting(scene: Scene, folder: Path, settings: Mapping[str, str], limit: int) -> int:
    if limit:
        _Calls(limit).begin()
    return _play(scene, folder, settings)


class _Calls:
    """Counts the calls and returns of functions in every thread; kills at one of them."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.count = 0

    def begin(self) -> None:
        threading.setprofile(self._one)
        sys.setprofile(self._one)

    def end(self) -> None:
        sys.setprofile(None)

    def _one(self, _frame: object, _event: str, _argument: object) -> None:
        self.count += 1
        if self.count == self.limit:
            os.kill(os.getpid(), signal.SIGKILL)


def _fork(play: Callable[[], int], said: Path | None = None) -> int:
    """Fork; the child plays and ends at once, the parent gets its number."""
    child = os.fork()
    if child:
        return child
    code = _BUG
    try:
        quiet = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):
            os.dup2(quiet, stream)
        code = play()
    except BaseException:  # noqa: BLE001 - told to the parent; a child must never go on as one
        if said is not None:
            said.write_text(traceback.format_exc(), "utf-8")
    finally:
        os._exit(code)


def _forked(play: Callable[[], int]) -> int:
    return os.waitpid(_fork(play), 0)[1]


def _must_end(status: int) -> None:
    assert status == 0, f"The command without any kill ended with status {status}."


def main() -> None:
    """Answer what is asked on the standard input until it ends."""
    make_steps_small()
    law_in_force()  # not anew in each fork
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGCHLD})
    where = _MEMORY if os.access(_MEMORY, os.W_OK) else None
    with TemporaryDirectory(prefix="thidin-faults-", dir=where) as folder:
        forks = Forks(Path(folder))
        for line in sys.stdin:
            asked = json.loads(line)
            stage = forks.stage(asked["scene"])
            told: dict[str, Any] = {
                "calls": stage.calls,
                "seconds": stage.seconds,
                "wrong": stage.books.get("wrong", ""),
            }
            if "kills" in asked:
                told |= forks.tried(stage, asked["kills"])
            sys.stdout.write(json.dumps(told) + "\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main()
