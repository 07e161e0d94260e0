"""The onboarding question, and the page with one's own place, field of work and name.

Place and field are asked in one message and can be skipped. A name is asked for only where a list
or a certificate needs it. Each answer can be changed afterwards.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from bot.app.enrolment.invitation_opening import parse_code
from bot.app.errors import NotFound
from bot.app.onboarding import profile as profiles
from bot.app.onboarding.profile import Profile
from bot.app.person_names import clean_name
from bot.app.progress import practice_moments
from bot.chat.kit.ask import ask
from bot.chat.kit.context import AsyncContext, Context
from bot.chat.kit.request import Redirect, Reply, ScreenPlacement
from bot.chat.kit.routes import answer, button, call, main, tap
from bot.chat.kit.screen import Button, Screen, screen
from bot.chat.learner.moments import ask_first_moment
from bot.chat.playing.play import begin
from bot.fields import Flag, Id, ScriptName
from bot.lines import Line, note, text, title
from bot.locale import Words
from scenarios.bidi import insert
from scenarios.languages import LANGUAGES, SCRIPTS, Script
from storage.agencies.agencies import OTHER, Agency, Job
from storage.playing.attempts import TASTER

FIRST_MINUTE = "first-minute"
"""The case for newcomers whose field of work has no moments, or who have not named it."""


def first_question(ctx: Context, *above: Line, needs_name: bool = False) -> Screen:
    """Ask for the place of work if unknown, else for the field; otherwise show a start page.

    Args:
        ctx: A newcomer's context with a write transaction.
        above: Lines before the question.
        needs_name: Whether to ask for a name first, as for the list of a class.
    """
    profile = _profile(ctx)
    if needs_name and not profile.names:
        return _ask_name(ctx, profile, *above, second=False)
    if profile.person.agency is None:
        return _ask_agency(ctx, profile, *above)
    if profile.person.job is None:
        return _ask_job(ctx, profile, *above, every=False)
    profiles.finish_onboarding(ctx.conn, ctx.request)
    return screen(above, _first_minute(ctx.words))


def welcome_screen(words: Words, profile: Profile) -> Screen:
    """For whom a place was kept: everything is known, and nothing is left to do."""
    return screen(
        title(words.say("Your place is ready.")),
        text(_answers(words, profile)),
        _first_minute(words),
        button(words.say("Something is wrong here"), own_profile),
    )


@tap("en", writes=True)
def ask_own_name(ctx: Context, second: Flag) -> Screen:
    return _ask_name(ctx, _profile(ctx), second=second)


@tap("et", writes=True)
def take_client_name(ctx: Context, second: Flag, kept: Flag = False) -> Screen | Reply:
    """Take over the name that the client shows; `kept`: whether one was kept when it was asked."""
    script, profile = script_of(ctx.words.language, second=second), _profile(ctx)
    if script in profile.names and not kept:
        return _name_is_kept(ctx, profile, script)
    return _keep_name(ctx, ctx.visitor.name, script)


@tap("ek", writes=True)
def leave_name(ctx: Context, second: Flag, kept: Flag = False) -> Screen | Reply:
    """Leave the name in a script unchanged; `kept`: as above."""
    script, profile = script_of(ctx.words.language, second=second), _profile(ctx)
    if script in profile.names and not kept:
        return _name_is_kept(ctx, profile, script)
    return _after_name(ctx, profile, second=second)


@answer("name", answers_anything=True)
def take_typed_name(ctx: Context, typed: str, script: ScriptName) -> Screen | Redirect:
    """A typed name, or a code, since no name has digits."""
    if any(character.isdecimal() for character in typed) and parse_code(typed):
        return Redirect("join", typed)
    return _keep_name(ctx, typed, script)


@tap("ea", writes=True)
def ask_own_agency(ctx: Context) -> Screen:
    return _ask_agency(ctx, _profile(ctx))


@answer("agency", answers_anything=True)
def want_agency_tap(ctx: Context, _typed: str) -> Screen:
    return _ask_agency(ctx, _profile(ctx), _tap_wanted(ctx))


@tap("eg", writes=True)
def choose_own_agency(ctx: Context, agency_id: Id) -> Screen | Redirect:
    try:
        profiles.choose_agency(ctx.conn, ctx.request, agency_id)
    except NotFound:
        return ask_own_agency(ctx)
    return _after_answer(ctx)


@tap("ej", writes=True)
def ask_own_job(ctx: Context, every: Flag) -> Screen:
    return _ask_job(ctx, _profile(ctx), every=every)


@answer("job", answers_anything=True)
def want_job_tap(ctx: Context, _typed: str, every: Flag = False) -> Screen:
    return _ask_job(ctx, _profile(ctx), _tap_wanted(ctx), every=every)


@tap("ep", writes=True)
def choose_own_job(ctx: Context, job_id: Id) -> Screen | Redirect:
    try:
        profiles.choose_job(ctx.conn, ctx.request, job_id)
    except NotFound:
        return ask_own_job(ctx, every=True)
    return _after_answer(ctx)


@tap("ew", writes=True)
def own_profile(ctx: Context) -> Screen:
    return _profile_screen(ctx, _profile(ctx))


@tap("er", writes=True)
def confirm_own_profile(ctx: Context) -> Redirect:
    return skip_onboarding(ctx)


@tap("el", writes=True)
def skip_onboarding(ctx: Context) -> Redirect:
    """Leave for later what was not said yet; a newcomer begins with a minute."""
    newcomer = ctx.person.enrolled_at is None
    profiles.finish_onboarding(ctx.conn, ctx.request)
    return Redirect(
        call(try_first_minute if newcomer else "today_below"), place=ScreenPlacement.SAME
    )


@tap("em")
async def try_first_minute(ctx: AsyncContext) -> Screen | Reply | Redirect:
    """A decision from one's own field of work, or a general case."""
    moment = await ctx.read(
        lambda inside: practice_moments.first_moment(inside.conn, inside.request, ctx.app.library)
    )
    if moment is not None:
        asked = moment
        return await ctx.write(lambda inside: ask_first_moment(inside, asked))
    if FIRST_MINUTE not in ctx.app.library.scenarios:
        return Redirect(call("today_below"), place=ScreenPlacement.SAME)
    return await begin(ctx.app, ctx.person, FIRST_MINUTE, mode=TASTER)


