"""A training office's database is marked; production never opens it, and training nothing else."""

import shutil
from pathlib import Path

import pytest

from api.cli.training import start_over
from api.office import Office, Settings
from api.training import is_marked, mark
from domain.errors import UnsafeSetting
from tests.api.cli.clerk import clerk_of


def settings(folder: Path, mode: str) -> Settings:
    return Settings.of(
        {
            "THIDIN_DATABASE_URL": f"sqlite:///{folder / 'thidin.sqlite'}",
            "THIDIN_KEY_FILE": str(folder / "thidin.key"),
            "THIDIN_MODE": mode,
        }
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    clerk = clerk_of(tmp_path)
    clerk.office().log.close()
    return tmp_path


def database_of(folder: Path) -> Path:
    (found,) = (one for one in folder.glob("*.sqlite") if "-" not in one.stem)
    return found


def test_production_refuses_a_training_office_wherever_its_file_was_copied(folder: Path) -> None:
    mark(database_of(folder))
    copy = folder / "thidin-copied.sqlite"
    shutil.copyfile(database_of(folder), copy)
    told = {**settings(folder, "production").__dict__, "database_url": f"sqlite:///{copy}"}

    with pytest.raises(UnsafeSetting) as refused:
        _ = Office(Settings(**told)).log

    assert str(refused.value) == (
        f"{copy} is a training office's database: nothing in it is real, so it is not served in "
        "production."
    )


def test_nobody_practises_on_an_office_that_is_not_marked(folder: Path) -> None:
    found = database_of(folder)
    told = {**settings(folder, "training").__dict__, "database_url": f"sqlite:///{found}"}

    with pytest.raises(UnsafeSetting) as refused:
        _ = Office(Settings(**told)).log

    assert str(refused.value) == (
        f"{found} is no training office's database, so nobody practises on it. Make one with: "
        "thidin train"
    )
    assert not is_marked(found)


def test_a_training_office_is_never_on_a_server() -> None:
    told = Settings.of(
        {"THIDIN_DATABASE_URL": "postgresql://localhost/tax", "THIDIN_MODE": "training"}
    )

    with pytest.raises(UnsafeSetting, match="never on a database server"):
        _ = Office(told).log


def test_beginning_again_puts_back_the_first_state_and_keeps_who_may_sign_in(
    tmp_path: Path,
) -> None:
    first, office = tmp_path / "first", tmp_path / "office"
    (first / "files").mkdir(parents=True)
    (first / "files" / "manifest.json").write_text("{}", "utf-8")
    (first / "thidin.sqlite").write_bytes(b"first")
    office.mkdir()
    (office / "thidin.sqlite").write_bytes(b"later")
    (office / "thidin-sessions.sqlite").write_bytes(b"signed in")
    (office / "staff.toml").write_text("# officers", "utf-8")

    start_over(tmp_path)

    assert (office / "thidin.sqlite").read_bytes() == b"first"
    assert not (office / "thidin-sessions.sqlite").exists()
    assert (office / "staff.toml").exists()
