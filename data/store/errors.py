"""What can go wrong between a decision and the disk, in words for the person at the screen."""

from __future__ import annotations


class StoreError(Exception):
    """Base of all: `says` is a sentence for a person."""

    def __init__(self, says: str) -> None:
        """Keeps the sentence."""
        super().__init__(says)
        self.says = says


class NotRecorded(StoreError):
    """The transaction did not happen: nothing of it is in the database."""


class Clash(NotRecorded):
    """A row that may be there only once is there already, or a value that no column takes: the statement's fault, the
    disk's is none."""


class Contended(NotRecorded):
    """Others were in the way; the same again may well be recorded."""


class NotAStore(StoreError):
    """The file or server is not ours, or of another schema."""
