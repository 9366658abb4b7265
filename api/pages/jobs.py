"""Files that were handed in, as pages of several families have them."""

from typing import Final

from starlette.responses import Response

from api.http.settings import MOST_UPLOAD_BYTES
from api.pages.inner import Answer
from api.pages.visit import Visit

LARGEST: Final = MOST_UPLOAD_BYTES + 64 * 1024
"""What a form with a file may have: the file, and the fields beside it."""

_ENDINGS: Final = {"text/csv; charset=utf-8": ".csv", "application/zip": ".zip"}


def mending(visit: Visit, answer: Answer) -> Response:
    """Answer with the file of rows to mend."""
    media_type = answer.headers["content-type"]
    ending = _ENDINGS.get(media_type, ".xlsx")
    return visit.file(answer.content, media_type=media_type, name=f"corrections{ending}")
