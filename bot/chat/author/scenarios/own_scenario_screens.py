"""Scenarios of one's own: the list, one of them, its editions. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from bot.chat.author.scenarios.actions import (
    AskEdition,
    ChooseReach,
    DeleteDraft,
    PlayEdition,
    SendExample,
    SendTexts,
    ShowEdition,
    ShowEditions,
    ShowOwn,
    ShowPreview,
    ShowScenarios,
    ShowShares,
    ShowWaiting,
    TakeBackAsking,
    UseEdition,
    WithdrawOwn,
)
from bot.chat.author.scenarios.submission_screens import changed_lines
from bot.chat.date_phrases import day_of
from bot.chat.kit.pages import page_of
from bot.chat.kit.screen import Button, Line, Role, Screen
from bot.chat.learner.today.actions import ShowToday
from bot.chat.trainer.scenario_files.actions import ShowCases, ShowForms
from bot.locale import Words
from scenarios.edition_diff import Difference
from storage.authoring.approvals import Approval
from storage.authoring.own_scenarios import NumberedEdition, OwnScenario

NAMES = 10  # of cohorts
STAY = 5  # editions with attempts under way


@dataclass(frozen=True, slots=True)
class Own:
    """A scenario of one's own, with all that its page tells."""

    case: OwnScenario
    title: str
    agency: str
    editions: Sequence[NumberedEdition]  # the newest first
    cohorts: Sequence[str] = ()  # by name
    asked: Approval | None = None  # the last question to an admin
    under_way: int = 0  # attempts
    languages: Sequence[str] = ()  # of its texts
    opened: bool = False  # whether anyone but its owner ever saw it
    is_test: bool = False  # whether it says `use: test`

    @property
    def newest(self) -> NumberedEdition:
        """The edition that was sent last."""
        return self.editions[0]

    @property
    def used(self) -> NumberedEdition | None:
        """The edition in use."""
        return next((one for one in self.editions if one.edition == self.case.edition), None)

    @property
    def waits(self) -> Approval | None:
        """What waits for an admin."""
        return self.asked if self.asked and self.asked.state == "waiting" else None


def scenarios_screen(
    speak: Words,
    own: Sequence[Own],
    more: Sequence[Button] = (),
    *,
    writes: bool,
    waiting: int | None,
) -> Screen:
    """What someone wrote, and how to send more.

    Args:
        speak: The language.
        own: The scenarios they look after, as many as a page has.
        more: Lead to the pages beside it.
        writes: Whether they may send new ones.
        waiting: How many wait for their approval; None for those who approve nothing.
    """
    say = speak.say
    lines = [Line(Role.TITLE, say("Your scenarios"))]
    if writes:
        text = say(
            "Send a case here in the chat: a YAML file, or a zip with scenario.yaml and its "
            "translation. What is wrong with it comes back at once, with line and column."
        )
        lines.append(Line(Role.TEXT, text))
    if own:
        listed = "\n".join(
            speak.bullet(speak.beside(one.title, state_of(speak, one))) for one in own
        )
        lines.append(Line(Role.TEXT, listed))
    buttons = [Button(one.title, ShowOwn(one.case.scenario)) for one in own]
    buttons += more
    if waiting is not None:
        name = speak.count("{n} case waits for approval", "{n} cases wait for approval", waiting)
        if not waiting:
            name = say("Nothing waits for approval")
        buttons.append(Button(name, ShowWaiting(), main=waiting > 0))
    if writes:
        buttons.append(Button(say("An example to begin with"), SendExample()))
    buttons.append(Button(say("Cases to download"), ShowCases(0)))
    return Screen(tuple(lines), (*buttons, Button(say("Today"), ShowToday())))


def own_screen(speak: Words, one: Own) -> Screen:
    """One of them: to whom it is open, what waits, and what can be done."""
    say = speak.say
    lines = [
        Line(Role.TITLE, one.title),
        Line(Role.NOTE, speak.beside(one.agency, one.case.scenario)),
        *(Line(Role.TEXT, text) for text in _stands(speak, one)),
    ]
    return Screen(
        tuple(lines), (*_buttons(speak, one), Button(say("Your scenarios"), ShowScenarios()))
    )


