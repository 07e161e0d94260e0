"""Errors of use cases."""

from scenarios.engine import BrokenScenario
from scenarios.position import UnreadablePosition
from storage.db.errors import StorageError as StorageTrouble

__all__ = ["UNPLAYABLE", "EditionUnavailable", "NotFound", "StorageTrouble"]


class EditionUnavailable(Exception):
    """The edition of an attempt is neither loaded nor stored, or cannot be read."""

    def __init__(self, edition: str) -> None:
        super().__init__(f"the edition {edition} is not there")
        self.edition = edition


# An attempt that cannot go on. It is a fault of ours, told to the log; the rest must go on.
UNPLAYABLE = (EditionUnavailable, UnreadablePosition, BrokenScenario)


class NotFound(Exception):
    """There is no such thing, or the person has no right to it.

    The two are answered alike, so that nobody learns what exists.
    """
