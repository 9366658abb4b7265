"""What a bank sent and cannot be taken: what, where, what was expected; never what stood there."""

from domain.errors import Refused


class BankMessageRefused(Refused):
    """One message of a bank cannot be read; it is set aside for a person to look at."""

    code = "bank-message-refused"


class BankFileRefused(Refused):
    """A bank's day file is not taken at all, so nothing of it is recorded.

    `where` is a line, a record or an element of the file, "" for the file as a whole.
    """

    code = "bank-file-refused"

    def __init__(self, what: str, *, where: str = "") -> None:
        """Put what is wrong and its place together for people."""
        self.where = where
        place = f" ({where})" if where else ""
        super().__init__(
            f"The bank's file is not taken, nothing of it is recorded{place}: {what} "
            "Ask the bank to send the file again."
        )


class ValueWrong(ValueError):  # noqa: N818 - says what is wrong, for the message around it
    """A value of a record or a field is not what it has to be; the message says what was wanted."""