def state_of(speak: Words, one: Own) -> str:
    """To whom it is open, in a few words."""
    say, case = speak.say, one.case
    if case.withdrawn_at is not None:
        return say("withdrawn")
    if case.edition is None:
        return say("waits for approval") if one.waits else say("draft")
    if case.reach == "everyone":
        return say("published for everyone")
    if case.reach == "agency":
        return say("published for the agency")
    n = len(one.cohorts)
    return (
        speak.count("shared with {n} cohort", "shared with {n} cohorts", n)
        if n
        else say("not shared")
    )


def _stands(speak: Words, one: Own) -> Iterator[str]:
    say, case, used, newest = speak.say, one.case, one.used, one.newest
    if case.withdrawn_at is not None:
        yield say("Withdrawn: nobody can begin it. To share it again brings it back.")
    elif used is None:
        yield say(
            "A draft, edition {n}: nobody sees it but you until you share it.", n=newest.number
        )
    else:
        yield say("In use: edition {n}", n=used.number)
        yield _open_to(speak, one)
        if newest.number > used.number:
            yield say("Edition {n} is newer and not in use.", n=newest.number)
    if one.under_way:
        yield speak.count("{n} attempt is under way.", "{n} attempts are under way.", one.under_way)
    if one.waits:
        yield say(
            "Waits for approval: edition {n}, {reach}.",
            n=one.waits.number,
            reach=reach_name(speak, one.waits.reach),
        )
    elif one.asked and one.asked.state == "declined":
        yield say(
            "Declined, edition {n}: {reason}", n=one.asked.number, reason=one.asked.reason or ""
        )


def _open_to(speak: Words, one: Own) -> str:
    say, named = speak.say, speak.listed(one.cohorts[:NAMES])
    if one.case.reach != "cohorts":
        return say("Published: {reach}", reach=reach_name(speak, one.case.reach))
    if not named:
        return say("Shared with no cohort now.")
    shared = say("Shared with: {cohorts}", cohorts=named)
    more = len(one.cohorts[NAMES:])
    told = speak.count("And with {n} more cohort.", "And with {n} more cohorts.", more)
    return f"{shared}\n{told}" if more else shared


def reach_name(speak: Words, reach: str) -> str:
    """How far something goes."""
    return speak.say("for everyone") if reach == "everyone" else speak.say("for the agency")


def _buttons(speak: Words, one: Own) -> Iterator[Button]:
    say, id_, used, newest = speak.say, one.case.scenario, one.used, one.newest
    play = PlayEdition(id_, newest.number)
    yield Button(say("Play it as a learner"), play, main=used is None)
    yield Button(say("Card, figures and picture"), ShowPreview(id_, newest.number))
    if used is not None and newest.number > used.number:
        leads = ShowEdition(id_, newest.number)
        yield Button(say("Put edition {n} in use", n=newest.number), leads, main=True)
    yield Button(say("Share with cohorts"), ShowShares(id_))
    if one.waits:
        yield Button(say("Take the question to the admin back"), TakeBackAsking(id_))
    else:
        yield Button(say("Publish further"), ChooseReach(id_, newest.number))
    if len(one.editions) > 1:
        yield Button(say("All editions"), ShowEditions(id_))
    yield Button(say("All texts as a spreadsheet"), SendTexts(id_))
    yield Button(say("Download"), ShowForms(id_, newest.number))
    yield Button(say("New edition"), AskEdition(id_))
    if used is not None:
        yield Button(say("Withdraw the case"), WithdrawOwn(id_))
    elif not one.opened:
        yield Button(say("Delete the draft"), DeleteDraft(id_))


def ask_edition_screen(speak: Words, one: Own) -> Screen:
    """What may be sent as a new edition."""
    say = speak.say
    text = say(
        "Send the changed scenario.yaml, its translation, or both in a zip; or the spreadsheet of "
        "texts. A single file takes the place of the one before, and the other stays."
    )
    lines = (Line(Role.TITLE, one.title), Line(Role.TEXT, text))
    return Screen(lines, (Button(say("Back"), ShowOwn(one.case.scenario)),))


