"""What waits for an admin's approval, and what came of it. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.chat.author.scenarios.actions import (
    Approve,
    ApproveNow,
    Decline,
    PlayEdition,
    ShowApproval,
    ShowOwn,
    ShowPreview,
    ShowScenarios,
    ShowWaiting,
)
from bot.chat.author.scenarios.approval_doubts import Doubts, doubt_lines
from bot.chat.author.scenarios.edition_changes import BESIDE, warnings
from bot.chat.author.scenarios.edition_preview_screens import lone_language
from bot.chat.author.scenarios.finding_screens import SHORT, listed
from bot.chat.author.scenarios.own_scenario_screens import reach_name
from bot.chat.author.scenarios.submission_screens import changed_lines
from bot.chat.date_phrases import day_of
from bot.chat.kit.pages import page_of
from bot.chat.kit.screen import Button, Line, Role, Screen
from bot.chat.learner.cards.card_screens import card_lines
from bot.chat.trainer.scenario_files.actions import ShowForms
from bot.locale import Words
from scenarios.edition_diff import Difference
from scenarios.findings import Finding
from scenarios.model import Scenario
from storage.authoring.approvals import Approval

LETTERS = 300  # of a reason


@dataclass(frozen=True, slots=True)
class Asked:
    """One question to an admin."""

    approval: Approval
    title: str
    agency: str
    by: str = ""  # who asks, by name


@dataclass(frozen=True, slots=True)
class Weighed:
    """All that is known about what is asked for."""

    asked: Asked
    scenario: Scenario
    advice: Sequence[Finding]
    doubts: Doubts
    before: int | None = None  # the edition in use
    changed: Difference | None = None


def waiting_screen(speak: Words, waiting: Sequence[Asked], page: int) -> Screen:
    """What waits, the oldest first, a page at a time."""
    say, paged = speak.say, page_of(speak, waiting, page, ShowWaiting)
    text = "\n".join(speak.bullet(_told(speak, one)) for one in paged.shown)
    lines = [
        Line(Role.TITLE, say("Waiting for approval")),
        Line(Role.TEXT, text or say("Nothing waits for approval")),
    ]
    return Screen(
        tuple(lines),
        (
            *(Button(one.title, ShowApproval(one.approval.id)) for one in paged.shown),
            *paged.turns,
            Button(say("Your scenarios"), ShowScenarios()),
        ),
    )


def _told(speak: Words, one: Asked) -> str:
    reach = reach_name(speak, one.approval.reach)
    return speak.beside(one.title, one.agency, reach)


def approval_screen(speak: Words, it: Weighed, timezone: str) -> Screen:
    """The card, who asks, what is different, what could be better; and yes or no."""
    say, asked = speak.say, it.asked.approval
    day = day_of(speak, asked.asked_at, timezone)
    lines = [
        *card_lines(speak, it.scenario),
        Line(Role.RULE, speak.rule),
        Line(
            Role.TEXT,
            say(
                "Asked for: edition {n}, {reach}. {name}, {agency}, {day}",
                n=asked.number,
                reach=reach_name(speak, asked.reach),
                name=it.asked.by,
                agency=it.asked.agency,
                day=day,
            ),
        ),
    ]
    lines += lone_language(speak, tuple(it.scenario.scripts))
    lines += doubt_lines(speak, it.doubts)
    if it.changed is not None and it.before is not None:
        lines += changed_lines(speak, it.changed, it.before, BESIDE)
    if it.advice:
        told = speak.count(
            "It could be better in {n} place:", "It could be better in {n} places:", len(it.advice)
        )
        lines += [Line(Role.HEADING, told), *listed(speak, it.advice, SHORT)]
    return Screen(
        tuple(lines),
        (
            Button(
                say("Play it as a learner"), PlayEdition(asked.scenario, asked.number), main=True
            ),
            Button(say("Card, figures and picture"), ShowPreview(asked.scenario, asked.number)),
            Button(say("Download"), ShowForms(asked.scenario, asked.number)),
            Button(say("Approve"), Approve(asked.id)),
            Button(say("Decline, with a reason"), Decline(asked.id)),
            Button(say("Waiting for approval"), ShowWaiting()),
        ),
    )


def ask_approve_screen(speak: Words, it: Weighed) -> Screen:
    """Whether it is really to be published: for whom, by whom, and what speaks against it."""
    say, asked = speak.say, it.asked.approval
    reach = reach_name(speak, asked.reach)
    whom = (
        say("Everyone at every agency can practise it from then on, and every trainer assign it.")
        if asked.reach == "everyone"
        else say(
            "Everyone at {agency} can practise it from then on, and its trainers assign it.",
            agency=it.asked.agency,
        )
    )
    lines = [
        Line(Role.TITLE, it.asked.title),
        Line(Role.PROMPT, say("Publish edition {n} {reach}?", n=asked.number, reach=reach)),
        Line(Role.TEXT, whom),
        Line(
            Role.TEXT,
            say("Asked for by {name}, {agency}.", name=it.asked.by, agency=it.asked.agency),
        ),
        *doubt_lines(speak, it.doubts),
        *(Line(Role.NOTE, one) for one in (warnings(speak, it.changed) if it.changed else ())),
        *lone_language(speak, tuple(it.scenario.scripts)),
    ]
    return Screen(
        tuple(lines),
        (
            Button(say("Back"), ShowApproval(asked.id), main=True),
            Button(say("Publish it"), ApproveNow(asked.id)),
        ),
    )


def ask_reason_screen(speak: Words, one: Asked) -> Screen:
    """Why it is declined."""
    say = speak.say
    text = say(
        "Why not? Just type it here, at most {n} letters. Whoever asked reads it.", n=LETTERS
    )
    return Screen(
        (Line(Role.TITLE, one.title), Line(Role.TEXT, text)),
        (Button(say("Back"), ShowApproval(one.approval.id)),),
    )


def decided_screen(speak: Words, one: Asked) -> Screen:
    """What was decided."""
    say = speak.say
    if one.approval.state == "approved":
        text = say(
            "Edition {n} is published {reach}.",
            n=one.approval.number,
            reach=reach_name(speak, one.approval.reach),
        )
    else:
        text = say("Declined. Whoever asked is told.")
    return Screen(
        (Line(Role.TITLE, one.title), Line(Role.TEXT, text)),
        (Button(say("Waiting for approval"), ShowWaiting()),),
    )


def asked_news(speak: Words, one: Asked) -> tuple[str, Button]:
    """What an admin is told of a question."""
    text = speak.say("A case waits for your approval: {title}", title=one.title)
    return text, Button(one.title, ShowApproval(one.approval.id))


def decided_news(speak: Words, one: Asked) -> tuple[str, Button]:
    """What whoever asked is told."""
    say, asked = speak.say, one.approval
    if asked.state == "approved":
        text = say(
            "“{title}” is published {reach}, in edition {n}.",
            title=one.title,
            reach=reach_name(speak, asked.reach),
            n=asked.number,
        )
    else:
        text = say(
            "“{title}” was not approved: {reason}", title=one.title, reason=asked.reason or ""
        )
    return text, Button(one.title, ShowOwn(asked.scenario))
