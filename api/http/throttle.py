"""How often somebody may ask: by address, by person, by the reference that is looked up.

ASSUMPTION: counts are kept in each process. With several processes a guest has as many times the
quota; the proxy in front counts for all of them. The operator decides the figures.
"""

from hashlib import blake2b

from limits import RateLimitItem, parse
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from api.http.problems import Problem
from api.http.settings import Quotas


class Throttle:
    """Counts requests in moving windows."""

    def __init__(self, quotas: Quotas) -> None:
        self._counts = MovingWindowRateLimiter(MemoryStorage())
        self._guest = parse(quotas.guest)
        self._person = parse(quotas.person)
        self._agency = parse(quotas.agency)
        self._by_address = parse(quotas.lookup_by_address)
        self._by_reference = parse(quotas.lookup_by_reference)
        self._sign_in = parse(quotas.sign_in)
        self._document = parse(quotas.document)
        self._inquiry = parse(quotas.inquiry)
        self._slip = parse(quotas.slip)
        self._address_code = parse(quotas.address_code)

    def guest(self, address: str) -> None:
        """Count a request of nobody known. Raises `Problem` (too-many), as all of these."""
        self._count(self._guest, "guest", address)

    def person(self, name: str) -> None:
        """Count a request of a person."""
        self._count(self._person, "person", name)

    def agency(self, name: str) -> None:
        """Count a request of another office's program."""
        self._count(self._agency, "agency", name)

    def sign_in(self, address: str, name: str = "") -> None:
        """Count an attempt to be let in, by address and by the name that is tried."""
        self._count(self._sign_in, "sign-in", address)
        if name:
            self._count(self._sign_in, "sign-in-as", name)

    def document(self, name: str) -> None:
        """Count a document that a person hands in."""
        self._count(self._document, "document", name)

    def slip(self, address: str) -> None:
        """Count a check of a printed answer: codes are long, but nobody tries them all."""
        self._count(self._slip, "slip", address)

    def address_code(self, name: str) -> None:
        """Count a code that a person has sent to an address, which may be somebody else's."""
        self._count(self._address_code, "address-code", name)

    def inquiry(self, reference: str) -> None:
        """Count a question to the banks about one reference."""
        self._count(self._inquiry, "inquiry", reference)

    def lookup(self, address: str, reference: str) -> None:
        """Count a guest's look-up of a bill by its reference.

        Counted whether or not there is such a bill: references follow a pattern, and a refusal
        that comes sooner for unknown ones would tell which exist.
        """
        self._count(self._by_address, "lookup", address)
        self._count(self._by_reference, "reference", reference)

    def _count(self, quota: RateLimitItem, kind: str, key: str) -> None:
        # A digest, so that what was typed does not stand in memory as a list of references.
        digest = blake2b(key.encode("utf-8", "replace"), digest_size=16).hexdigest()
        if not self._counts.hit(quota, kind, digest):
            raise Problem("too-many", headers={"Retry-After": str(quota.get_expiry())})
