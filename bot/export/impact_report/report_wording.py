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
            "Answering was voluntary, so people who did not answer may think "
            "otherwise. Liking a case is not the same as learning from it."
        ),
        2: " ".join(
            (
                say(
                    "There was no group without the course, so something else may also "
                    "have changed people."
                ),
                say("People who took both parts may differ from those who did not."),
                say("The forms are built to be equally hard; no data has confirmed that they are."),
                say(
                    "First attempts were at different cases, some harder than others. "
                    "Refreshers come at chosen times, so their share does not measure "
                    "everything learnt; the forecast is a model's."
                ),
                say("What someone taps is not what they do at work."),
            )
        ),
        3: say(
            "These are self-reports from the people who answered; agencies count the "
            "referrals. Nobody was observed and no log was read. A concern passed on "
            "is not necessarily well founded, so more referrals alone are no success; "
            "and no referral does not mean that nothing was overlooked."
        ),
        4: say(
            "Agencies count this themselves, each figure in the month in which it "
            "occurred, and none is a share of another. Much besides training "
            "influences them, and cases may have reached protection without any of "
            "these referrals."
        ),
    }
