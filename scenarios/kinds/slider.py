"""`slider`: a number from 0 to 100 in tens; the author sets the credit of each band."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Annotated, ClassVar

from pydantic import Field

from scenarios import limits
from scenarios.kinds.base import DecisionSpec, Kind, Offer, Phrase, judged_offers
from scenarios.kinds.scale import ScaleDecision
from scenarios.model import Answer, Key, Lead, Part, State
from scenarios.saying import say
from scenarios.schema import Brick, ChoiceId, Consequence, Credit
from scenarios.scope import Builder

TENS = range(0, 101, 10)
_Ten = Annotated[int, Field(ge=TENS[0], le=TENS[-1])]


class EndsSpec(Brick):
    """The meaning of both ends of the scale."""

    low: Phrase
    high: Phrase


class SpanSpec(Consequence):
    """One band: its numbers, and their consequences."""

    min: _Ten
    max: _Ten
    credit: Credit = {}


class SliderSpec(DecisionSpec):
    """The document model."""

    ends: EndsSpec
    bands: Annotated[
        dict[ChoiceId, SpanSpec], Field(min_length=limits.SPANS[0], max_length=limits.SPANS[1])
    ]

    @property
    def picks(self) -> frozenset[str]:
        return frozenset(self.bands)

    def build(self, key: str, builder: Builder) -> SliderDecision:
        rest = self.default_leads(key, builder)
        self._check(f"{key}.bands", builder)
        bands = {
            name: self._band(f"{key}.bands.{name}", name, builder, rest) for name in self.bands
        }
        spans = {name: (spec.min, spec.max) for name, spec in self.bands.items()}
        return SliderDecision(
            key,
            builder.worth(f"{key}.worth", self.worth),
            self.limit(key, builder, rest),
            bands=bands,
            spans=spans,
            answers=_answers(spans, bands),
        )

    def _band(self, at: str, name: str, builder: Builder, rest: tuple[Lead, ...]) -> Answer:
        spec = self.bands[name]
        return replace(builder.answer(at, name, spec, spec.credit, rest), band=name)

    def _check(self, key: str, builder: Builder) -> None:
        """Bands must cover every ten exactly once."""
        for name, spec in self.bands.items():
            if spec.min not in TENS or spec.max not in TENS or spec.min > spec.max:
                text = say("`min` and `max` must be tens, `min` not above `max`.")
                builder.add_finding("slider-bands", f"{key}.{name}", text)
                return
        for ten in TENS:
            within = [name for name, spec in self.bands.items() if spec.min <= ten <= spec.max]
            if len(within) > 1:
                text = say("{number} lies in two bands.", number=ten)
                builder.add_finding("slider-bands", f"{key}.{within[1]}", text)
            elif not within:
                builder.add_finding(
                    "slider-bands", key, say("{number} lies in no band.", number=ten)
                )


def _answers(
    spans: Mapping[str, tuple[int, int]], bands: Mapping[str, Answer]
) -> Mapping[int, Answer]:
    """The answer of each ten, in order."""
    return {
        ten: replace(bands[name], act=str(ten))
        for ten in TENS
        for name, (low, high) in spans.items()
        if low <= ten <= high
    }


@dataclass(frozen=True, slots=True)
class SliderDecision(ScaleDecision):
    """Each band has its own credit."""

    spans: Mapping[str, tuple[int, int]]  # lower and upper bound, by band
    answers: Mapping[int, Answer]
    kind: ClassVar[str] = "slider"
    parts: ClassVar[str] = "ends"
    scale: ClassVar[range] = TENS

    def judged(self, step: int, state: State) -> Answer:
        return self.answers[step]

    def every_answer(self) -> Iterable[Answer]:
        return [*self.answers.values(), *self.time_out_answers]

    def part_key(self, part: str) -> Key:
        """Only the ends have texts."""
        name = {str(TENS[0]): "low", str(TENS[-1]): "high"}.get(part, part)
        return f"{self.key}.{self.parts}.{name}"

    def possible_parts(self) -> Iterable[Part]:
        offers = {answer.band: Offer(None, answer) for answer in self.answers.values()}
        return [replace(part, band=True) for part in judged_offers(self, offers)]


KIND = Kind(
    SliderSpec,
    SliderDecision,
    interaction="numeric",
    part="end",
    translating={"ar": "What an end of the scale means: a noun (لا حاجة، حاجة ملحّة)."},
    about={
        "slider": "A decision: say by how much, from 0 to 100 in tens.",
        "ends": "What 0 and 100 mean, `low` and `high`, in a few words each.",
        "low": "What 0 means.",
        "high": "What 100 means.",
        "SliderSpec.bands": "The bands of numbers, each with a name of yours and its own credit.",
        "SpanSpec.min": "The lowest number of the band: a ten.",
        "SpanSpec.max": "The highest number of the band: a ten.",
    },
)
