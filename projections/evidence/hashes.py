"""The hashes of a Merkle tree (RFC 6962, section 2.1) and what of an act is hashed."""

from collections.abc import Callable, Sequence
from hashlib import sha256
from struct import Struct

from domain.log.store import StoredRow

_LEAF = b"\x00"
_NODE = b"\x01"
_HEAD = Struct(">cQ16sQH")
"""Of an act: its position, its stream, its version, and how many bytes its name has."""

EMPTY = sha256().digest()
"""The root of a tree without leaves."""


def leaf_of(row: StoredRow) -> bytes:
    """Return the hash of one stored act: its place in the log, its stream, its very bytes.

    The bytes are those stored, so nothing need be read or decrypted to prove them. Lengths come
    first, so that no two acts have the same content.
    """
    position, stream, version, name, state = row
    topic = name.encode()
    head = _HEAD.pack(_LEAF, position, stream.bytes, version, len(topic))
    return sha256(head + topic + state).digest()


def node_of(left: bytes, right: bytes) -> bytes:
    """Return the hash of two subtrees."""
    return sha256(_NODE + left + right).digest()


def largest_power_below(size: int) -> int:
    """Return the largest power of two smaller than a size of 2 or more: where a tree is split."""
    return 1 << (size - 1).bit_length() - 1


def root_of(size: int, complete: Callable[[int, int], bytes]) -> bytes:
    """Return the root over the first `size` leaves.

    `complete(start, end)` is the hash of a subtree with as many leaves as a power of two.
    """
    if size == 0:
        return EMPTY
    hashes, start = [], 0
    for bit in reversed(range(size.bit_length())):
        if size >> bit & 1:
            hashes.append(complete(start, start + (1 << bit)))
            start += 1 << bit
    root = hashes.pop()
    while hashes:
        root = node_of(hashes.pop(), root)
    return root


def path_of(leaf: int, size: int, subtree: Callable[[int, int], bytes]) -> list[bytes]:
    """Return the audit path of a leaf among the first `size` (RFC 6962, section 2.1.1)."""

    def walk(start: int, end: int) -> list[bytes]:
        if end - start == 1:
            return []
        middle = start + largest_power_below(end - start)
        if leaf < middle:
            return [*walk(start, middle), subtree(middle, end)]
        return [*walk(middle, end), subtree(start, middle)]

    return walk(0, size)


def root_by_path(leaf_hash: bytes, leaf: int, size: int, path: Sequence[bytes]) -> bytes | None:
    """Return the root that a leaf and its path lead to, None where they cannot."""
    if not 0 <= leaf < size:
        return None
    place, last, root, rest = leaf, size - 1, leaf_hash, list(path)
    while last:
        if not rest:
            return None
        if place & 1 or place == last:
            root = node_of(rest.pop(0), root)
            while not place & 1 and place:
                place >>= 1
                last >>= 1
        else:
            root = node_of(root, rest.pop(0))
        place >>= 1
        last >>= 1
    return None if rest else root
