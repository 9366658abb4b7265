"""What is attached to objections and requests: kept sealed in the vault, named by digest."""

import hashlib
from collections.abc import Sequence
from datetime import timedelta
from typing import Annotated, Any, Final

from fastapi import Path, Request, Response

from api.http.front import Front
from api.http.problems import Problem
from domain.objection import Objection

MOST_DOCUMENT_BYTES: Final = 10 * 1024 * 1024
MOST_WORDS: Final = 4_000
DOCUMENT_DAYS: Final = 3660
"""ASSUMPTION: documents are kept for ten years, as claims against the state run out after that."""

_KINDS: Final = (
    (b"%PDF-", "application/pdf", "pdf"),
    (b"\xff\xd8\xff", "image/jpeg", "jpg"),
    (b"\x89PNG\r\n\x1a\n", "image/png", "png"),
)
_WORDS: Final = ("text/plain; charset=utf-8", "txt")

DocumentDigest = Annotated[
    str, Path(pattern="^[0-9a-f]{64}$", description="The document, by its digest.")
]
DOCUMENT_ANSWER: Final[dict[int | str, dict[str, Any]]] = {
    200: {
        "content": {
            kind: {"schema": {"type": "string", "format": "binary"}}
            for kind in (*(one for _, one, _ in _KINDS), _WORDS[0])
        }
    }
}


async def received_document(front: Front, request: Request, name: str) -> dict[str, Any]:
    """Keep a PDF, JPEG or PNG that a request brings. Raises `Problem` for anything else."""
    if request.headers.get("content-type", "") != "application/octet-stream":
        raise Problem("media-type-wrong")
    front.throttle.document(name)
    content = await request.body()
    if not content.startswith(tuple(start for start, _, _ in _KINDS)):
        raise Problem("value-wrong", detail="A document is a PDF, a JPEG or a PNG.")
    digest = await front.pools.exports.run(lambda: _keep(front, content))
    return {"document": digest, "bytes": len(content)}


def kept_words(front: Front, words: str) -> list[str]:
    """Keep what was written sealed, as a document; the log has its digest alone."""
    content = words.strip().encode()
    return [_keep(front, content)] if content else []


def must_be_kept(front: Front, documents: Sequence[str]) -> None:
    """Refuse documents that nobody handed in. Raises `Problem`."""
    if any(front.office.vault.file(one) is None for one in documents):
        raise Problem("absent")


def document_of(front: Front, matter: Objection, digest: str) -> Response:
    """Return a document of a matter, to be saved and never run. Raises `Problem` for any other."""
    content = front.office.vault.file(digest) if digest in matter.documents else None
    if content is None:
        raise Problem("absent")
    found = ((kind, end) for start, kind, end in _KINDS if content.startswith(start))
    kind, end = next(found, _WORDS)
    name = f"{matter.reference}-{matter.documents.index(digest) + 1}.{end}"
    told = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type=kind, headers=told)


def _keep(front: Front, content: bytes) -> str:
    digest = hashlib.sha256(content).hexdigest()
    until = front.today() + timedelta(days=DOCUMENT_DAYS)
    front.office.vault.keep_file(digest, content, until=until)
    return digest
