"""A learner's own assessment results: bands, and the way to look back on each part."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from bot.app.assessments import own_assessments
from bot.app.assessments.own_assessments import OwnAssessment
from bot.app.playing.records import result_of
from bot.chat.kit.context import Context
from bot.chat.kit.request import ScreenPlacement
from bot.chat.kit.routes import button, tap
from bot.chat.kit.screen import Button, Screen, screen
from bot.fields import Key
from bot.lines import heading, note, text, title
from bot.locale import Words
from bot.phrases.assessment_phrases import part_name, part_title, track_name
from bot.phrases.debrief_phrases import MARKS, band_words, competency_words
from scenarios.score import Result


def own_assessment_buttons(words: Words, found: Iterable[OwnAssessment]) -> list[Button]:
    return [button(_title(words, each.track), own_assessment, each.id) for each in found]


@tap("mi", place=ScreenPlacement.NEW)
def own_assessment(ctx: Context, test_id: Key) -> Screen:
    say = ctx.say
    found = own_assessments.get(ctx.conn, ctx.request, ctx.app.library, test_id)
    return screen(
        title(_title(ctx.words, found.track)),
        [
            (
                heading(part_title(ctx.words, part.part)),
                text("\n".join(_result(ctx.words, result_of(part.result)))),
            )
            for part in found.parts
        ],
        note(
            say(
                "A part has eight decisions, too few to show that one person has "
                "improved. Your trainer sees that you took part, never your answers."
            )
        ),
        [
            replace(
                button(
                    say("Look back: {part}", part=part_name(ctx.words, part.part)),
                    "look_back",
                    part.attempt,
                ),
                main=part is found.parts[-1],
            )
            for part in found.parts
        ],
        button(say("Today"), "today_page"),
    )


def _title(words: Words, track: str) -> str:
    return words.say("Before and after: {field}", field=track_name(words, track))


def _result(words: Words, result: Result) -> Iterator[str]:
    for competency, band in result.bands.items():
        yield f"{competency_words(words, competency)}: {band_words(words, band)} {MARKS[band]}"
    yield words.say("You held back: {n}", n=result.missed)
    yield words.say("You went too far: {n}", n=result.over_called)
