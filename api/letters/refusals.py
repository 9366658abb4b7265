"""Why a letter is not printed."""

from domain.errors import Refused


class LetterDiffers(Refused):
    """What would be printed is not what was recorded."""

    code = "letter-differs"


class NoLetter(Refused):
    """There is nothing of that kind to print."""

    code = "no-letter"
