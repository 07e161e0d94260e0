"""What a trainer sees of what changed, and a learner of their own. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.app.assessments.assessment_results import Came, Comparison
from bot.chat.debrief.actions import LookBack
from bot.chat.debrief.debrief_phrases import MARKS, band_words, competency_words
from bot.chat.kit.screen import Button, Line, Role, Screen
from bot.chat.learner.today.actions import ShowToday
from bot.chat.trainer.assessments.actions import SendGains, ShowTest
from bot.chat.trainer.assessments.assessment_phrases import (
    between,
    of_cohort,
    part_name,
    part_title,
    percent,
    track_name,
)
from bot.chat.trainer.assessments.assessment_screens import Seen
from bot.locale import Words
from scenarios.assessments.gains import FEWEST, Change, Uneven
from scenarios.score import Result
from storage.assessments.assessments import BEFORE


@dataclass(frozen=True, slots=True)
class Own:
    """A part that someone took: how it went, and their attempt."""

    part: str
    attempt: str
    result: Result


def gains_screen(speak: Words, seen: Seen, came: Came, titles: dict[str, str]) -> Screen:
    """What changed for those who took both parts, and what these numbers do not show.

    Args:
        speak: The language.
        seen: The test.
        came: What came of it.
        titles: What its forms are called.
    """
    say = speak.say
    about = (track_name(speak, seen.track), say("What changed"))
    lines = [Line(Role.TITLE, of_cohort(speak, seen.cohort.name, *about))]
    told = [one for one in came.comparisons if one.gains is not None]
    for one in came.comparisons:
        lines += _comparison(speak, came, one, titles)
    if not came.comparisons:
        text = (
            say("The second part has not closed yet. Until then nobody's answers are told.")
            if seen.test.withdrawn_at is None
            else say("It was stopped before the second part had closed: nothing is compared.")
        )
        lines.append(Line(Role.TEXT, text))
    if told:
        lines.append(Line(Role.HEADING, say("What these numbers do not show")))
        lines.append(Line(Role.NOTE, "\n".join(speak.bullet(text) for text in _limits(speak))))
    picture = (Button(say("As a picture"), SendGains(seen.test.id)),) if told else ()
    return Screen(tuple(lines), (*picture, Button(say("Back"), ShowTest(seen.test.id))))


def compared(speak: Words, part: str) -> str:
    """Which parts are compared."""
    return f"{part_title(speak, BEFORE)} · {part_name(speak, part)}"


def _comparison(
    speak: Words, came: Came, one: Comparison, titles: dict[str, str]
) -> Iterator[Line]:
    say = speak.say
    yield Line(Role.HEADING, compared(speak, one.part))
    took = say("Both taken in time: {n} of {all}", n=one.people, all=came.takers)
    if one.gains is None:
        few = say("Too few: {least} are needed, there are {n}.", least=FEWEST, n=one.people)
        yield Line(Role.TEXT, few)
    else:
        yield Line(Role.TEXT, took)
        yield Line(Role.TEXT, _change(speak, say("Score"), one.gains.score))
        yield Line(Role.TEXT, _change(speak, say("Too little was done"), one.gains.missed))
        yield Line(Role.TEXT, _change(speak, say("Too much was done"), one.gains.over_called))
        for form in one.gains.uneven:
            yield Line(Role.NOTE, _uneven(speak, form, titles))
    if one.left_out:
        yield Line(
            Role.NOTE,
            speak.count(
                "{n} more is left out by chance: beside the group above, their answers would show.",
                "{n} more are left out by chance: beside the group above, the answers of those "
                "who are not in both would show.",
                one.left_out,
            ),
        )
    if one.elsewhere:
        yield Line(
            Role.NOTE,
            speak.count(
                "{n} more had met one of these cases elsewhere, and does not count.",
                "{n} more had met one of these cases elsewhere, and do not count.",
                one.elsewhere,
            ),
        )


def _change(speak: Words, what: str, one: Change) -> str:
    from_to = speak.say(
        "{what}: from {before} to {after}",
        what=what,
        before=percent(speak, one.before),
        after=percent(speak, one.after),
    )
    return f"{from_to}\n{between(speak, one.gain)}"


def _uneven(speak: Words, form: Uneven, titles: dict[str, str]) -> str:
    return speak.say(
        "The forms were not alike here: who began with “{title}” scored {points} than the others. "
        "Each form was taken equally often in each part, so the change itself leans little.",
        title=titles.get(form.form, form.form),
        points=between(speak, form.points),
    )


def _limits(speak: Words) -> Iterator[str]:
    say = speak.say
    yield say(
        "The score is in percent of the best path; too little and too much are in percent of the "
        "decisions at which they could happen. Each number is rounded by itself."
    )
    yield say("There was no group without the course: something else may have changed people too.")
    yield say("Those who took both parts may be other people than those who did not.")
    yield say(
        "That the forms are equally hard follows from how they were built; no data has shown it."
    )
    yield say("What someone taps is not yet what they do at work.")


def own_screen(speak: Words, track: str, parts: Sequence[Own]) -> Screen:
    """How one's own parts went: in bands, with the way to look back on each."""
    say = speak.say
    lines = [Line(Role.TITLE, say("Before and after: {field}", field=track_name(speak, track)))]
    for one in parts:
        lines.append(Line(Role.HEADING, part_title(speak, one.part)))
        lines.append(Line(Role.TEXT, "\n".join(_own(speak, one.result))))
    lines.append(
        Line(
            Role.NOTE,
            say(
                "A part has eight decisions. That is too few to say of one person that they have "
                "become better. Your trainer sees that you took part, and never your answers."
            ),
        )
    )
    return Screen(
        tuple(lines),
        (
            *(
                Button(
                    say("Look back: {part}", part=part_name(speak, one.part)),
                    LookBack(one.attempt),
                    main=one is parts[-1],
                )
                for one in parts
            ),
            Button(say("Today"), ShowToday()),
        ),
    )


def _own(speak: Words, result: Result) -> Iterator[str]:
    for competency, band in result.bands.items():
        yield f"{competency_words(speak, competency)}: {band_words(speak, band)} {MARKS[band]}"
    yield speak.say("Too little was done: {n}", n=result.missed)
    yield speak.say("Too much was done: {n}", n=result.over_called)
