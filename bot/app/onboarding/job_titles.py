"""Job titles as written in lists, and the fields of work they mean."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field

from scenarios.catalogue.work import titles
from storage.agencies.agencies import Job

_ALIKE = str.maketrans("أإآٱىة", "اااايه")
_ARTICLE = "ال"


@dataclass(frozen=True, slots=True)
class JobTitles:
    """Finds a field of work by its name, its id, or a title of the catalogue."""

    jobs: tuple[Job, ...]
    _by_title: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, jobs: Iterable[Job]) -> JobTitles:
        found = cls(tuple(jobs))
        for job in found.jobs:
            for title in (job.id, *job.names.values(), *titles().get(job.id, ())):
                found._by_title.setdefault(title_key(title), job.id)
        return found

    def find(self, title: str) -> str | None:
        """The id of a field of work; None for an unknown title."""
        return self._by_title.get(title_key(title))


def title_key(title: str) -> str:
    """The key of a title: its letters and digits, without article and accents."""
    words = title.casefold().split()
    return plain_letters("".join(word.removeprefix(_ARTICLE) for word in words))


def plain_letters(text: str) -> str:
    """Letters and digits alone, in lower case, without marks, and with one kind of alif."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in plain if char.isalnum()).translate(_ALIKE)
