"""The ``profiles`` inventory: real background profiles that every user may fetch; see README.md here."""

from roos_inventories.profiles.reader import read_profiles

__all__ = ["read_profiles"]
