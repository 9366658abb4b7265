"""Every setting of the environment that the program reads is told in the documents."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
_NAME = re.compile(r'"(THIDIN_[A-Z_]+)"')


def settings_read() -> set[str]:
    """Return the settings the program reads."""
    return {
        name
        for folder in ("api", "domain", "projections", "importers", "generator")
        for path in (ROOT / folder).rglob("*.py")
        for name in _NAME.findall(path.read_text("utf-8"))
    }


def test_every_setting_is_documented() -> None:
    read = settings_read()
    told = "".join(path.read_text("utf-8") for path in (ROOT / "docs").glob("*.md"))

    assert len(read) > 10
    assert {name for name in read if f"`{name}`" not in told} == set()
