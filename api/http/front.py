"""The front office: everything that answering a request needs, each part built once."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

import httpx2

from api.banks import open_banks
from api.http.background import Background
from api.http.balancing import Balancing
from api.http.bank_desk import BankDesk
from api.http.counter import Counter
from api.http.cursors import Cursors
from api.http.daily import Daily
from api.http.filers import Filers
from api.http.gauges import Gauges
from api.http.inquiries import Inquiries
from api.http.notifying import Notifying
from api.http.pools import Pool, Turns
from api.http.press import Press
from api.http.problems import Problem
from api.http.remembered import Remembered
from api.http.settings import HttpSettings
from api.http.telling import Telling
from api.http.throttle import Throttle
from api.identity.agencies import Agencies
from api.identity.business import BusinessPortal
from api.identity.keys import WebKeys, open_web_keys
from api.identity.open_id import OpenIdClient
from api.identity.portal import Gateway, PortalExchange
from api.identity.providers import Providers
from api.identity.staff import Staff
from api.invitees import Invitees
from api.notifications.settings import open_channels
from api.office import BANGKOK, Office
from domain.errors import LogBusy
from domain.local_body import Signed
from importers.sender import Sender
from projections.maps import Maps
from projections.read_models.views import PositionMoved
from projections.registers import Registers
from projections.sessions import Stores, open_stores

_FOLLOWINGS = 20
_GOOD_SECONDS = 600.0
"""What others collect is ten minutes old at most."""


@dataclass(kw_only=True)
class Shared:
    """Registers in memory, used by one thread at a time: to load is to change them."""

    registers: Registers
    _lock: threading.RLock = field(default_factory=threading.RLock)

    @contextmanager
    def held(self) -> Iterator[Registers]:
        """Give the registers to this thread until it is done."""
        with self._lock:
            yield self.registers


@dataclass(kw_only=True)
class Pools:
    """The bulkheads: entry, single bills, pages, payments, questions to banks, and long work."""

    doors: Pool
    bills: Turns
    pages: Pool
    payments: Pool
    exports: Pool
    questions: Pool

    @property
    def every(self) -> tuple[Pool | Turns, ...]:
        """All of them."""
        return (self.doors, self.bills, self.pages, self.payments, self.exports, self.questions)

    def close(self) -> None:
        """Let all threads go."""
        for pool in self.every:
            pool.close()


@dataclass(kw_only=True)
class Front:
    """What the routes work with. `quick` is for pages, `slow` for imports and simulations.

    `counter` is for looking at what is owed and paid, `till` for recording such things, which may
    wait for the log, `hearings` for what takes whole registers or rolls: objections, a body's
    issue, its arrears. `start_over` puts a training office back to how it was built.
    """

    office: Office
    settings: HttpSettings
    stores: Stores
    keys: WebKeys
    staff: Staff
    agencies: Agencies
    providers: Providers
    open_id: OpenIdClient
    portal: PortalExchange | None
    business: BusinessPortal | None
    bank: BankDesk
    inquiries: Inquiries
    telling: Telling
    notifying: Notifying
    daily: Daily
    balancing: Balancing
    following: Background = field(init=False)
    counter: Counter
    till: Counter
    hearings: Counter
    press: Press
    filers: Filers
    gauges: Gauges
    invitees: Invitees
    cursors: Cursors
    throttle: Throttle
    pools: Pools
    quick: Shared
    slow: Shared
    maps: Maps
    remembered: Remembered
    clock: Callable[[], float]
    start_over: Callable[[], None] | None = None
    _following: threading.Lock = field(default_factory=threading.Lock)
    _followed: float = 0.0

    def __post_init__(self) -> None:
        """Be ready to keep the read models up to the log for processes that do not themselves."""
        self.following = Background(
            name="Read models", work=self._follow, seconds=self.settings.follow_seconds
        )

    def now(self) -> float:
        """Return the seconds since 1970."""
        return self.clock()

    def today(self) -> date:
        """Return the day in Bangkok."""
        return datetime.fromtimestamp(self.clock(), BANGKOK).date()

    def sender(self, officer: str) -> Sender:
        """Say who acts, and that it is now."""
        return Sender(officer=officer, at=datetime.fromtimestamp(self.clock(), UTC))

    def signed(self, name: str) -> Signed:
        """Say who acts, and that it is now."""
        return Signed(officer=name, at=datetime.fromtimestamp(self.clock(), UTC))

    def fresh(self, position: int = 0) -> int:
        """Bring the read models up to the log where they are old; return their position.

        They are brought at least to `position`, what the caller has already seen (read your own
        writes). Raises `Problem`: position-unknown beyond the end of the log, position-not-reached
        where somebody else is bringing them there and is not done in time.
        """
        views = self.office.views
        if position and position > self.office.log.head():
            raise Problem("position-unknown")
        seconds = time.monotonic() - self._followed
        old = seconds >= self.settings.follow_seconds and not self.settings.apart
        reached = views.position()
        if reached >= position and not old:
            return reached
        if not self._following.acquire(
            timeout=self.settings.wait_seconds if reached < position else 0
        ):
            return self._reached(views.position(), position)
        try:
            reached = self._follow()
            self._followed = time.monotonic()
        finally:
            self._following.release()
        return self._reached(reached, position)

    def open_back_office(self) -> None:
        """Begin, in threads of this process, what no request waits for."""
        self.bank.open()
        self.inquiries.open()
        self.telling.open()
        self.notifying.open()
        self.daily.open()
        self.balancing.open()
        if self.settings.apart:
            self.following.open()

    def stop(self) -> None:
        """Finish what threads do and let them go."""
        self.following.close()
        self.balancing.close()
        self.daily.close()
        self.notifying.close()
        self.telling.close()
        self.inquiries.close()
        self.bank.close()
        self.pools.close()
        self.counter.close()
        self.till.close()
        self.hearings.close()
        self.remembered.close()

    def close(self) -> None:
        """Finish what is under way and let threads, stores and the log go."""
        self.stop()
        self.stores.engine.dispose()
        self.notifying.outbox.engine.dispose()
        self.office.views.close()
        self.office.log.close()

    def _reached(self, reached: int, position: int) -> int:
        if reached < position:
            raise Problem("position-not-reached")
        return reached

    def _follow(self) -> int:
        for _ in range(_FOLLOWINGS):
            try:
                with self.quick.held() as registers:
                    return self.office.views.follow(self.office.log, registers)
            except PositionMoved:
                # Another process takes the log in as well; go on from where it is.
                continue
        raise LogBusy("Another program keeps writing the read models.")


def open_front(
    office: Office,
    settings: HttpSettings,
    *,
    clock: Callable[[], float] = time.time,
    outside: httpx2.AsyncBaseTransport | None = None,
) -> Front:
    """Build the front office; `outside` stands for the network in tests.

    Raises `UnsafeSetting` for files that others may read or change.
    """
    settings.check()
    keys = open_web_keys(settings.web_key_file)
    stores = open_stores(office.settings.beside("sessions"))
    banks = open_banks(settings.banks_file)
    portal = Gateway(settings.portal_file, outside) if settings.portal_file else None
    agencies = Agencies(
        settings.agencies_file,
        key=keys.tokens,
        issuer=settings.origin,
        seconds=settings.token_seconds,
    )
    front = Front(
        office=office,
        settings=settings,
        stores=stores,
        keys=keys,
        staff=Staff(settings.staff_file),
        agencies=agencies,
        providers=Providers(settings.providers_file),
        open_id=OpenIdClient(transport=outside, clock=clock),
        portal=portal,
        business=BusinessPortal(settings.portal_file, outside) if settings.portal_file else None,
        bank=BankDesk(office=office, stores=stores, banks=banks, clock=clock),
        daily=Daily(office=office, stores=stores, clock=clock),
        balancing=Balancing(office=office),
        notifying=Notifying(
            office=office,
            stores=stores,
            channels=open_channels(settings.channels_file, portal),
            clock=clock,
            follow=office.follow,
        ),
        telling=Telling(office=office, stores=stores, agencies=agencies, clock=clock),
        inquiries=Inquiries(office=office, stores=stores, banks=banks, clock=clock),
        counter=Counter(office=Office(office.settings)),
        till=Counter(office=Office(office.settings)),
        hearings=Counter(office=Office(office.settings)),
        press=Press(specimen=settings.training),
        filers=Filers(),
        gauges=Gauges(),
        invitees=Invitees(settings.invited_file),
        cursors=Cursors(keys.cursors),
        throttle=Throttle(settings.quotas),
        pools=Pools(
            doors=Pool("doors", threads=4, waiting=200),
            bills=Turns("bills", waiting=1_000),
            pages=Pool("pages", threads=8, waiting=200),
            payments=Pool("payments", threads=8, waiting=1_000),
            exports=Pool("exports", threads=2, waiting=20),
            questions=Pool("questions", threads=4, waiting=20),
        ),
        quick=Shared(registers=Registers(log=office.log)),
        slow=Shared(registers=Registers(log=office.log)),
        maps=Maps(log=office.log),
        remembered=Remembered(clock=clock, seconds=_GOOD_SECONDS),
        clock=clock,
    )
    # Pages bring the read models along too; two at once would be in each other's way.
    front.notifying.follow = front.fresh
    return front
