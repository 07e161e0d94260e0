"""How the program fares, in plain words. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from bot.app.agencies.contact_records import State
from bot.app.operations.doctor import ROOM
from bot.app.operations.vitals import BACKUP, Vitals
from bot.app.personal_data.retention import CLOCK, Doubt
from bot.chat.admin.agencies import name_of
from bot.chat.date_phrases import date_of
from bot.chat.kit.screen import Line, Role, Screen
from bot.locale import Words

LATE = timedelta(minutes=10)  # for what was promised; a large class is told within some minutes
MOST = 10  # agencies that are named in one sentence
SLOW = 2.5  # seconds that an answer may take; one of the bounds by which waits are counted
FEW = 20  # taps from which on it is told that answers are slow
OLD = timedelta(days=2)  # for what is done once a day, and failed once
LONG = timedelta(hours=6)  # for a backup


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at, and whether it is well."""

    well: bool
    says: str


def health_screen(speak: Words, vitals: Vitals, timezone: str) -> Screen:
    """What is not well comes first."""
    say = speak.say
    found = list(findings(speak, vitals, timezone))
    bad = [Line(Role.TEXT, speak.bullet(one.says)) for one in found if not one.well]
    good = [Line(Role.TEXT, speak.bullet(one.says)) for one in found if one.well]
    lines = [Line(Role.TITLE, say("How the program fares"))]
    if bad:
        lines += [Line(Role.HEADING, say("Please look at this")), *bad]
    lines += [Line(Role.HEADING, say("This is well")), *good]
    text = say("More is told on the server: {command}.", command="basira doctor")
    return Screen((*lines, Line(Role.NOTE, text)))


def findings(speak: Words, vitals: Vitals, timezone: str) -> Iterator[Finding]:
    """Everything that was looked at, one thing after the other."""
    yield _program(speak, vitals)
    yield from _disk(speak, vitals)
    yield _backup(speak, vitals, timezone)
    yield _kept(speak, vitals, timezone)
    yield _due(speak, vitals)
    yield _answers(speak, vitals)
    waiting = speak.say("Messages waiting to be sent: {n}.", n=f"{vitals.waiting:,}")
    yield Finding(True, waiting)
    yield _set_aside(speak, vitals)
    yield from _content(speak, vitals)
    yield from _lines(speak, vitals)


def _program(speak: Words, vitals: Vitals) -> Finding:
    say, name = speak.say, f"Basira {vitals.version}"
    if vitals.schema == vitals.known:
        text = say(
            "{program}; its database is up to date: schema {n}.", program=name, n=vitals.known
        )
        return Finding(True, text)
    text = say(
        "{program} works with schema {known} of the database, and finds {n} there. Please have it "
        "stopped, and the database or the program brought up to date.",
        program=name,
        known=vitals.known,
        n=vitals.schema,
    )
    return Finding(False, text)


def _disk(speak: Words, vitals: Vitals) -> Iterator[Finding]:
    if vitals.room is None:
        return
    say, free = speak.say, f"{vitals.room.free:,}"
    if not vitals.room.writable:
        yield Finding(False, say("The program may not write to the folder of its database."))
    elif vitals.room.free < ROOM:
        yield Finding(
            False, say("Only {n} MB of disk are free; {most} are needed.", n=free, most=ROOM)
        )
    else:
        yield Finding(True, say("Free on the disk: {n} MB.", n=free))


def _backup(speak: Words, vitals: Vitals, timezone: str) -> Finding:
    say, command = speak.say, f"basira {BACKUP}"
    if vitals.backup is None:
        text = say("No backup is known of. {command} makes one and notes it here.", command=command)
        return Finding(False, text)
    day = date_of(speak, vitals.backup, timezone)
    if vitals.at - vitals.backup > OLD:
        return Finding(False, say("The last backup is old: it was made on {day}.", day=day))
    begun = vitals.backup_begun
    if begun is not None and begun > vitals.backup and vitals.at - begun > LONG:
        text = say(
            "A backup was begun on {day} and did not succeed. {command} on the server says why.",
            day=date_of(speak, begun, timezone),
            command=command,
        )
        return Finding(False, text)
    return Finding(True, say("The last backup was made on {day}.", day=day))


def _kept(speak: Words, vitals: Vitals, timezone: str) -> Finding:
    say = speak.say
    if vitals.refused is not None:
        return Finding(False, _refused(speak, vitals.refused))
    if vitals.kept is None:
        return Finding(True, say("What is kept for a time only is looked for every night."))
    day = date_of(speak, vitals.kept, timezone)
    if vitals.at - vitals.kept > OLD:
        text = say(
            "What is kept for a time only was last looked for on {day}. {command} does it now.",
            day=day,
            command="basira retention run",
        )
        return Finding(False, text)
    n = f"{vitals.gone:,}"
    return Finding(
        True,
        say("Kept no longer than set: looked for on {day}; entries that went: {n}.", day=day, n=n),
    )


