"""What is said of lines. No number is shown that nobody answers for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from babel.dates import format_date

from bot.app.agencies.contact_lookup import (
    CHILD,
    POLICE,
    PROCEDURE,
    PROTECTION,
    REAL_CASE,
    SUPPORT,
    Told,
)
from bot.chat.kit.actions import ShowList
from bot.chat.kit.routes import button, main
from bot.chat.kit.screen import Button, Line, Role, Screen
from bot.chat.learner.helplines.actions import AboutMe, Leave, ShowRealCase, ShowSupport
from bot.locale import Words


def support_screen(speak: Words, lines: Mapping[str, Told]) -> Screen:
    """Where staff find support themselves."""
    say = speak.say
    none = say(
        "No support line of your agency has been confirmed here yet. Your supervisor can say "
        "whom your agency has for it."
    )
    return Screen(
        (
            Line(Role.TITLE, say("Support for you")),
            Line(
                Role.TEXT,
                say("Hard cases weigh on those who meet them. That is expected in this work."),
            ),
            *_confirmed_or(speak, lines[SUPPORT], none),
            Line(Role.NOTE, say("/pause lets a case rest, for as long as you need.")),
        ),
        (
            Button(say("For a real case"), ShowRealCase()),
            Button(say("This is about me"), AboutMe()),
            Button(say("Today"), ShowList()),
        ),
    )


def real_case_screen(speak: Words, lines: Mapping[str, Told]) -> Screen:
    """How a real case is passed on."""
    say = speak.say
    return Screen(
        (
            Line(Role.TITLE, say("For a real case")),
            *real_case_lines(speak, lines),
            Line(Role.TEXT, _in_danger(speak, lines)),
            Line(Role.TEXT, _for_a_child(speak, lines)),
            Line(
                Role.NOTE,
                say("Proof is not needed: a safe, written reason for concern is enough."),
            ),
        ),
        (
            Button(say("Support for you"), ShowSupport()),
            Button(say("Today"), ShowList()),
        ),
    )


def real_case_lines(speak: Words, lines: Mapping[str, Told]) -> tuple[Line, ...]:
    """Where a real case belongs, and how it gets there."""
    say = speak.say
    none = say(
        "No line of your agency has been confirmed here yet. Please ask your supervisor, and "
        "follow your agency's own procedure."
    )
    found = [
        Line(Role.TEXT, say("It belongs with your agency's line, not in this chat.")),
        *_confirmed_or(speak, lines[REAL_CASE], none),
    ]
    if lines[PROCEDURE].confirmed_at is not None:
        found.append(Line(Role.HEADING, say("How to pass it on")))
        found += _confirmed(speak, lines[PROCEDURE])
    return tuple(found)


def about_me_screen(speak: Words, lines: Mapping[str, Told]) -> Screen:
    """For someone who is in trouble themselves. The first lines say nothing to whoever looks on."""
    say = speak.say
    return Screen(
        (
            Line(Role.TITLE, say("For yourself")),
            Line(
                Role.TEXT,
                say(
                    "That you asked is not kept here, nor counted. You have done nothing wrong by "
                    "asking."
                ),
            ),
            Line(Role.TEXT, _in_danger_oneself(speak, lines)),
            *_for_workers(speak, [lines[PROTECTION], lines[CHILD]]),
            Line(
                Role.TEXT,
                say(
                    "You can say no to whatever is offered, and come back to it later. Please call "
                    "when it is safe to talk, and write nothing about it in this chat."
                ),
            ),
            Line(
                Role.NOTE,
                say(
                    "This chat stays on your phone until it is deleted: touch and hold it in the "
                    "list of chats, then Delete. The button below takes this message away at once."
                ),
            ),
        ),
        (Button(say("Take this away"), Leave(), main=True),),
    )


def unasked_screen(speak: Words, line: Told, running: str | None) -> Screen:
    """A kind answer to what nobody asked for: it was not kept, and real cases belong elsewhere."""
    say = speak.say
    back = (
        Button(say("Today"), ShowList())
        if running is None
        else main(button(say("Back to the case"), "resume_attempt", running))
    )
    return Screen(
        (
            Line(
                Role.TEXT,
                say(
                    "Thank you. In this chat only buttons and commands are read; "
                    "what you sent is not kept."
                ),
            ),
            Line(Role.TEXT, _about_a_real_person(speak, line)),
            Line(
                Role.NOTE,
                say("To delete it here: touch and hold it, then Delete, for both sides."),
            ),
        ),
        (back, Button(say("For a real case"), ShowRealCase())),
    )


def group_screen(languages: Sequence[Words]) -> Screen:
    """That this is not for groups: one sentence, in every language."""
    return Screen(
        tuple(
            Line(
                Role.TEXT, speak.say("This works in a private chat only: please write to me there.")
            )
            for speak in languages
        )
    )


def left_screen(speak: Words) -> Screen:
    """What anyone may read."""
    return Screen(
        (
            Line(Role.TITLE, speak.say("Basira · بصيرة")),
            Line(Role.TEXT, speak.say("Practise short cases from work with people.")),
        ),
        (Button(speak.say("Today"), ShowList()),),
    )


def sentences_with(speak: Words, name: str, lines: Mapping[str, Told]) -> list[str]:
    """What people read in this bot of a line: the sentences it stands in, or itself alone.

    Args:
        speak: The language.
        name: Of the line, in the catalogue.
        lines: Every line as it would be told.
    """
    if name == POLICE:
        danger = [_in_danger(speak, lines), _in_danger_oneself(speak, lines)]
        return [*danger, _for_a_child(speak, lines)]
    alone = [lines[name].text] if name in lines else []
    if name == CHILD:
        return [*alone, _for_a_child(speak, lines)]
    if name == REAL_CASE:
        return [*alone, _about_a_real_person(speak, lines[name])]
    return alone


def _in_danger(speak: Words, lines: Mapping[str, Told]) -> str:
    return speak.say(
        "In danger now, whatever else is unclear: first {police}.", police=lines[POLICE].text
    )


def _in_danger_oneself(speak: Words, lines: Mapping[str, Told]) -> str:
    return speak.say("In danger now: first {police}.", police=lines[POLICE].text)


def _for_a_child(speak: Words, lines: Mapping[str, Told]) -> str:
    return speak.say(
        "A child with signs of control: {child} or {police}, even where an adult explains it well.",
        child=lines[CHILD].text,
        police=lines[POLICE].text,
    )


def _about_a_real_person(speak: Words, line: Told) -> str:
    return speak.say(
        "If it is about a real person, please turn to {line}. This chat passes nothing on.",
        line=line.text,
    )


def _for_workers(speak: Words, lines: Sequence[Told]) -> list[Line]:
    confirmed = [one for one in lines if one.confirmed_at is not None]
    if not confirmed:
        text = speak.say(
            "No line has been confirmed here yet, so no number is shown. You can turn to a police "
            "station or to your embassy."
        )
        return [Line(Role.TEXT, text)]
    return [shown for one in confirmed for shown in _confirmed(speak, one)]


def _confirmed_or(speak: Words, line: Told, none: str) -> list[Line]:
    if line.confirmed_at is None:
        return [Line(Role.TEXT, none)]
    return list(_confirmed(speak, line))


def _confirmed(speak: Words, line: Told) -> Iterator[Line]:
    assert line.confirmed_at is not None
    day = format_date(line.confirmed_at.date(), "d MMMM y", locale=speak.language)
    yield Line(Role.TEXT, line.text)
    if line.confirmed_by is None:
        yield Line(Role.NOTE, speak.say("Confirmed on {day}.", day=day))
    else:
        who = line.confirmed_by
        yield Line(Role.NOTE, speak.say("Confirmed by {who} on {day}.", who=who, day=day))