def script_of(language: str, *, second: bool) -> Script:
    """The script that is asked for first, which is that of the language, or the other one."""
    return sorted(SCRIPTS, key=lambda script: script != LANGUAGES[language].script)[second]


def names_in_order(words: Words, names: Mapping[str, str]) -> list[str]:
    """A name in each script in which it is known, that of the language first."""
    order = (script_of(words.language, second=second) for second in (False, True))
    return [names[script] for script in order if script in names]


def _profile(ctx: Context) -> Profile:
    return profiles.read_profile(ctx.conn, ctx.person.id)


def _keep_name(ctx: Context, said: str, script: Script) -> Screen:
    second = script == script_of(ctx.words.language, second=True)
    name = clean_name(said, script)
    if name is None:
        return _ask_name(ctx, _profile(ctx), text(_name_wanted(ctx.words, script)), second=second)
    profiles.set_name(ctx.conn, ctx.request, script, name)
    above = () if second else (text(ctx.say("Kept: {name}", name=name)),)
    return _after_name(ctx, _profile(ctx), *above, second=second)


def _name_is_kept(ctx: Context, profile: Profile, script: Script) -> Reply:
    """A name was kept since this was asked: it stays, and the next question comes."""
    second = script == script_of(ctx.words.language, second=True)
    asked = _after_name(ctx, profile, second=second or len(profile.names) > 1)
    toast = ctx.say("Your name is kept already: {name}", name=profile.names[script])
    return Reply(asked, toast, place=ScreenPlacement.SAME)


def _after_name(ctx: Context, profile: Profile, *above: Line, second: bool) -> Screen:
    if not second:
        return _ask_name(ctx, profile, *above, second=True)
    if not profile.onboarded:
        return first_question(ctx, *above)
    return _profile_screen(ctx, profile, *above)


def _after_answer(ctx: Context) -> Screen | Redirect:
    """The next question of onboarding, or its end; afterwards the page with all answers."""
    profile = _profile(ctx)
    if profile.onboarded:
        return _profile_screen(ctx, profile)
    if profile.person.job is None:
        return _ask_job(ctx, profile, every=False)
    if profile.person.agency is None:
        return _ask_agency(ctx, profile)
    return skip_onboarding(ctx)


def _ask_name(ctx: Context, profile: Profile, *above: Line, second: bool) -> Screen:
    script = script_of(ctx.words.language, second=second)
    ask(ctx, take_typed_name, script)
    say, kept = ctx.say, profile.names.get(script)
    offered = clean_name(ctx.visitor.name, script)
    leave = say("Leave it as it is") if kept else _no_name(ctx.words, script)
    return screen(
        above,
        title(_name_question(ctx.words, script)),
        kept and text(say("Kept now: {name}", name=kept)),
        text(say("Type it as it should appear on a certificate.")),
        note(say("Only you and your trainer see it.")),
        offered
        and offered != kept
        and main(button(say("Take {name}", name=offered), take_client_name, second, bool(kept))),
        button(leave, leave_name, second, bool(kept)),
        second and button(say("Back"), ask_own_name, second=False),
        not second and _way_out(ctx, profile),
    )


