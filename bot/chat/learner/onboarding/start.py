"""The first contact: /start, invitations, accepting the notice, and the choice of a language.

Nothing is kept before the notice is accepted: until then language and token travel in the buttons.
"""

from __future__ import annotations

from datetime import timedelta

from bot.app.enrolment.invitation_opening import OpenedInvitation, clean_token, parse_code
from bot.app.onboarding import consent, registration
from bot.app.onboarding.consent import NOTICE, has_accepted
from bot.app.onboarding.profile import read_profile
from bot.chat.common import common_screens
from bot.chat.common.visitor_lookup import expect_nothing, find_person
from bot.chat.kit.ask import ask
from bot.chat.kit.context import AsyncContext, AsyncPublicContext, Context, PublicContext
from bot.chat.kit.request import Redirect, Reply, ScreenPlacement
from bot.chat.kit.routes import answer, call, command, tap
from bot.chat.kit.screen import Screen
from bot.chat.learner.onboarding import invitation_screens
from bot.chat.learner.onboarding.notice import notice_for, show_notice
from bot.chat.learner.onboarding.profile import first_question, welcome_screen
from bot.chat.playing.attempt_drawing import draw_attempt
from bot.chat.playing.play import running_attempts
from bot.fields import Id, Language, Number, Token
from bot.locale import words
from bot.phrases.certificate_paper import CODED
from scenarios.languages import LANGUAGES
from storage.cohorts.invitations import OpeningResult
from storage.people.people import Person

DOUBLE_TAP = timedelta(seconds=5)


@command("start", public=True, before_consent=True)
async def start(ctx: AsyncPublicContext, token: str) -> Screen | Redirect:
    """The notice; for who has accepted it, their invitation, or what there is to do now."""
    # Whoever checks a certificate need not register. A few invitations begin like that.
    if token.startswith(CODED) and not clean_token(token):
        return Redirect("verify", token.removeprefix(CODED))
    person = await find_person(ctx.app, ctx.visitor)
    if not has_accepted(person):
        language = person.language if person else ctx.visitor.language
        return await notice_for(ctx, person, language, token)
    await _note_reachable(ctx)
    person = await expect_nothing(ctx.app, person)
    if token:
        return await _show_invitation(ctx, person, token)
    if person.enrolled_at is None:
        return await _first_question(ctx, person)
    return Redirect(call("today_below"), place=ScreenPlacement.NEW)


@command("join", public=True, before_consent=True)
async def join(ctx: AsyncPublicContext, typed: str) -> Screen | Redirect:
    """Join by a short code, as by its link."""
    code = parse_code(typed)
    if code:
        return Redirect("start", code)

    awaited = has_accepted(await find_person(ctx.app, ctx.visitor))

    def ask_code(inside: PublicContext) -> Screen:
        if awaited and inside.person is not None:
            ask(inside.acting_as(inside.person), join_by_typed_code)
        written = bool(typed.strip())
        return invitation_screens.no_code_screen(inside.words, written=written, awaited=awaited)

    return await (ctx.write(ask_code) if awaited else ctx.read(ask_code))  # strangers write nothing


@answer("join")
def join_by_typed_code(_ctx: Context, typed: str) -> Redirect:
    return Redirect("join", typed)


@tap("a", public=True, before_consent=True)
async def accept_notice(
    ctx: AsyncPublicContext, language: Language, version: Number, token: Token
) -> Screen | Redirect:
    """Accept a version of the notice, read in a language: from here on something is kept."""
    start_over = Redirect("start", token)
    known = await find_person(ctx.app, ctx.visitor)
    if has_accepted(known) and known.enrolled_at is not None:
        if token and ctx.now - known.enrolled_at < DOUBLE_TAP:
            return await _welcome(ctx, known)
        return start_over  # an old button
    if language not in LANGUAGES or version != NOTICE:
        return start_over
    if token and known is None:
        opened = await ctx.app.invitations.find(ctx.visitor.account, token)
        if opened.result is OpeningResult.TAKEN and opened.proven:
            return invitation_screens.back_screen(words(language), token, known=False)
    person = await _register(ctx, language)
    if known is not None and known.enrolled_at is not None:  # it was a newer version
        return start_over
    if token:
        return await _open_invitation(ctx, person, token)
    return await _first_question(ctx, person)


@tap("eq")
async def take_place(ctx: AsyncContext, token: Token) -> Screen:
    """Take the place reserved by a personal code."""
    public = AsyncPublicContext(ctx.app, ctx.visitor, ctx.now)
    return await _open_invitation(public, ctx.person, token)


