"""System health in plain words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from bot.app.agencies.contact_records import ContactState
from bot.app.operations.doctor import ROOM
from bot.app.operations.vitals import BACKUP, Vitals
from bot.app.personal_data.retention import CLOCK, RetentionDoubt
from bot.locale import Words
from bot.phrases.date_phrases import date_of
from bot.phrases.labels import name_of_agency

LATE = timedelta(minutes=10)  # for scheduled jobs; a large class is notified within some minutes
MOST = 10  # agencies that are named in one sentence
SLOW = 2.5  # seconds that an answer may take; one of the bounds by which waits are counted
FEW = 20  # the least number of taps for a warning about slow answers
OLD = timedelta(days=2)  # for what is done once a day, and failed once
LONG = timedelta(hours=6)  # for a backup


@dataclass(frozen=True, slots=True)
class Finding:
    """One check and its result."""

    well: bool
    says: str


def findings(words: Words, vitals: Vitals, timezone: str) -> Iterator[Finding]:
    """All checks, in order."""
    yield _program(words, vitals)
    yield from _disk(words, vitals)
    yield _backup(words, vitals, timezone)
    yield _kept(words, vitals, timezone)
    yield _due(words, vitals)
    yield _answers(words, vitals)
    waiting = words.say("Messages waiting to be sent: {n}.", n=f"{vitals.waiting:,}")
    yield Finding(True, waiting)
    yield _set_aside(words, vitals)
    yield from _content(words, vitals)
    yield from _lines(words, vitals)


def _program(words: Words, vitals: Vitals) -> Finding:
    say, name = words.say, f"Basira {vitals.version}"
    if vitals.schema == vitals.known:
        sentence = say(
            "{program}; its database is up to date: schema {n}.", program=name, n=vitals.known
        )
        return Finding(True, sentence)
    sentence = say(
        "{program} works with schema {known}, but the database has schema {n}. Please "
        "stop the program, then upgrade the database or the program.",
        program=name,
        known=vitals.known,
        n=vitals.schema,
    )
    return Finding(False, sentence)


def _disk(words: Words, vitals: Vitals) -> Iterator[Finding]:
    if vitals.room is None:
        return
    say, free = words.say, f"{vitals.room.free:,}"
    if not vitals.room.writable:
        yield Finding(False, say("The program has no permission to write to its database folder."))
    elif vitals.room.free < ROOM:
        yield Finding(
            False,
            say("Only {n} MB of disk space are free; {most} MB are needed.", n=free, most=ROOM),
        )
    else:
        yield Finding(True, say("Free disk space: {n} MB.", n=free))


def _backup(words: Words, vitals: Vitals, timezone: str) -> Finding:
    say, backup = words.say, f"basira {BACKUP}"
    if vitals.backup is None:
        sentence = say(
            "No backup is recorded. {command} makes one and records it here.", command=backup
        )
        return Finding(False, sentence)
    day = date_of(words, vitals.backup, timezone)
    if vitals.at - vitals.backup > OLD:
        return Finding(False, say("The last backup is old: {day}.", day=day))
    begun = vitals.backup_begun
    if begun is not None and begun > vitals.backup and vitals.at - begun > LONG:
        sentence = say(
            "A backup was begun on {day} and did not succeed. {command} on the server says why.",
            day=date_of(words, begun, timezone),
            command=backup,
        )
        return Finding(False, sentence)
    return Finding(True, say("The last backup was made on {day}.", day=day))


def _kept(words: Words, vitals: Vitals, timezone: str) -> Finding:
    say = words.say
    if vitals.refused is not None:
        return Finding(False, _refused(words, vitals.refused))
    if vitals.kept is None:
        return Finding(True, say("Expired data is deleted every night."))
    day = date_of(words, vitals.kept, timezone)
    if vitals.at - vitals.kept > OLD:
        sentence = say(
            "Expired data was last deleted on {day}. {command} does it now.",
            day=day,
            command="basira retention run",
        )
        return Finding(False, sentence)
    n = f"{vitals.gone:,}"
    return Finding(
        True,
        say("Retention last ran on {day}; entries deleted: {n}.", day=day, n=n),
    )


def _refused(words: Words, doubt: RetentionDoubt) -> str:
    read, run = "basira retention show", "basira retention run"
    if doubt.about == CLOCK:
        return words.say(
            "Old data was not deleted: the server's clock may be wrong, or the program "
            "was off for a long time. Check the clock. If it is right, deletion "
            "resumes within a week, or at once with {run}; {read} lists what would be "
            "deleted.",
            run=run,
            read=read,
        )
    return words.say(
        "Old data was not deleted: far more than usual was due in one night. On the "
        "server, {read} lists the data and {run} deletes it.",
        read=read,
        run=run,
    )


def _due(words: Words, vitals: Vitals) -> Finding:
    say, n = words.say, f"{vitals.due:,}"
    if vitals.late <= LATE:
        return Finding(True, say("No job is late. Due now: {n}.", n=n))
    sentence = say(
        "{n} jobs are late, the oldest by {time}. The program may be overloaded or may "
        "have been down.",
        n=n,
        time=_time(words, vitals.late),
    )
    return Finding(False, sentence)


def _answers(words: Words, vitals: Vitals) -> Finding:
    say, many = words.say, vitals.lately.count
    slow = vitals.lately.longer_than(SLOW)
    if many < FEW or slow * 10 <= many:
        return Finding(
            True, say("Taps are answered without delay. In progress: {n}.", n=vitals.under_way)
        )
    sentence = say(
        "Answers are slow: of the last {n} taps, {slow} waited more than 2.5 seconds. "
        "The load may be high, or the machine or the connection to Telegram slow.",
        n=f"{many:,}",
        slow=f"{slow:,}",
    )
    return Finding(False, sentence)


def _set_aside(words: Words, vitals: Vitals) -> Finding:
    say = words.say
    if not vitals.set_aside:
        return Finding(True, say("Every update of the last 7 days was handled."))
    sentence = say(
        "Messages or taps that failed in the last 7 days: {n}. The server log has the errors.",
        n=f"{vitals.set_aside:,}",
    )
    return Finding(False, sentence)


def _content(words: Words, vitals: Vitals) -> Iterator[Finding]:
    say = words.say
    if vitals.scenarios:
        yield Finding(True, say("Playable cases: {n}.", n=vitals.scenarios))
    else:
        yield Finding(False, say("There is no case to play."))
    if vitals.broken:
        sentence = say(
            "Case files that do not load: {n}. {command} says why.",
            n=vitals.broken,
            command="basira scenarios lint",
        )
        yield Finding(False, sentence)
    if vitals.complete:
        yield Finding(True, say("All texts are available in every language."))
    else:
        yield Finding(False, say("Some texts are missing in a language."))


def _lines(words: Words, vitals: Vitals) -> Iterator[Finding]:
    """The lines of agencies that have people, who may need them today."""
    say = words.say
    if not vitals.lines:
        sentence = say("Every agency with people has a confirmed line for real cases.")
        yield Finding(True, sentence)

    def called(*states: ContactState) -> str:
        found = [
            name_of_agency(words, standing.agency)
            for standing in vitals.lines
            if standing.line.state in states
        ]
        return words.listed([*found[:MOST], *(["…"] if len(found) > MOST else [])])

    if names := called(ContactState.MISSING, ContactState.UNCONFIRMED):
        sentence = say(
            "The line for real cases is not confirmed at: {names}. Open it with {command}.",
            names=names,
            command="/admin",
        )
        yield Finding(False, sentence)
    if names := called(ContactState.EXPIRED):
        sentence = say(
            "The line for real cases has expired or was withdrawn at: {names}. Open it "
            "with {command}.",
            names=names,
            command="/admin",
        )
        yield Finding(False, sentence)
    if names := called(ContactState.EXPIRING):
        sentence = say(
            "The line for real cases expires within 30 days at: {names}. Open it with {command}.",
            names=names,
            command="/admin",
        )
        yield Finding(False, sentence)


def _time(words: Words, late: timedelta) -> str:
    minutes = int(late.total_seconds()) // 60
    if minutes < 120:
        return words.count("{n} minute", "{n} minutes", minutes)
    if minutes < 48 * 60:
        return words.count("{n} hour", "{n} hours", minutes // 60)
    return words.count("{n} day", "{n} days", minutes // (24 * 60))
