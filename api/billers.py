"""Which biller id belongs to which local body: from a file, or made up where things are tried."""

import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from domain.billers import COMMON, Billers, BillerWrong, made_up_billers
from domain.errors import UnsafeSetting

BILLERS_FILE: Final = "THIDIN_BILLERS_FILE"
_BODY_DIGITS: Final = 8


def open_billers(path: Path | None, *, production: bool, bodies: Iterable[int]) -> Billers:
    """Return the biller ids of the file that THIDIN_BILLERS_FILE names.

    Without one, ids nobody has are made up for the bodies that joined; in production that is
    refused, as people's money would go nowhere. Raises `UnsafeSetting`, `BillerWrong`.
    """
    if path is not None:
        return read_billers(path)
    if production:
        raise UnsafeSetting(
            f"In production {BILLERS_FILE} names the file of biller ids; without it the ids on "
            "notices would be made up."
        )
    return made_up_billers(bodies)


def read_billers(path: Path) -> Billers:
    """Read a TOML file: `common = "…"` and a table `bodies` of 8-digit codes and biller ids.

    Raises `BillerWrong` with what is wrong and where.
    """
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as wrong:
        raise BillerWrong(f"The file of biller ids {path} cannot be read: {wrong}") from wrong
    bodies = found.get("bodies", {})
    if not isinstance(bodies, dict) or set(found) - {"common", "bodies"}:
        raise BillerWrong(f'{path} holds common = "…" and a table [bodies], and nothing else.')
    ids: dict[int, str] = {}
    for code, biller in [("00000000", found.get("common")), *bodies.items()]:
        if not (len(code) == _BODY_DIGITS and code.isdigit() and isinstance(biller, str)):
            raise BillerWrong(
                f'{path}: a line of biller ids is "05200203" = "099400…", code and id in quotes; '
                f"the line of {code!r} is not."
            )
        ids[COMMON if code == "0" * _BODY_DIGITS else int(code)] = biller
    return Billers(ids)
