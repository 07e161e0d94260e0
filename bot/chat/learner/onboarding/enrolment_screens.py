"""What is asked on arriving, one thing a screen. Pure: what is known in, a screen out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bot.chat.kit.actions import ShowList
from bot.chat.kit.screen import Button, Line, Role, Screen
from bot.chat.learner.onboarding.actions import (
    AskAgency,
    AskJob,
    AskName,
    FoundRight,
    LeaveName,
    LeaveRest,
    PickAgency,
    PickJob,
    ShowNotice,
    ShowWho,
    TakeName,
    TryMinute,
)
from bot.chat.learner.settings.actions import ShowSettings
from bot.locale import Words
from scenarios.bidi import insert
from storage.agencies.agencies import OTHER
from storage.people.names import SCRIPTS, Script
from storage.people.people import Person


@dataclass(frozen=True, slots=True)
class Known:
    """Who someone is, as far as they have said."""

    person: Person
    names: Mapping[str, str] = field(default_factory=dict)  # by script
    agency: str | None = None  # what it is called
    job: str | None = None
    cohorts: Sequence[str] = ()

    @property
    def arrived(self) -> bool:
        """Whether they come back to change something."""
        return self.person.enrolled_at is not None


def script_of(language: str, *, second: bool) -> Script:
    """The script that is asked for first, which is that of the language, or the other one."""
    first, other = SCRIPTS if language != "ar" else tuple(reversed(SCRIPTS))
    return other if second else first


def name_screen(
    speak: Words, known: Known, above: Sequence[Line], *, second: bool, offered: str | None
) -> Screen:
    """The name in one script.

    Args:
        speak: The language.
        known: Who someone is so far.
        above: What is said before, such as a welcome.
        second: Which script.
        offered: The name that the client shows, if it can be one in this script.
    """
    say = speak.say
    script = script_of(speak.language, second=second)
    kept = known.names.get(script)
    lines = [*above, Line(Role.TITLE, _asked(speak, script))]
    if kept:
        lines.append(Line(Role.TEXT, say("Kept now: {name}", name=kept)))
    lines.append(Line(Role.TEXT, say("As it should stand on a certificate. Just type it here.")))
    lines.append(Line(Role.NOTE, say("You see it, and so does your trainer. It is never public.")))
    buttons = []
    if offered and offered != kept:
        buttons.append(
            Button(say("Take {name}", name=offered), TakeName(second, bool(kept)), main=True)
        )
    leave = say("Leave it as it is") if kept else _none(speak, script)
    buttons.append(Button(leave, LeaveName(second, bool(kept))))
    back = AskName(second=False) if second else None
    return Screen(tuple(lines), (*buttons, *_ways(speak, known, back)))


def wanted(speak: Words, script: Script) -> str:
    """What a name must look like, for whoever typed something else."""
    if script == "arabic":
        return speak.say(
            "That was not kept. Please send the name alone, in Arabic letters: at most 60, without "
            "numbers or pictures."
        )
    return speak.say(
        "That was not kept. Please send the name alone, in Latin letters: at most 60, without "
        "numbers or pictures."
    )


def tap_wanted(speak: Words) -> str:
    """That a button is wanted, for whoever sent something else."""
    return speak.say("Please tap one of these. What was sent is not kept.")


def agency_screen(
    speak: Words, known: Known, above: Sequence[Line], agencies: Sequence[tuple[str, str]]
) -> Screen:
    """Where someone works: ids and names to choose from."""
    say = speak.say
    lines = (
        *above,
        Line(Role.TITLE, say("Where do you work?")),
        Line(Role.TEXT, say("So that you are shown the right line for real cases.")),
    )
    buttons = [Button(name, PickAgency(one)) for one, name in agencies]
    buttons.append(Button(say("Another place"), PickAgency(OTHER)))
    return Screen(lines, (*buttons, *_ways(speak, known, AskName(second=True))))


def job_screen(
    speak: Words,
    known: Known,
    above: Sequence[Line],
    jobs: Sequence[tuple[str, str]],
    *,
    more: bool,
) -> Screen:
    """The field of work: ids and names to choose from, and whether there are more of them."""
    say = speak.say
    lines = (
        *above,
        Line(Role.TITLE, say("What is your field of work?")),
        Line(Role.TEXT, say("So that cases close to your work come first.")),
    )
    buttons = [Button(name, PickJob(one)) for one, name in jobs]
    if more:
        buttons.append(Button(say("Another field"), AskJob(every=True)))
    return Screen(lines, (*buttons, *_ways(speak, known, AskAgency())))


def who_screen(speak: Words, known: Known, above: Sequence[Line] = ()) -> Screen:
    """All that was said, to be found right or changed."""
    say = speak.say
    title = say("This is what you said") if known.arrived else say("Is this right?")
    back = (Button(say("Settings"), ShowSettings()),) if known.arrived else ()
    return Screen(
        (*above, Line(Role.TITLE, title), Line(Role.TEXT, "\n".join(_said(speak, known)))),
        (
            Button(say("All right"), FoundRight(), main=True),
            Button(say("Change the name"), AskName(second=False)),
            Button(say("Change the place of work"), AskAgency()),
            Button(say("Change the field of work"), AskJob(every=False)),
            Button(say("What you agreed to"), ShowNotice(speak.language, "")),
            *back,
        ),
    )


def welcome_screen(speak: Words, known: Known) -> Screen:
    """For whom a place was kept: everything is known, and nothing is left to do."""
    say = speak.say
    return Screen(
        (
            Line(Role.TITLE, say("Your place is ready.")),
            Line(Role.TEXT, "\n".join(_said(speak, known))),
            _minute(speak),
        ),
        (*_trying(speak), Button(say("Something here is not right"), ShowWho())),
    )


def minute_screen(speak: Words) -> Screen:
    """What comes after arriving: a case of a minute, or later."""
    return Screen((Line(Role.TITLE, speak.say("You are in.")), _minute(speak)), _trying(speak))


def _minute(speak: Words) -> Line:
    return Line(
        Role.TEXT,
        speak.say(
            "A case of a minute shows how it goes. It counts for nothing, and your trainer does "
            "not see it."
        ),
    )


def _trying(speak: Words) -> tuple[Button, Button]:
    return (
        Button(speak.say("Try a minute now"), TryMinute(), main=True),
        Button(speak.say("Later"), ShowList()),
    )


def _ways(
    speak: Words, known: Known, back: AskName | AskAgency | AskJob | None
) -> tuple[Button, ...]:
    """The ways from a step: back, and out of it."""
    if known.arrived:
        return (Button(speak.say("Back"), ShowWho()),)
    before = (Button(speak.say("Back"), back),) if back else ()
    return (*before, Button(speak.say("Later"), LeaveRest()))


def in_order(speak: Words, names: Mapping[str, str]) -> list[str]:
    """A name in each script in which it is known, that of the language first."""
    order = (script_of(speak.language, second=second) for second in (False, True))
    return [names[one] for one in order if one in names]


def _listed(speak: Words, said: str, further: Sequence[str]) -> str:
    """What was said of the first, and the further ones after it, each in its own direction."""
    return speak.listed([said, *(insert(one, speak.language) for one in further)])


def _asked(speak: Words, script: Script) -> str:
    if script == "arabic":
        return speak.say("Your name in Arabic letters?")
    return speak.say("Your name in Latin letters?")


def _none(speak: Words, script: Script) -> str:
    if script == "arabic":
        return speak.say("No name in Arabic letters")
    return speak.say("No name in Latin letters")


def _said(speak: Words, known: Known) -> list[str]:
    say = speak.say
    nothing = say("not said")
    other = say("another place") if known.person.agency == OTHER else nothing
    name, *further = in_order(speak, known.names) or [nothing]
    said = [
        _listed(speak, say("Name: {name}", name=name), further),
        say("Place of work: {agency}", agency=known.agency or other),
        say("Field of work: {job}", job=known.job or nothing),
    ]
    if known.cohorts:
        cohort, *further = known.cohorts
        said.append(_listed(speak, say("Cohort: {cohort}", cohort=cohort), further))
    return said
