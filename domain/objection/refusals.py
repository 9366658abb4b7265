"""The ways in which a matter says no."""

from domain.errors import Refused


class MatterClosed(Refused):
    """The matter is at an end, or not at the stage the act belongs to."""

    code = "matter-closed"


class TooEarly(Refused):
    """The time the Act gives has not run out."""

    code = "too-early"


class TooLate(Refused):
    """The time the Act gives has run out."""

    code = "too-late"


class WrongMatter(Refused):
    """The matter, ground or outcome is not one of those there are."""

    code = "wrong-matter"


class NothingProposedHere(Refused):
    """No officer proposed an outcome that waits for the chief."""

    code = "nothing-proposed"