@tap("ev", public=True, before_consent=True)
async def move_place_here(ctx: AsyncPublicContext, token: Token) -> Screen | Redirect:
    """Move the place of a code to this account."""
    opened = await ctx.app.invitations.move(ctx.visitor.account, token)
    person = await find_person(ctx.app, ctx.visitor)
    speak = words(person.language if person else ctx.visitor.language)
    if opened.result is OpeningResult.MOVING and person is not None:
        return invitation_screens.waiting_screen(speak, opened, ctx.now, person.timezone)
    if opened.result is OpeningResult.TAKEN and person is not None:
        return invitation_screens.not_movable_screen(speak)
    if opened.result not in (OpeningResult.GOOD, OpeningResult.ALREADY) or person is None:
        return Redirect("start", token)
    return invitation_screens.moved_screen(speak)


@command("language", public=True, before_consent=True)
async def language_list(ctx: AsyncPublicContext, _rest: str) -> Screen | Redirect:
    person = await find_person(ctx.app, ctx.visitor)
    if not has_accepted(person):
        return Redirect("start")
    return common_screens.language_screen(person.language)


@tap("s", public=True, before_consent=True)
async def choose_language(ctx: AsyncPublicContext, language: Id) -> Screen | Reply | Redirect:
    """Speak a language from now on; who has not accepted the notice sees it in that language."""
    if language not in LANGUAGES:
        return Redirect("language")

    def choose(inside: PublicContext) -> Person | None:
        person = inside.person
        return person and registration.set_language(inside.conn, person, language)

    person = await ctx.write(choose)
    if not has_accepted(person):
        return await show_notice(ctx, language, "")
    running = await running_attempts(ctx.app, person)
    if running:
        return Reply(await draw_attempt(ctx.app, running[0]), freeze=True)
    return Redirect(call("today_below"), place=ScreenPlacement.SAME)


async def _register(ctx: AsyncPublicContext, language: str) -> Person:
    """Record consent, and register the account if that is new."""
    newcomer = Person(ctx.app.dice.id(), language, ctx.app.timezone, ctx.now)
    bot, telegram_id = ctx.visitor.account
    return await ctx.write(
        lambda inside: consent.accept(inside.conn, bot, telegram_id, newcomer, ctx.now)
    )


async def _first_question(
    ctx: AsyncPublicContext, person: Person, opened: OpenedInvitation | None = None
) -> Screen:
    def ask_first(inside: PublicContext) -> Screen:
        acting = inside.acting_as(person)
        above = invitation_screens.came_of(acting.words, opened) if opened else ()
        return first_question(acting, *above, needs_name=bool(opened and opened.session))

    return await ctx.write(ask_first)


async def _welcome(ctx: AsyncPublicContext, person: Person) -> Screen:
    profile = await ctx.read(lambda inside: read_profile(inside.conn, person.id))
    return welcome_screen(words(person.language), profile)


async def _show_invitation(ctx: AsyncPublicContext, person: Person, token: str) -> Screen:
    """Open an invitation at once, or ask first if it is a place under a name."""
    opened = await ctx.app.invitations.find(ctx.visitor.account, token)
    if opened.result is OpeningResult.GOOD and opened.is_place:
        return invitation_screens.place_screen(words(person.language), token, opened)
    return await _open_invitation(ctx, person, token)


async def _open_invitation(ctx: AsyncPublicContext, before: Person, token: str) -> Screen:
    """The result of an invitation, for a person who has accepted the notice."""
    opened = await ctx.app.invitations.open(ctx.visitor.account, before, token)
    speak = words(before.language)
    if opened.result is OpeningResult.TAKEN:
        if await ctx.read(lambda inside: registration.has_place(inside.conn, before)):
            return invitation_screens.not_movable_screen(speak)
        if opened.proven:
            return invitation_screens.back_screen(speak, token, known=True)
        return invitation_screens.move_screen(speak, token)
    if opened.result is OpeningResult.MOVING:
        return invitation_screens.waiting_screen(speak, opened, ctx.now, before.timezone)
    person = await find_person(ctx.app, ctx.visitor) or before
    if before.enrolled_at is not None:
        return invitation_screens.came_of_screen(speak, opened)
    if person.enrolled_at is not None:  # a personal code knew all there is to ask
        return await _welcome(ctx, person)
    return await _first_question(ctx, person, opened)


async def _note_reachable(ctx: AsyncPublicContext) -> None:
    """Record that the person can be written to."""
    account = ctx.visitor.account
    if await ctx.read(lambda inside: registration.is_blocked(inside.conn, *account)):
        await ctx.write(lambda inside: registration.set_blocked(inside.conn, *account, None))
