"""Phrases about scenarios, shared by several screens."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.app.authoring.approval import ApprovalDetails
from bot.app.authoring.managed_scenarios import ScenarioDetails
from bot.lines import Line, note, text
from bot.locale import Words
from bot.phrases.case_phrases import title_of
from scenarios.model import Scenario

MOST_NAMED = 10  # cohorts


def title_or_id(words: Words, content: Scenario | None, scenario_id: str) -> str:
    return title_of(words, content) if content else scenario_id


def reach_name(words: Words, reach: str) -> str:
    """The audience of a published scenario."""
    return words.say("for everyone") if reach == "everyone" else words.say("for the agency")


def lone_language(words: Words, languages: Sequence[str]) -> Iterator[Line]:
    """A note that a case is in one language only."""
    if len(languages) == 1:
        yield note(
            words.say(
                "In one language only: {language}. Everyone reads it in that language "
                "until a translation is sent; the spreadsheet of texts has a column "
                "for it.",
                language=words.tongue(languages[0]),
            )
        )


def title_of_own(words: Words, scenario: ScenarioDetails) -> str:
    return title_or_id(words, scenario.content, scenario.id)


def standing(words: Words, scenario: ScenarioDetails) -> Iterator[str]:
    """Its audience, what waits, and what admins decided."""
    say, used, newest = words.say, scenario.used, scenario.newest
    if scenario.own.withdrawn_at is not None:
        yield say("Withdrawn: nobody can start it. Share it again to bring it back.")
    elif used is None:
        yield say("A draft, edition {n}: only you see it until you share it.", n=newest.number)
    else:
        yield say("In use: edition {n}", n=used.number)
        yield _audience(words, scenario)
        if newest.number > used.number:
            yield say("Edition {n} is newer and not in use.", n=newest.number)
    if n := scenario.under_way:
        yield words.count("{n} attempt is under way.", "{n} attempts are under way.", n)
    approval = scenario.approval
    if approval and approval.state == "waiting":
        yield say(
            "Waiting for approval: edition {n}, {reach}.",
            n=approval.number,
            reach=reach_name(words, approval.reach),
        )
    elif approval and approval.state == "declined":
        yield say(
            "Declined, edition {n}: {reason}", n=approval.number, reason=approval.reason or ""
        )


def _audience(words: Words, scenario: ScenarioDetails) -> str:
    say, reach = words.say, scenario.own.reach
    if reach != "cohorts":
        return say("Published: {reach}", reach=reach_name(words, reach))
    if not scenario.cohorts:
        return say("Shared with no cohort now.")
    named = words.listed(scenario.cohorts[:MOST_NAMED])
    shared = say("Shared with: {cohorts}", cohorts=named)
    more = len(scenario.cohorts[MOST_NAMED:])
    others = words.count("And {n} more cohort.", "And {n} more cohorts.", more)
    return f"{shared}\n{others}" if more else shared


def sharing_effects(words: Words, scenario: ScenarioDetails) -> Iterator[Line]:
    say = words.say
    if scenario.is_test:
        yield text(
            say(
                "This case is a test form (use: test). Nobody can practise it, and it cannot be "
                "assigned. To share it, take that line out and send a new edition."
            )
        )
        return
    if scenario.used is None:
        newest = scenario.newest.number
        yield text(say("Sharing with the first cohort puts edition {n} into use.", n=newest))
    yield text(
        say(
            "Members of the cohorts it is shared with find it under practice, and "
            "trainers of those cohorts can assign it."
        )
    )
    if scenario.content is not None:
        yield from lone_language(words, tuple(scenario.content.scripts))


def approval_title(words: Words, details: ApprovalDetails) -> str:
    return title_or_id(words, details.content, details.approval.scenario)
