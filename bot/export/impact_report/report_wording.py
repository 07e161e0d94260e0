"""The wording of a report: questions, answers, levels, and what figures do not show."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from bot.locale import Words
from bot.phrases import survey_phrases
from storage.agencies.survey_tallies import CONCERN, PASSED_ON, READY, UNSURE, USEFUL
from storage.playing.small_groups import FEWEST


def question(speak: Words, item: str) -> str:
    """Summarise a question in a few words."""
    say = speak.say
    return {
        USEFUL: say("Useful for their work"),
        READY: say("The first step would be clear"),
        CONCERN: say("Somebody whose situation worried them"),
        PASSED_ON: say("It was passed on at their agency"),
        UNSURE: say("How a concern is passed on"),
    }[item]


def asked(speak: Words, items: Sequence[str]) -> Iterator[str]:
    """Quote some questions as they were asked, each with its possible answers."""
    for item in items:
        answers = " / ".join(survey_phrases.answers(speak, item).values())
        yield f"{survey_phrases.question(speak, item)} ({answers})"


def answer(speak: Words, item: str, value: str) -> str:
    """Quote an answer as it was on its button."""
    return survey_phrases.answers(speak, item)[value]


def fewer_than_five(speak: Words) -> str:
    """The text in place of one to four."""
    return speak.say("fewer than {n}", n=FEWEST)


def levels(speak: Words) -> Mapping[int, tuple[str, str]]:
    """Name the four levels, and what each asks."""
    say = speak.say
    return {
        1: (say("Reaction"), say("Did they find it useful?")),
        2: (say("Learning"), say("Did they learn?")),
        3: (say("Behaviour"), say("Do they do it at work?")),
        4: (say("Results"), say("Does it matter?")),
    }


def limits(speak: Words) -> Mapping[int, str]:
    """Say what the figures of each level do not show."""
    say = speak.say
    return {
        1: say(
            "Answering was free, so those who are silent may think otherwise. To like a case is "
            "not to have learnt from it."
        ),
        2: " ".join(
            (
                say(
                    "There was no group without the course: something else may have changed people "
                    "too."
                ),
                say("Those who took both parts may be other people than those who did not."),
                say(
                    "That the forms are equally hard follows from how they were built; no data has "
                    "shown it."
                ),
                say(
                    "First tries were at different cases, some harder than others. Refreshers come "
                    "back at chosen times, so their share is no measure of all that was learnt; "
                    "what is foretold is a model's."
                ),
                say("What someone taps is not yet what they do at work."),
            )
        ),
        3: say(
            "People say this of themselves, and only those who answered; referrals are counted by "
            "agencies. Nobody was watched and no log was read. That a concern was passed on does "
            "not say that it was well founded, so more referrals alone are no success; that there "
            "was none does not say that nothing was overlooked."
        ),
        4: say(
            "Agencies count this themselves, each number in the month in which it came about: none "
            "is a share of another. Much besides training moves them, and cases may have reached "
            "protection without any of these referrals."
        ),
    }
