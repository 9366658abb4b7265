"""A town with two owners, a clock that is set by hand, and a service that tells who chose it."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from api.commands.affairs import affairs_of, choose_channels
from api.commands.payments import receive
from api.http.notifying import Notifying
from api.notifications.delivery import Channel
from api.notifications.mail import PLAIN, Mail, MailSettings
from api.notifications.settings import Channels
from api.office import BANGKOK, Office, Settings
from domain.local_body import Signed
from importers.bank import read_webhook
from projections.notifications import Message
from projections.sessions import open_stores
from projections.vault import Contact
from tests.api.commands.bank_town import BANK, BILLERS, confirmation, transfer
from tests.api.commands.desk import ISSUED, Desk
from tests.api.notifications.postbox import Postbox

OWNER, NEIGHBOUR = 7, 8
MAIL = Contact(
    email="somchai@example.com",
    phone="+66812345678",
    portal_user="u-1",
    proven=("email", "sms"),
)


@dataclass
class ToldTown:
    """Owners 7 and 8 have plots of 60,000 baht of tax each, to be paid by 30 June."""

    desk: Desk
    notifying: Notifying
    now: datetime = datetime(2026, 3, 2, 9, tzinfo=BANGKOK)

    def chooses(
        self,
        *channels: str,
        who: int = OWNER,
        language: str = "th",
        contact: Contact = MAIL,
    ) -> None:
        """A taxpayer chooses how to be told, as of now."""
        office = self.desk.office
        office.vault.contacts.keep(who, contact)
        affairs = affairs_of(office, who)
        choose_channels(office, affairs, channels=channels, language=language, at=self.now)

    def pays(self, satang: int, number: int = 1, **changed: Any) -> str:
        """The bank tells of a payment of the owner's bill; return its receipt."""
        line = read_webhook(confirmation(transfer(number, satang, **changed)), bank=BANK)
        (outcome,) = receive(self.desk.office, [line], billers=BILLERS, by=self.by("banks"))
        return outcome.receipt

    def by(self, name: str) -> Signed:
        """Somebody acts now."""
        return Signed(officer=name, at=self.now)

    def at(self, day: date, hour: int = 9, minute: int = 0) -> None:
        """Let it be a time in Bangkok."""
        self.now = datetime.combine(day, time(hour, minute), BANGKOK)

    def planned(self) -> list[tuple[str, str]]:
        """Plan, and return what is new: of what, and by which channel."""
        before = {one.number for one in self.messages()}
        self.notifying.plan()
        return sorted(
            (one.kind, one.channel) for one in self.messages() if one.number not in before
        )

    def messages(self, who: int | None = None) -> list[Message]:
        """Return every message there is, oldest first."""
        found = self.notifying.outbox.latest(state=None, taxpayer=who, most=1_000, after=None)
        return [*reversed(found)]

    def states(self) -> list[tuple[str, str]]:
        """Return state and reason of every message, oldest first."""
        return [(one.state, one.reason) for one in self.messages()]

    def passes(self, **time_passing: float) -> None:
        """Let time pass."""
        self.now += timedelta(**time_passing)


def mail_to(box: Postbox) -> Mail:
    """Return what hands mail to a server of a test."""
    settings = MailSettings(
        host="127.0.0.1",
        port=box.port,
        security=PLAIN,
        sender="tax@thidin.example",
        sender_name="ภาษีที่ดิน",
    )
    return Mail(settings=settings, timeout=60.0)


@contextmanager
def told_town(
    folder: Path, channels: Mapping[str, Channel], *, url: str = ""
) -> Iterator[ToldTown]:
    """Yield a town whose notices are prepared for, and let its files go."""
    settings = Settings(
        database_url=url or f"sqlite:///{folder / 'thidin.sqlite'}",
        key_file=folder / "thidin.key",
        officer="officer-1",
    )
    desk = Desk(folder, OWNER, NEIGHBOUR, office=Office(settings))
    # The town is made below, and its time passes.
    notifying = notifying_of(desk.office, channels, lambda: town.now.timestamp())  # noqa: PLW0108
    town = ToldTown(desk=desk, notifying=notifying)
    yield town
    notifying.close()
    notifying.outbox.engine.dispose()
    notifying.stores.engine.dispose()
    desk.office.views.engine.dispose()
    for office in (desk.office, notifying._own_office):
        office.vault._engine.dispose()
    desk.office.log.close()


def notifying_of(
    office: Office, channels: Mapping[str, Channel], clock: Callable[[], float]
) -> Notifying:
    """Return what plans and sends for an office."""
    return Notifying(
        office=office,
        stores=open_stores(office.settings.beside("sessions")),
        channels=Channels(of=channels),
        clock=clock,
        follow=office.follow,
    )


def issued(town: ToldTown) -> None:
    """The year's notices go out on 1 April, to an owner who chose before and is told of it."""
    town.at(ISSUED)
    town.desk.issue()
