"""What somebody else has proven about who a person is, whichever way it came."""

from dataclasses import dataclass, field
from typing import Final

from domain.errors import Refused
from importers.cells.identity import check_digit

_DIGITS: Final = 13


@dataclass(frozen=True, kw_only=True)
class IdentityProof:
    """A person as an identity provider vouches for one; it never shows what it holds.

    `identity` is the 13-digit number, `ial` the identity assurance level, "" where none was told.
    `subject` is how the provider calls the person to us, "" where we have no use for it; `juristic`
    says that it is a company's number or the like.
    """

    provider: str
    identity: str = field(repr=False)
    name: str = field(repr=False)
    ial: str
    subject: str = field(default="", repr=False)
    juristic: bool = False

    def __str__(self) -> str:
        """Name nobody."""
        return f"IdentityProof({self.provider})"


class SignInRefused(Refused):
    """What came back from the provider proves nothing to us."""

    code = "sign-in-failed"


class ProviderFailed(Refused):
    """The provider cannot be reached or does not answer as agreed."""

    code = "provider-failed"


def is_identity(text: object) -> bool:
    """Say whether a text is 13 ASCII digits whose last checks the others."""
    if not (isinstance(text, str) and len(text) == _DIGITS and text.isascii() and text.isdigit()):
        return False
    return check_digit(text[:-1]) == int(text[-1])


def plain_text(claims: dict[str, object], name: str) -> str:
    """Return a claim that is text, "" where it is missing or anything else."""
    found = claims.get(name, "")
    return found if isinstance(found, str) else ""
