"""A vault whose records were changed or moved."""


class VaultDamaged(Exception):  # noqa: N818 - says what is wrong with the vault
    """A record does not open with its own key for its own taxpayer: it was changed or moved."""
