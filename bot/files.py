"""Files that people send and are sent, whatever the face."""

from __future__ import annotations

from dataclasses import dataclass

LARGEST = 2**20
"""Bytes that are taken of a scenario's file or of one sent in the chat."""


@dataclass(frozen=True, slots=True)
class OutgoingFile:
    name: str
    content: bytes
    picture: bool = False
    caption: str = ""  # plain words
    celebrated: bool = False  # shown with confetti, where a server knows how
