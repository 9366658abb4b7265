"""The working office: log, registers, read models, vault and law, each opened once."""

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from functools import cached_property
from pathlib import Path
from typing import Final

from api.billers import BILLERS_FILE, open_billers
from api.letterheads import LETTERHEADS_FILE, Letterheads, open_letterheads
from api.training import must_fit
from domain.billers import Billers
from domain.errors import Refused
from domain.failpoints import arm
from domain.law import Law, law_in_force
from domain.local_body import Signed
from domain.log import Log, open_log
from importers.sender import Sender
from projections.arrears import Late
from projections.assessed import LeftOut, Wanted, Written, bills_again
from projections.evidence import Evidence, open_evidence
from projections.matters import Matters
from projections.read_models import Views, open_views
from projections.registers import Registers
from projections.reliefs import Reliefs
from projections.rolls import Rolls
from projections.vault import Vault, open_vault
from projections.vault.key import Keys, open_key

DATABASE_URL: Final = "THIDIN_DATABASE_URL"
KEY_FILE: Final = "THIDIN_KEY_FILE"
OFFICER: Final = "THIDIN_OFFICER"
SHARED_FOLDER: Final = "THIDIN_SHARED_FOLDER"
REPLICA_URL: Final = "THIDIN_REPLICA_URL"
MODE: Final = "THIDIN_MODE"
PRODUCTION: Final = "production"
TRAINING: Final = "training"
DEFAULT_DATABASE_URL: Final = "sqlite:///var/thidin.sqlite"
DEFAULT_KEY_FILE: Final = "var/thidin.key"
DEFAULT_OFFICER: Final = "officer-1"

_POSTGRESQL: Final = ("postgresql://", "postgresql+psycopg://")

BANGKOK: Final = timezone(timedelta(hours=7), "Asia/Bangkok")
"""The offices' time; it has had no daylight saving since 2463, so no time zone data is needed."""


def today() -> date:
    """Return the day in Bangkok."""
    return datetime.now(BANGKOK).date()


class SettingWrong(Refused):
    """A setting of the environment cannot be used."""

    code = "setting-wrong"


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Where things are, from the environment; who acts."""

    database_url: str
    key_file: Path
    officer: str
    billers_file: Path | None = None
    letterheads_file: Path | None = None
    shared_folder: str = ""
    replica_url: str = ""
    production: bool = False
    training: bool = False

    @staticmethod
    def of(environment: Mapping[str, str]) -> "Settings":
        """Read the settings. Raises `SettingWrong`."""
        url = environment.get(DATABASE_URL) or DEFAULT_DATABASE_URL
        if not url.startswith(("sqlite:///", *_POSTGRESQL)):
            raise SettingWrong(
                f"{DATABASE_URL} begins with sqlite:/// or postgresql://; what is set does not."
            )
        return Settings(
            database_url=url,
            key_file=Path(environment.get(KEY_FILE) or DEFAULT_KEY_FILE),
            officer=environment.get(OFFICER) or DEFAULT_OFFICER,
            billers_file=_path(environment, BILLERS_FILE),
            letterheads_file=_path(environment, LETTERHEADS_FILE),
            shared_folder=environment.get(SHARED_FOLDER) or "",
            replica_url=_replica(environment, url),
            production=environment.get(MODE) == PRODUCTION,
            training=environment.get(MODE) == TRAINING,
        )

    def beside(self, name: str) -> str:
        """Return the URL of a database beside the log's: another file, or the same server."""
        if self.database_url.startswith("sqlite:///"):
            path = Path(self.database_url.removeprefix("sqlite:///"))
            return f"sqlite:///{path.with_name(f'{path.stem}-{name}{path.suffix}')}"
        return _sqlalchemy(self.database_url)


def _sqlalchemy(url: str) -> str:
    """Name the driver, as SQLAlchemy wants it."""
    return url.replace("postgresql://", "postgresql+psycopg://", 1)


