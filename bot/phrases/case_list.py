"""Cases in order, by field of work."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from bot.locale import Words
from bot.phrases.case_phrases import field_name, title_of
from scenarios import durations
from scenarios.catalogue.tracks import Track, track, tracks
from scenarios.model import Scenario

_USES = ("practice", "worked", "test")


@dataclass(frozen=True, slots=True)
class CaseList:
    """Cases in order: by field, and within it practice, examples, then tests, easier ones first."""

    words: Words
    ordered: Sequence[Track]
    """Every field of work, those that concern the reader first."""
    cases: Sequence[Scenario]

    @classmethod
    def of(cls, words: Words, cases: Iterable[Scenario], ordered: Sequence[Track]) -> CaseList:
        place = {field.id: number for number, field in enumerate(ordered)}

        def rank(case: Scenario) -> tuple[int, int, bool, str]:
            use = _USES.index(case.use)
            return place[track(case.track).id], use, case.level != "foundation", case.id

        return cls(words, ordered, sorted(cases, key=rank))

    @property
    def fields(self) -> list[str]:
        """The ids of fields that have cases."""
        return list(dict.fromkeys(track(case.track).id for case in self.cases))

    def shown(self, chosen: Collection[str]) -> frozenset[str]:
        """The chosen fields that have cases; the first one where there is none."""
        return frozenset(self.fields).intersection(chosen) or frozenset(self.fields[:1])

    def within(self, chosen: Collection[str]) -> list[Scenario]:
        return [case for case in self.cases if track(case.track).id in chosen]

    def found(self, typed: str) -> list[Scenario]:
        """The cases whose title, field or id contains what was typed."""
        wanted = " ".join(typed.split()).casefold()
        return [
            case
            for case in self.cases
            if any(
                wanted in value.casefold()
                for value in (title_of(self.words, case), field_name(self.words, case), case.id)
            )
        ]

    def label(self, case: Scenario) -> str:
        """The field, the title, how long it takes, and its use where that is not practice."""
        say, minutes = self.words.say, durations.minutes(case, self.words.language)
        uses = {"worked": say("example"), "test": say("test")}
        about = self.words.count("{n} min", "{n} min", minutes)
        parts = (field_name(self.words, case), title_of(self.words, case), about)
        return self.words.beside(*parts, *filter(None, (uses.get(case.use),)))

    def names_of(self, fields: Collection[str]) -> str:
        ids = [field for field in self.fields if field in fields]
        return self.words.listed(tracks()[field].name_in(self.words.language) for field in ids)
