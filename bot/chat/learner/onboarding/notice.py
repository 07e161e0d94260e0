"""The notice: what is kept, for how long, and who sees what. Nothing is kept before it is accepted.

A change of what it says is a new version: count `NOTICE` up, say in `_news` what is new, and keep
its text beside the older ones (see `consent_versions`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from babel.dates import format_date

from bot.app.enrolment.invitation_opening import clean_token
from bot.app.onboarding import consent
from bot.app.onboarding.consent import NOTICE, has_accepted
from bot.app.onboarding.consent_versions import texts
from bot.chat.common.visitor_lookup import find_person
from bot.chat.kit.context import AsyncPublicContext
from bot.chat.kit.request import Redirect
from bot.chat.kit.routes import button, command, main, tap
from bot.chat.kit.screen import Button, Screen, screen
from bot.chat.learner.onboarding.invitation_screens import back_screen, leads_to
from bot.fields import Language, Token
from bot.lines import Line, heading, note, text, title
from bot.locale import Words, words
from scenarios.languages import DEFAULT, LANGUAGES
from storage.cohorts.invitations import OpeningResult
from storage.people.people import Person


@tap("n", public=True, before_consent=True)
async def show_notice(ctx: AsyncPublicContext, language: Language, token: Token) -> Screen:
    """The notice in a language; the token is that of an invitation, or empty."""
    language = language if language in LANGUAGES else DEFAULT
    person = await find_person(ctx.app, ctx.visitor)
    if has_accepted(person):
        promised = await _is_promised(ctx, person)
        return details_screen(words(language), "", promised=promised, accepted=True)
    return await notice_for(ctx, person, language, token)


@tap("ed", public=True, before_consent=True)
async def show_notice_details(ctx: AsyncPublicContext, language: Language, token: Token) -> Screen:
    """The whole notice, before it is accepted."""
    language = language if language in LANGUAGES else "en"
    person = await find_person(ctx.app, ctx.visitor)
    promised = person is not None and await _is_promised(ctx, person)
    if token and not promised:
        promised = (await ctx.app.invitations.find(ctx.visitor.account, token)).promised
    return details_screen(words(language), clean_token(token), promised=promised)


@command("privacy", public=True, before_consent=True)
async def privacy(ctx: AsyncPublicContext, _rest: str) -> Screen:
    person = await find_person(ctx.app, ctx.visitor)
    return await show_notice(ctx, person.language if person else ctx.visitor.language, "")


@tap("ez", public=True, before_consent=True)
async def show_accepted_notice(ctx: AsyncPublicContext, language: Language) -> Screen | Redirect:
    """The version of the notice that a person accepted, word for word."""
    person = await find_person(ctx.app, ctx.visitor)
    if person is None or person.notice is None or language not in LANGUAGES:
        return Redirect("start")
    promised, say = await _is_promised(ctx, person), words(language).say
    version = texts(person.notice, language, promised=promised)
    day = format_date(version.since, "d MMMM y", locale=language)
    back = (
        button(say("Back"), "own_profile")
        if has_accepted(person)
        else button(say("Back"), show_notice, language, "")
    )
    return screen(
        title(say("The privacy notice")),
        note(say("Version {n}, from {day} on", n=person.notice, day=day)),
        map(text, version.lines),
        main(back),
        [
            button(LANGUAGES[other].name, show_accepted_notice, other)
            for other in LANGUAGES
            if other != language
        ],
    )


@tap("eo", public=True, before_consent=True)
async def decline_notice(ctx: AsyncPublicContext) -> Screen | Redirect:
    """Nothing more is kept of who does not agree to a newer version."""
    person = await find_person(ctx.app, ctx.visitor)
    if person is None or has_accepted(person):
        return Redirect("start")
    say = words(person.language).say
    return screen(
        title(say("Nothing more is kept until you agree.")),
        text(
            say(
                "Your earlier data stays as it is. You can read or erase it at any time, "
                "and you can come back whenever you like."
            )
        ),
        main(button(say("Read it again"), show_notice, person.language, "")),
        button(say("My data"), "my_data"),
        button(say("Erase me"), "ask_erase"),
    )


async def notice_for(
    ctx: AsyncPublicContext, person: Person | None, language: str, token: str
) -> Screen:
    """The notice for who has not accepted it, with what there is to say of their invitation.

    Who agreed to an older version reads first what is new.
    """
    speak, before = words(language), person.notice if person else None
    promised = person is not None and await _is_promised(ctx, person)
    if not token:
        return notice_screen(speak, "", promised=promised, before=before)
    opened = await ctx.app.invitations.find(ctx.visitor.account, token)
    if opened.result is OpeningResult.TAKEN and opened.proven:
        return back_screen(speak, clean_token(token), known=False)
    promised = promised or opened.promised
    return notice_screen(
        speak, clean_token(token), leads_to(speak, opened), promised=promised, before=before
    )


def notice_screen(
    speak: Words,
    token: str,
    above: Sequence[Line] = (),
    *,
    promised: bool,
    before: int | None = None,
) -> Screen:
    """The notice in at most 40 words; its details are a tap away.

    Args:
        token: The token of the invitation that the person opened; may be empty.
        above: Lines about that invitation.
        promised: Whether the agency has promised not to use anything here for appraisal.
        before: The older version that was accepted, if any; its changes are shown first.
    """
    if before is not None:
        return _changed_screen(speak, token, above, promised=promised, before=before)
    say, language = speak.say, speak.language
    return screen(
        title(say("Basira · بصيرة")),
        above,
        text(say("Practise short cases from your work.")),
        text(
            say(
                "Kept until you erase it: your choices and profile. Practice is private; trainers "
                "see assigned results."
            )
        ),
        text(
            say("Your agency promises not to use it for appraisal.")
            if promised
            else say("Your agency hasn't promised to keep it out of appraisal.")
        ),
        note(say("Write nothing about real people.")),
        main(button(say("Agree and begin"), "accept_notice", language, NOTICE, token)),
        button(say("Details"), show_notice_details, language, token),
        _in_other_languages(language, token),
    )


def details_screen(speak: Words, token: str, *, promised: bool, accepted: bool = False) -> Screen:
    """All that the notice says.

    Args:
        token: The token of the invitation that the person opened; may be empty.
        promised: Whether the agency has promised that nothing here is used for appraisal.
        accepted: Whether it is only read again.
    """
    say, language = speak.say, speak.language
    ways = (
        (
            button(say("Back"), "own_profile"),
            button(say("Its version and date"), show_accepted_notice, language),
            _in_other_languages(language, token),
        )
        if accepted
        else (
            main(button(say("Agree and begin"), "accept_notice", language, NOTICE, token)),
            button(say("Back"), show_notice, language, token),
        )
    )
    return screen(
        title(say("What is kept")),
        text("\n".join(map(speak.bullet, _kept(speak, promised=promised)))),
        note(say("Every case here is an exercise. Messages you type are not kept.")),
        ways,
    )


def _changed_screen(
    speak: Words, token: str, above: Sequence[Line], *, promised: bool, before: int
) -> Screen:
    """The changes and then the whole notice, for people who accepted an older version."""
    say, language = speak.say, speak.language
    return screen(
        title(say("Basira · بصيرة")),
        above,
        text("\n".join(_news(speak, before))),
        heading(say("The whole notice")),
        text("\n".join(map(speak.bullet, _kept(speak, promised=promised)))),
        note(say("Until you agree, nothing more is kept.")),
        main(button(say("Agree and continue"), "accept_notice", language, NOTICE, token)),
        button(say("Not now"), decline_notice),
        button(say("The privacy notice"), show_accepted_notice, language),
        _in_other_languages(language, token),
    )


def _in_other_languages(language: str, token: str) -> Iterator[Button]:
    for other in LANGUAGES:
        if other != language:
            yield button(LANGUAGES[other].name, show_notice, other, token)


async def _is_promised(ctx: AsyncPublicContext, person: Person) -> bool:
    return await ctx.read(lambda inside: consent.is_promised(inside.conn, person))


def _news(speak: Words, before: int) -> list[str]:
    """The changes since a version, a sentence for each newer one."""
    say = speak.say
    news = {
        2: say("New: a supervisor of your agency sees whether assigned work is done."),
        3: say(
            "New: older records are deleted by themselves, steps of cases first. A file may "
            "have names only for a written reason, and you are told."
        ),
        4: say("New: the notice is shorter. What is kept has not changed."),
    }
    return [text for version, text in news.items() if version > before]


def _kept(speak: Words, *, promised: bool) -> tuple[str, ...]:
    say = speak.say
    return (
        say("Kept: your choices in cases, and the name, agency and field of work you give."),
        say(
            "How long: until you erase it, at any time. Older records are deleted sooner. "
            "Finished cases stay as numbers without a name."
        ),
        say(
            "Practice is private. In assigned work your trainer sees whether it is done and "
            "passed, and what to work on. A supervisor sees only whether it is done."
        ),
        say("Exports have no names. If one must, you are told the written reason."),
        say("Your agency has promised not to use any of it for appraisal or discipline.")
        if promised
        else say(
            "This is for learning. Your agency has not yet promised to keep it out of appraisal "
            "and discipline."
        ),
    )