def _ask_agency(ctx: Context, profile: Profile, *above: Line) -> Screen:
    ask(ctx, want_agency_tap)
    say, language = ctx.say, ctx.words.language
    offered: Sequence[Agency] = profiles.offered_agencies(ctx.conn)
    return screen(
        above,
        title(say("Where do you work?")),
        [
            button(agency.names.get(language, agency.id), choose_own_agency, agency.id)
            for agency in offered
        ],
        button(say("Another place"), choose_own_agency, OTHER),
        _way_out(ctx, profile),
    )


def _ask_job(ctx: Context, profile: Profile, *above: Line, every: bool) -> Screen:
    ask(ctx, want_job_tap, every)
    say, language = ctx.say, ctx.words.language
    choices = profiles.job_choices(ctx.conn, profile.person)
    shown: Sequence[Job] = choices.every if every or not choices.usual else choices.usual
    return screen(
        above,
        title(say("What is your field of work?")),
        [button(job.names.get(language, job.id), choose_own_job, job.id) for job in shown],
        len(shown) < len(choices.every) and button(say("Another field"), ask_own_job, every=True),
        not profile.onboarded and button(say("Back"), ask_own_agency),
        _way_out(ctx, profile),
    )


def _profile_screen(ctx: Context, profile: Profile, *above: Line) -> Screen:
    """All answers, each to be changed."""
    say = ctx.say
    return screen(
        above,
        title(say("About you")),
        text(_answers(ctx.words, profile)),
        main(button(say("All right"), confirm_own_profile)),
        button(say("Change the name"), ask_own_name, second=False),
        button(say("Change the place of work"), ask_own_agency),
        button(say("Change the field of work"), ask_own_job, every=False),
        button(say("The privacy notice"), "show_notice", ctx.words.language, ""),
        button(say("Settings"), "settings_page"),
    )


def _answers(words: Words, profile: Profile) -> str:
    say, language = words.say, words.language
    nothing = say("not said")
    other = say("another place") if profile.person.agency == OTHER else nothing
    agency = profile.agency and profile.agency.names.get(language, profile.agency.id)
    job = profile.job and profile.job.names.get(language, profile.job.id)
    name, *further_names = names_in_order(words, profile.names) or [nothing]
    lines = [
        _listed(words, say("Name: {name}", name=name), further_names),
        say("Place of work: {agency}", agency=agency or other),
        say("Field of work: {job}", job=job or nothing),
    ]
    if profile.cohorts:
        cohort, *further_cohorts = profile.cohorts
        lines.append(_listed(words, say("Cohort: {cohort}", cohort=cohort), further_cohorts))
    return "\n".join(lines)


def _listed(words: Words, first: str, further: Sequence[str]) -> str:
    """The further ones after the first, each in its own direction."""
    return words.listed([first, *(insert(each, words.language) for each in further)])


def _first_minute(words: Words) -> Iterator[Line | Button]:
    say = words.say
    yield text(say("Try a one-minute case. It isn't scored."))
    yield main(button(say("Try it"), try_first_minute))
    yield button(say("Later"), "today_below")


def _way_out(ctx: Context, profile: Profile) -> Button:
    """Out of a question."""
    if profile.onboarded:
        return button(ctx.say("Back"), own_profile)
    return button(ctx.say("Skip"), skip_onboarding)


def _tap_wanted(ctx: Context) -> Line:
    return text(ctx.say("Please tap a button. Your message was not kept."))


def _name_wanted(words: Words, script: Script) -> str:
    """The rules for names, for people who typed something else."""
    if script == "arabic":
        return words.say(
            "That was not kept. Send only the name, in Arabic letters: at most 60, no numbers or "
            "pictures."
        )
    return words.say(
        "That was not kept. Send only the name, in Latin letters: at most 60, no numbers or "
        "pictures."
    )


def _name_question(words: Words, script: Script) -> str:
    if script == "arabic":
        return words.say("Your name in Arabic letters?")
    return words.say("Your name in Latin letters?")


def _no_name(words: Words, script: Script) -> str:
    if script == "arabic":
        return words.say("No name in Arabic letters")
    return words.say("No name in Latin letters")
