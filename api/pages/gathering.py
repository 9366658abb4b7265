"""Gathers what pages are made of into one folder: `python -m api.pages.gathering WORK INTO`.

WORK has the npm packages and the compiled styles; INTO gets each file under the name pages call it
by, a copy compressed with gzip, and `release`, the digest of them all, which is part of their
addresses: what a browser has kept is right for ever or not asked for.
"""

import gzip
import hashlib
import shutil
import sys
import tomllib
from importlib.resources import files
from pathlib import Path
from typing import Final

RELEASE: Final = "release"
COMPRESSED: Final = frozenset({".js", ".css", ".svg"})


def gather(work: Path, into: Path) -> None:
    """Fill the folder anew."""
    here = files("api.pages")
    shutil.rmtree(into, ignore_errors=True)
    into.mkdir(parents=True)
    packages = tomllib.loads(here.joinpath("assets.toml").read_text("utf-8"))["packages"]
    for name, path in packages.items():
        shutil.copyfile(work / "node_modules" / path, into / name)
    shutil.copyfile(work / "thidin.css", into / "thidin.css")
    for folder in ("scripts", "pictures"):
        for ours in here.joinpath(folder).iterdir():
            (into / ours.name).write_bytes(ours.read_bytes())
    digest = hashlib.sha256()
    for path in sorted(into.iterdir()):
        content = path.read_bytes()
        digest.update(path.name.encode() + hashlib.sha256(content).digest())
        if path.suffix in COMPRESSED:
            path.with_name(f"{path.name}.gz").write_bytes(gzip.compress(content, 9, mtime=0))
    (into / RELEASE).write_text(digest.hexdigest()[:12], "ascii")


if __name__ == "__main__":
    gather(Path(sys.argv[1]), Path(sys.argv[2]))