def _replica(environment: Mapping[str, str], url: str) -> str:
    replica = environment.get(REPLICA_URL) or ""
    if replica and not (replica.startswith(_POSTGRESQL) and url.startswith(_POSTGRESQL)):
        raise SettingWrong(
            f"{REPLICA_URL} is a replica of a PostgreSQL database: it and {DATABASE_URL} begin "
            "with postgresql://."
        )
    return replica


def _path(environment: Mapping[str, str], name: str) -> Path | None:
    return Path(environment[name]) if environment.get(name) else None


@dataclass(frozen=True)
class Office:
    """Everything a command works with; each part is opened when first asked for."""

    settings: Settings

    @cached_property
    def log(self) -> Log:
        """The log of acts. Raises `UnsafeSetting` where what is made up would pass for real."""
        must_fit(
            self.settings.database_url,
            production=self.settings.production,
            training=self.settings.training,
        )
        if self.settings.database_url.startswith("sqlite:///"):
            path = Path(self.settings.database_url.removeprefix("sqlite:///"))
            path.parent.mkdir(parents=True, exist_ok=True)
        return open_log(self.settings.database_url)

    @cached_property
    def registers(self) -> Registers:
        """The log's streams in memory."""
        return Registers(log=self.log)

    @cached_property
    def rolls(self) -> Rolls:
        """The log's rolls of notices in memory."""
        return Rolls(log=self.log)

    @cached_property
    def late(self) -> Late:
        """Who was late when last looked at."""
        return Late(log=self.log)

    @cached_property
    def matters(self) -> Matters:
        """Objections and their like."""
        return Matters(log=self.log)

    @cached_property
    def reliefs(self) -> Reliefs:
        """Relief after damage."""
        return Reliefs(log=self.log)

    @cached_property
    def evidence(self) -> Evidence:
        """The proof that the log was not changed."""
        _ = self.log
        return open_evidence(self.settings.beside("evidence"))

    @cached_property
    def views(self) -> Views:
        """The read models; those that another version of the program wrote are rebuilt first."""
        _ = self.log
        views = open_views(
            self.settings.beside("views"), replica_url=_sqlalchemy(self.settings.replica_url)
        )
        if not views.is_readable:
            # Processes of the other version may be reading theirs until they are ended.
            views.build(self.log, self.registers, self.again)
        return views

    def again(self, wanted: Sequence[Wanted]) -> Iterator[Written | LeftOut]:
        """Compute bills again that the read models had."""
        return bills_again(self.registers, self.law, wanted)

    @cached_property
    def keys(self) -> Keys:
        """The keys drawn from the key file."""
        return Keys.drawn_from(open_key(self.settings.key_file))

    @cached_property
    def vault(self) -> Vault:
        """Who the taxpayers are."""
        _ = self.log
        return open_vault(self.settings.beside("vault"), self.settings.key_file)

    @cached_property
    def law(self) -> Law:
        """The law in force."""
        return law_in_force()

    @property
    def billers(self) -> Billers:
        """Which biller id belongs to which local body; made up for all that joined in a trial."""
        return open_billers(
            self.settings.billers_file,
            production=self.settings.production,
            bodies=self.registers.codes(),
        )

    @property
    def letterheads(self) -> Letterheads:
        """How each local body's letters begin and who signs them."""
        return open_letterheads(self.settings.letterheads_file, production=self.settings.production)

    def follow(self) -> int:
        """Bring the read models up to the log; return the position."""
        return self.views.follow(self.log, self.registers)

    def signed(self) -> Signed:
        """Say who acts, and that it is now."""
        return Signed(officer=self.settings.officer, at=datetime.now(UTC))

    def sender(self) -> Sender:
        """Say who acts, and that it is now."""
        return Sender(officer=self.settings.officer, at=datetime.now(UTC))


def open_office(environment: Mapping[str, str] = os.environ) -> Office:
    """Open the office that the environment names. Raises `SettingWrong`, `UnsafeSetting`."""
    arm(environment)
    return Office(Settings.of(environment))
