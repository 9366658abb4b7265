"""Land without a map sheet is priced by its street or land unit (Valuation Act s.19).

A unit has no number of its own: it is known by sub-district and name. Its key stands where a map
sheet's would stand, below 0, so that one list of land prices serves both kinds of land.
"""

from hashlib import blake2b


def land_unit_key(tambon: int, name: str) -> int:
    """Return the key of a unit, below 0; `name` as it is compared (no blanks, one case)."""
    digest = blake2b(f"{tambon:06d}|{name}".encode(), digest_size=8).digest()
    return -1 - (int.from_bytes(digest, "big") >> 1)