def _refused(speak: Words, doubt: Doubt) -> str:
    read, run = "basira retention show", "basira retention run"
    if doubt.about == CLOCK:
        return speak.say(
            "Old data was not removed: the clock of the server may be wrong, or the program was "
            "off for long. Please have the clock checked. If it is right, removal goes on by "
            "itself within a week, or at once with {run}; {read} shows what would go.",
            run=run,
            read=read,
        )
    return speak.say(
        "Old data was not removed: far more than usual would have gone in one night. Please have "
        "somebody read on the server what it is, with {read}; {run} removes it.",
        read=read,
        run=run,
    )


def _due(speak: Words, vitals: Vitals) -> Finding:
    say, n = speak.say, f"{vitals.due:,}"
    if vitals.late <= LATE:
        return Finding(True, say("Nothing that was to be sent or done is late. Due now: {n}.", n=n))
    text = say(
        "What was to be sent or done is late: {n} in all, the first by {time}. The program may be "
        "overloaded, or was down.",
        n=n,
        time=_time(speak, vitals.late),
    )
    return Finding(False, text)


def _answers(speak: Words, vitals: Vitals) -> Finding:
    say, many = speak.say, vitals.lately.many
    slow = vitals.lately.longer_than(SLOW)
    if many < FEW or slow * 10 <= many:
        return Finding(
            True, say("Taps are answered without delay. Under way now: {n}.", n=vitals.under_way)
        )
    text = say(
        "Answers are slow: of the last {n} taps, {slow} waited for more than 2.5 seconds. Many may "
        "be at it at once, or the machine or the way to Telegram is slow.",
        n=f"{many:,}",
        slow=f"{slow:,}",
    )
    return Finding(False, text)


def _set_aside(speak: Words, vitals: Vitals) -> Finding:
    say = speak.say
    if not vitals.set_aside:
        return Finding(True, say("Whatever came in the last 7 days was handled."))
    text = say(
        "Messages or taps that could not be handled in the last 7 days: {n}. The log on the server "
        "names the errors.",
        n=f"{vitals.set_aside:,}",
    )
    return Finding(False, text)


def _content(speak: Words, vitals: Vitals) -> Iterator[Finding]:
    say = speak.say
    if vitals.scenarios:
        yield Finding(True, say("Cases that can be played: {n}.", n=vitals.scenarios))
    else:
        yield Finding(False, say("There is no case to play."))
    if vitals.broken:
        text = say(
            "Files of cases that do not load: {n}. {command} says why.",
            n=vitals.broken,
            command="basira scenarios lint",
        )
        yield Finding(False, text)
    if vitals.complete:
        yield Finding(True, say("Every text is there in every language."))
    else:
        yield Finding(False, say("Some texts are missing in a language."))


def _lines(speak: Words, vitals: Vitals) -> Iterator[Finding]:
    """Of agencies that have people: somebody there may need the line today."""
    say = speak.say
    if not vitals.lines:
        text = say("Wherever an agency has people, its line for real cases is confirmed.")
        yield Finding(True, text)

    def called(*states: State) -> str:
        found = [name_of(speak, one.agency) for one in vitals.lines if one.line.state in states]
        return speak.listed([*found[:MOST], *(["…"] if len(found) > MOST else [])])

    if names := called(State.MISSING, State.UNCONFIRMED):
        text = say(
            "The line for real cases is not confirmed here: {names}. {command} leads there.",
            names=names,
            command="/admin",
        )
        yield Finding(False, text)
    if names := called(State.EXPIRED):
        text = say(
            "The line for real cases has expired, or was taken away, here: {names}. {command} "
            "leads there.",
            names=names,
            command="/admin",
        )
        yield Finding(False, text)
    if names := called(State.EXPIRING):
        text = say(
            "The line for real cases expires within 30 days here: {names}. {command} leads there.",
            names=names,
            command="/admin",
        )
        yield Finding(False, text)


def _time(speak: Words, late: timedelta) -> str:
    minutes = int(late.total_seconds()) // 60
    if minutes < 120:
        return speak.count("{n} minute", "{n} minutes", minutes)
    if minutes < 48 * 60:
        return speak.count("{n} hour", "{n} hours", minutes // 60)
    return speak.count("{n} day", "{n} days", minutes // (24 * 60))
