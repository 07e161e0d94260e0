"""What may go wrong in a service, for those who call it."""

from storage.errors import StorageError as StorageTrouble

__all__ = ["LostEdition", "StorageTrouble"]


class LostEdition(Exception):
    """An attempt is pinned to an edition that is neither loaded nor kept, or cannot be read."""

    def __init__(self, edition: str) -> None:
        super().__init__(f"the edition {edition} is not there")
        self.edition = edition
