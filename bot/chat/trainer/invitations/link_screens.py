"""What a trainer sees of links into a cohort. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from bot.chat.date_phrases import day_of, short_day_of
from bot.chat.kit.actions import Action
from bot.chat.kit.pages import page_of
from bot.chat.kit.routes import button
from bot.chat.kit.screen import Button, Line, Role, Screen
from bot.chat.trainer.cohorts.actions import (
    AskNames,
    MakeLink,
    RenewCodes,
    RevokeLinks,
    ShowInviting,
)
from bot.chat.trainer.invitations.actions import (
    AskList,
    AskRevokeLink,
    AskRevokeLinks,
    ChoosePlaces,
    ChooseUntil,
    MakeSlide,
    RevokeLink,
    SetPlaces,
    SetUntil,
    ShowLink,
    ShowLinks,
)
from bot.locale import Words
from storage.cohorts import short_codes
from storage.cohorts.cohorts import Cohort
from storage.cohorts.invitations import Invitation

DAYS = (1, 7, 30, 90)  # for which a link may be good; none is good for ever
PLACES = (10, 30)  # that are offered, besides any number and what is typed
MOST_PLACES = 5000
MARK = 12  # letters of a link's hash that stand in a button


@dataclass(frozen=True, slots=True)
class Inviting:
    """What is out for a cohort: how many links, and how many places wait."""

    cohort: Cohort
    links: int
    waiting: int


@dataclass(frozen=True, slots=True)
class Made:
    """A link with its secrets, which are told now and kept nowhere."""

    cohort: Cohort
    invitation: Invitation
    token: str
    code: str

    @property
    def typed(self) -> str:
        """What is typed instead of opening the link."""
        return f"/join {short_codes.formatted(self.code)}"


@dataclass(frozen=True, slots=True)
class Seen:
    """A link that is out, and how many came by it."""

    invitation: Invitation
    came: int

    @property
    def mark(self) -> str:
        """What tells it from others in a button."""
        return self.invitation.hash[:MARK]


def inviting_screen(speak: Words, found: Inviting) -> Screen:
    """How people come into a cohort, and how many links are out."""
    say, cohort = speak.say, found.cohort
    lines = [
        Line(Role.TITLE, say("Invite into {cohort}", cohort=cohort.name)),
        Line(
            Role.TEXT,
            say("With one link for all, or with a personal code that knows each name already."),
        ),
    ]
    buttons = [
        Button(say("Make a link"), MakeLink(cohort.id), main=True),
        Button(say("Personal codes"), AskNames(cohort.id)),
        Button(say("A list as a file"), AskList(cohort.id)),
    ]
    if found.links:
        out = speak.count("{n} link is out", "{n} links are out", found.links)
        lines.append(Line(Role.TEXT, f"{out}."))
        buttons.append(Button(say("Links that are out"), ShowLinks(cohort.id)))
    if found.waiting:
        buttons.append(Button(say("New codes for all expected"), RenewCodes(cohort.id)))
    return Screen(tuple(lines), (*buttons, button(say("Back"), "cohort_page", cohort.id)))


def link_screen(speak: Words, made: Made, link: str) -> Screen:
    """A link, as a message that can be passed on as it is."""
    say, cohort, one = speak.say, made.cohort, made.invitation
    assert one.expires_at is not None
    assert one.code_until is not None
    return Screen(
        (
            Line(Role.TITLE, say("Invitation: {cohort}", cohort=cohort.name)),
            Line(
                Role.TEXT,
                say(
                    "Short cases to practise on the phone. The link opens the bot in Telegram, "
                    "and is good until {day}.",
                    day=day_of(speak, one.expires_at, cohort.timezone),
                ),
            ),
            Line(Role.TEXT, link),
            Line(
                Role.TEXT,
                say(
                    "Without the link: write this to the bot, until {day}.",
                    day=day_of(speak, one.code_until, cohort.timezone),
                ),
            ),
            Line(Role.TEXT, made.typed),
            Line(Role.NOTE, _name(speak, cohort, Seen(one, 0))),
        ),
        (
            Button(say("As a picture with a QR code"), MakeSlide(made.token), main=True),
            Button(say("Until when, for how many"), ShowLink(cohort.id, one.hash[:MARK])),
            button(say("Back to the cohort"), "cohort_page", cohort.id),
        ),
    )


def slide_screen(speak: Words, made: Made) -> Screen:
    """The picture is on its way."""
    say, cohort = speak.say, made.cohort
    text = say("The picture comes now, and a file to print with a page in each language.")
    return Screen(
        (Line(Role.TITLE, say("Invitation: {cohort}", cohort=cohort.name)), Line(Role.TEXT, text)),
        (button(say("Back to the cohort"), "cohort_page", cohort.id),),
    )


def links_screen(speak: Words, cohort: Cohort, found: Sequence[Seen], page: int) -> Screen:
    """The links that are out, and how many came by each, a page at a time."""
    say, paged = speak.say, page_of(speak, found, page, partial(ShowLinks, cohort.id))
    lines = [Line(Role.TITLE, say("Links into {cohort}", cohort=cohort.name))]
    if not found:
        lines.append(Line(Role.TEXT, say("No link is out.")))
    names = [_name(speak, cohort, one) for one in paged.shown]
    lines += [
        Line(Role.TEXT, f"{name}\n{_state(speak, cohort, one)}")
        for name, one in zip(names, paged.shown, strict=True)
    ]
    every = Button(say("Take all links back"), AskRevokeLinks(cohort.id))
    return Screen(
        tuple(lines),
        (
            *(
                Button(name, ShowLink(cohort.id, one.mark))
                for name, one in zip(names, paged.shown, strict=True)
            ),
            *paged.turns,
            *((every,) if found else ()),
            Button(say("Back"), ShowInviting(cohort.id)),
        ),
    )


def one_screen(speak: Words, cohort: Cohort, one: Seen) -> Screen:
    """One link: until when, how many came, and what can be changed."""
    say = speak.say
    return Screen(
        (
            Line(Role.TITLE, _name(speak, cohort, one)),
            Line(Role.NOTE, cohort.name),
            Line(Role.TEXT, _state(speak, cohort, one)),
        ),
        (
            Button(say("Change until when"), ChooseUntil(cohort.id, one.mark)),
            Button(say("Change for how many"), ChoosePlaces(cohort.id, one.mark)),
            Button(say("Take this link back"), AskRevokeLink(cohort.id, one.mark)),
            Button(say("Back"), ShowLinks(cohort.id)),
        ),
    )


def ask_revoke_screen(speak: Words, cohort: Cohort, one: Seen) -> Screen:
    """Whether one link is really to be taken back."""
    title = speak.say("Take this link back?")
    lines = (
        Line(Role.TEXT, _name(speak, cohort, one)),
        Line(Role.TEXT, _state(speak, cohort, one)),
    )
    back = ShowLink(cohort.id, one.mark)
    return _ask_revoke(speak, title, lines, back, RevokeLink(cohort.id, one.mark))


def ask_revoke_all_screen(speak: Words, cohort: Cohort, links: int) -> Screen:
    """Whether all links into a cohort are really to be taken back."""
    title = speak.say("Take all links back?")
    out = speak.count("{n} link is out", "{n} links are out", links)
    lines = (Line(Role.NOTE, cohort.name), Line(Role.TEXT, f"{out}."))
    return _ask_revoke(speak, title, lines, ShowLinks(cohort.id), RevokeLinks(cohort.id))


def _ask_revoke(
    speak: Words, title: str, lines: Sequence[Line], back: Action, yes: Action
) -> Screen:
    say = speak.say
    meant = say("Nobody comes in by it any more; whoever came by it stays.")
    return Screen(
        (Line(Role.TITLE, title), *lines, Line(Role.TEXT, meant)),
        (Button(say("Back"), back), Button(say("Yes, take it back"), yes)),
    )


def until_screen(speak: Words, cohort: Cohort, one: Seen) -> Screen:
    """Until when a link is to be good."""
    say = speak.say
    return Screen(
        (
            Line(Role.TITLE, say("From now, for how long?")),
            Line(Role.TEXT, _state(speak, cohort, one)),
        ),
        (
            *(
                Button(
                    speak.count("{n} day", "{n} days", days), SetUntil(cohort.id, one.mark, days)
                )
                for days in DAYS
            ),
            Button(say("Back"), ShowLink(cohort.id, one.mark)),
        ),
    )


def places_screen(speak: Words, cohort: Cohort, mark: str) -> Screen:
    """How many people a link is to bring."""
    say = speak.say
    return Screen(
        (
            Line(Role.TITLE, say("For how many people?")),
            Line(
                Role.TEXT,
                say(
                    "Those who came by it are among them. Another number: just type it, at most "
                    "{n}.",
                    n=MOST_PLACES,
                ),
            ),
        ),
        (
            *(
                Button(
                    speak.count("{n} person", "{n} people", places),
                    SetPlaces(cohort.id, mark, places),
                )
                for places in PLACES
            ),
            Button(say("Any number"), SetPlaces(cohort.id, mark, 0)),
            Button(say("Back"), ShowLink(cohort.id, mark)),
        ),
    )


def no_number_screen(speak: Words, cohort: str, mark: str) -> Screen:
    """What was typed is no number of people."""
    text = speak.say("Please type a number from 1 to {n}.", n=MOST_PLACES)
    return Screen((Line(Role.TEXT, text),), (Button(speak.say("Back"), ShowLink(cohort, mark)),))


def _name(speak: Words, cohort: Cohort, one: Seen) -> str:
    made = short_day_of(speak, one.invitation.created_at, cohort.timezone)
    return speak.say("Link {mark}, made {day}", mark=one.mark[:4].upper(), day=made)


def _state(speak: Words, cohort: Cohort, one: Seen) -> str:
    """How many came, how many may, and until when."""
    came = (
        speak.count("{n} person came by it", "{n} people came by it", one.came)
        if one.came
        else speak.say("nobody has come by it yet")
    )
    left = one.invitation.uses
    if left is None:
        places = speak.say("any number may")
    elif left <= 0:
        places = speak.say("it is full")
    else:
        places = speak.count("{n} more may", "{n} more may", left)
    told = [came, places]
    if one.invitation.expires_at is not None:
        day = day_of(speak, one.invitation.expires_at, cohort.timezone)
        told.append(speak.say("good until {day}", day=day))
    return " · ".join(told)