def editions_screen(speak: Words, one: Own, timezone: str, page: int) -> Screen:
    """The editions, the newest first, a page at a time."""
    say, used = speak.say, one.used
    paged = page_of(speak, one.editions, page, partial(ShowEditions, one.case.scenario))
    lines = [Line(Role.TITLE, one.title)]
    listed = []
    for edition in paged.shown:
        told = say(
            "Edition {n}, {day}", n=edition.number, day=day_of(speak, edition.made_at, timezone)
        )
        marks = [say("in use")] if used == edition else []
        marks += [say("approved")] if edition.approved else []
        listed.append(speak.bullet(" · ".join((told, *marks))))
    lines.append(Line(Role.TEXT, "\n".join(listed)))
    buttons = [
        Button(say("Edition {n}", n=edition.number), ShowEdition(one.case.scenario, edition.number))
        for edition in paged.shown
    ]
    back = Button(say("Back"), ShowOwn(one.case.scenario))
    return Screen(tuple(lines), (*buttons, *paged.turns, back))


@dataclass(frozen=True, slots=True)
class Changing:
    """What putting an edition in use would mean."""

    edition: NumberedEdition
    before: NumberedEdition | None = None  # what it is compared with
    changed: Difference | None = None
    stay: Sequence[tuple[int, int]] = ()  # editions with attempts under way, and how many
    allowed: bool = True  # without asking an admin


def edition_screen(speak: Words, one: Own, it: Changing) -> Screen:
    """An edition: what is different in it, what becomes of attempts under way, and its buttons."""
    say, n = speak.say, it.edition.number
    lines = [Line(Role.TITLE, one.title), Line(Role.HEADING, say("Edition {n}", n=n))]
    is_used = one.used == it.edition
    if is_used:
        lines.append(Line(Role.TEXT, say("This edition is in use.")))
    if it.changed is not None and it.before is not None:
        back = it.edition.number < it.before.number
        lines += changed_lines(speak, it.changed, it.before.number, back=back)
    if not is_used and one.used is not None:
        lines += [Line(Role.TEXT, one) for one in _stay(speak, it.stay)]
    return Screen(tuple(lines), tuple(_edition_buttons(speak, one, it)))


def _stay(speak: Words, stay: Sequence[tuple[int, int]]) -> Iterator[str]:
    """How many attempts stay on which edition, the newest first."""
    newest = sorted(stay, reverse=True)
    for number, count in newest[:STAY]:
        yield speak.count(
            "{n} attempt is under way and stays on edition {number}.",
            "{n} attempts are under way and stay on edition {number}.",
            count,
            number=number,
        )
    if rest := sum(count for _, count in newest[STAY:]):
        yield speak.count(
            "{n} attempt more stays on an edition before those.",
            "{n} attempts more stay on editions before those.",
            rest,
        )


def _edition_buttons(speak: Words, one: Own, it: Changing) -> Iterator[Button]:
    say, id_, n = speak.say, one.case.scenario, it.edition.number
    if one.used is not None and one.used != it.edition:
        if it.allowed:
            yield Button(
                say("Use edition {n} from now on", n=n), UseEdition(id_, n, False), main=True
            )
            if it.changed and it.changed.correctable and it.stay and _is_later(it):
                leads = UseEdition(id_, n, True)
                yield Button(say("Use it, also in attempts under way"), leads)
        else:
            yield Button(say("Ask an admin for approval"), ChooseReach(id_, n), main=True)
    yield Button(say("Play it as a learner"), PlayEdition(id_, n))
    yield Button(say("Card, figures and picture"), ShowPreview(id_, n))
    yield Button(say("Download"), ShowForms(id_, n))
    yield Button(say("Back"), ShowOwn(id_))


def _is_later(it: Changing) -> bool:
    """Corrections go forward: an older edition corrects nothing."""
    return it.before is not None and it.edition.number > it.before.number
