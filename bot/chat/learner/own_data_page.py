"""A person's own data as a page to read: one file, without external resources."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from html import escape
from typing import TypeAlias
from zoneinfo import ZoneInfo

from babel.dates import format_date

from bot.app.personal_data.own_data import Rows
from bot.locale import Words
from bot.phrases.date_phrases import zone_name
from bot.phrases.export_phrases import sets_named
from bot.phrases.labels import role_name
from scenarios.languages import LANGUAGES, RTL

Day: TypeAlias = Callable[[str | None], str]
Cells: TypeAlias = Iterator[tuple[str, ...]]

_STYLE = """
body { font: 1rem/1.6 system-ui, sans-serif; max-width: 42rem; margin: 2rem auto; padding: 0 1rem }
table { border-collapse: collapse; width: 100% }
th, td { text-align: start; vertical-align: top; padding: .3rem .6rem; border-bottom: 1px solid }
"""


def page(words: Words, rows: Rows, names: Mapping[str, str]) -> str:
    """The page.

    Args:
        rows: Every row about them, by table.
        names: Names of agencies and jobs, and titles of editions, by id.
    """
    say, person = words.say, rows["people"][0]
    day = _days(words, person["timezone"])
    rest = say("The other file has every single entry, for programs.")
    of_files = (say("Made on"), say("What"), say("Made by"), say("The reason"))
    of_cases = (say("Case"), say("Begun"), say("Status"), say("Steps kept"))
    parts = [
        _table(say("About you"), (), _about(words, rows, names, day)),
        _table(say("Cohorts and roles"), (), _places(words, rows, names, day)),
        _table(say("Cases"), of_cases, _cases(words, rows, names, day)),
        _table(say("Files with your name"), of_files, _files(words, rows, day)),
        _table(say("Kept besides"), (say("What"), say("How many")), _besides(words, rows)),
        f"<p>{escape(rest)}</p>",
    ]
    direction = "rtl" if words.language in RTL else "ltr"
    title = escape(say("Your data"))
    return (
        f'<!doctype html>\n<html lang="{words.language}" dir="{direction}">\n<head>\n'
        '<meta charset="utf-8">\n<meta name="viewport" content="width=device-width">\n'
        f"<title>{title}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n"
        f"<h1>{title}</h1>\n{''.join(parts)}</body>\n</html>\n"
    )


def _days(words: Words, timezone: str) -> Day:
    """Writes a moment as a day of this person."""

    def day(moment: str | None) -> str:
        if moment is None:
            return ""
        local = datetime.fromisoformat(moment).astimezone(ZoneInfo(timezone))
        return format_date(local.date(), "d MMMM y", locale=words.language)

    return day


def _about(words: Words, rows: Rows, names: Mapping[str, str], day: Day) -> Cells:
    say, person = words.say, rows["people"][0]
    for row in rows["names"]:
        yield say("Name"), row["name"]
    for row in rows["roster"]:
        yield say("Name on your trainer's list"), words.listed(row["names"].values())
    for what, value in ((say("Agency"), person["agency"]), (say("Job"), person["job"])):
        yield what, names.get(value, value or "")
    yield say("Language"), LANGUAGES[person["language"]].name
    yield say("Time zone"), zone_name(words, person["timezone"])
    yield say("Here since"), day(person["created_at"])
    yield say("Notice accepted"), day(person["notice_at"])
    yield say("Time limits"), _yes(words, yes=person["timers"])
    yield say("Discreet messages"), _yes(words, yes=person["discreet"])
    yield say("Plain text"), _yes(words, yes=person["plain_screens"])
    yield say("Low data"), _yes(words, yes=person["low_data"])
    for row in rows["accounts"]:
        yield say("Number of your Telegram account"), str(row["telegram_id"])


def _places(words: Words, rows: Rows, names: Mapping[str, str], day: Day) -> Cells:
    cohorts = {row["id"]: row["name"] for row in rows["cohorts"]}
    for row in rows["memberships"]:
        left = day(row["left_at"])
        yield cohorts.get(row["cohort"], ""), f"{day(row['joined_at'])} – {left}".strip(" –")
    for row in rows["cohort_trainers"]:
        yield (
            cohorts.get(row["cohort"], ""),
            words.say("As its trainer since {day}", day=day(row["since"])),
        )
    for row in rows["roles"]:
        if row["person"] is not None:
            yield role_name(words, row["role"]), names.get(row["agency"], row["agency"])


def _cases(words: Words, rows: Rows, names: Mapping[str, str], day: Day) -> Cells:
    say = words.say
    for row in sorted(rows["attempts"], key=lambda row: row["started_at"]):
        if row["withheld_at"] not in (None, row["cleared_at"]):
            state = say("done; it came here without its steps")
        elif row["state"] == "ended" and row["passed"] is None:
            state = say("done; results come after the last test")
        elif row["state"] == "ended":
            state = say("passed") if row["passed"] else say("not passed")
        else:
            state = say("under way") if row["state"] == "running" else say("left open")
        steps = sum(1 for event in rows["events"] if event["attempt"] == row["id"])
        yield names.get(row["edition"], ""), day(row["started_at"]), state, str(steps)


def _files(words: Words, rows: Rows, day: Day) -> Cells:
    standing = {row["release"] for row in rows["released"]}
    for row in rows["releases"]:
        if row["id"] in standing:
            what = sets_named(words, row["sets"])
            yield day(row["made_at"]), what, row["called"] or "", row["reason"] or ""


def _besides(words: Words, rows: Rows) -> Cells:
    kept = (
        ("due", words.say("Planned for you")),
        ("drafts", words.say("Ticked and not yet done")),
        ("reports", words.say("Said that something is not right")),
        ("assignments", words.say("Assigned to you, or by you")),
        ("sessions", words.say("Cases you ran with a class or observed")),
        ("attendance", words.say("Cases you took part in with a class")),
        ("invitations", words.say("Invitations that you gave out")),
        ("facts", words.say("Local facts that you confirmed")),
        ("releases", words.say("Files that you made, or that have your name")),
        ("audit", words.say("Recorded: done by right of a role, by you or about you")),
    )
    for table, what in kept:
        if rows[table]:
            yield what, str(len(rows[table]))


def _yes(words: Words, *, yes: bool) -> str:
    return words.say("on") if yes else words.say("off")


def _table(heading: str, columns: Sequence[str], lines: Iterable[Sequence[str]]) -> str:
    """A table; without columns it is lines of a name and what it is. Nothing where it is empty."""
    body = "".join(_row("td", line) for line in lines)
    head = _row("th", columns) if columns else ""
    return f"<h2>{escape(heading)}</h2>\n<table>\n{head}{body}</table>\n" if body else ""


def _row(tag: str, cells: Sequence[str]) -> str:
    # Each cell lies as the page does; only what stands in it runs its own way.
    inner = "".join(f"<{tag}><bdi>{escape(cell)}</bdi></{tag}>" for cell in cells)
    return f"<tr>{inner}</tr>\n"
