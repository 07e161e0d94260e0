"""What is kept about someone as a page to read: one file, and nothing from elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from html import escape
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo

from babel.dates import format_date

from bot.chat.admin.export_phrases import sets_named
from bot.chat.date_phrases import zone_name
from bot.chat.labels import role_name
from bot.locale import LANGUAGES, Words
from scenarios.bidi import RTL

Row: TypeAlias = Mapping[str, Any]
Rows: TypeAlias = Mapping[str, Sequence[Row]]
Day: TypeAlias = Callable[[str | None], str]
Cells: TypeAlias = Iterator[tuple[str, ...]]

_STYLE = """
body { font: 1rem/1.6 system-ui, sans-serif; max-width: 42rem; margin: 2rem auto; padding: 0 1rem }
table { border-collapse: collapse; width: 100% }
th, td { text-align: start; vertical-align: top; padding: .3rem .6rem; border-bottom: 1px solid }
"""


def page(speak: Words, rows: Rows, called: Mapping[str, str]) -> str:
    """The page.

    Args:
        speak: The language.
        rows: Every row about them, by table.
        called: What editions, agencies and jobs are called, by their ids.
    """
    say, person = speak.say, rows["people"][0]
    day = _days(speak, person["timezone"])
    rest = say("The other file has every single entry, for programs.")
    of_files = (say("Made on"), say("What"), say("By whom"), say("The reason"))
    of_cases = (say("Case"), say("Begun"), say("How it stands"), say("Steps kept"))
    parts = [
        _table(say("About you"), (), _about(speak, rows, called, day)),
        _table(say("Cohorts and roles"), (), _places(speak, rows, called, day)),
        _table(say("Cases"), of_cases, _cases(speak, rows, called, day)),
        _table(say("Files with your name"), of_files, _files(speak, rows, day)),
        _table(say("Kept besides"), (say("What"), say("How many")), _besides(speak, rows)),
        f"<p>{escape(rest)}</p>",
    ]
    direction = "rtl" if speak.language in RTL else "ltr"
    title = escape(say("Your data"))
    return (
        f'<!doctype html>\n<html lang="{speak.language}" dir="{direction}">\n<head>\n'
        '<meta charset="utf-8">\n<meta name="viewport" content="width=device-width">\n'
        f"<title>{title}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n"
        f"<h1>{title}</h1>\n{''.join(parts)}</body>\n</html>\n"
    )


def _days(speak: Words, timezone: str) -> Day:
    """Writes a moment as a day of this person."""

    def day(moment: str | None) -> str:
        if moment is None:
            return ""
        local = datetime.fromisoformat(moment).astimezone(ZoneInfo(timezone))
        return format_date(local.date(), "d MMMM y", locale=speak.language)

    return day


def _about(speak: Words, rows: Rows, called: Mapping[str, str], day: Day) -> Cells:
    say, person = speak.say, rows["people"][0]
    for one in rows["names"]:
        yield say("Name"), one["name"]
    for one in rows["roster"]:
        yield say("Name on your trainer's list"), speak.listed(one["names"].values())
    for what, value in ((say("Agency"), person["agency"]), (say("Job"), person["job"])):
        yield what, called.get(value, value or "")
    yield say("Language"), LANGUAGES.get(person["language"], "")
    yield say("Time zone"), zone_name(speak, person["timezone"])
    yield say("Here since"), day(person["created_at"])
    yield say("Notice accepted"), day(person["notice_at"])
    yield say("Time limits"), _yes(speak, yes=person["timers"])
    yield say("Discreet messages"), _yes(speak, yes=person["discreet"])
    for one in rows["accounts"]:
        yield say("Number of your Telegram account"), str(one["telegram_id"])


def _places(speak: Words, rows: Rows, called: Mapping[str, str], day: Day) -> Cells:
    cohorts = {one["id"]: one["name"] for one in rows["cohorts"]}
    for one in rows["memberships"]:
        left = day(one["left_at"])
        yield cohorts.get(one["cohort"], ""), f"{day(one['joined_at'])} – {left}".strip(" –")
    for one in rows["cohort_trainers"]:
        yield (
            cohorts.get(one["cohort"], ""),
            speak.say("As its trainer since {day}", day=day(one["since"])),
        )
    for one in rows["roles"]:
        if one["person"] is not None:
            yield role_name(speak, one["role"]), called.get(one["agency"], one["agency"])


def _cases(speak: Words, rows: Rows, called: Mapping[str, str], day: Day) -> Cells:
    say = speak.say
    for one in sorted(rows["attempts"], key=lambda row: row["started_at"]):
        if one["withheld_at"] not in (None, one["cleared_at"]):
            state = say("done; it came here without its steps")
        elif one["state"] == "ended" and one["passed"] is None:
            state = say("done; how it went is told after the last test")
        elif one["state"] == "ended":
            state = say("passed") if one["passed"] else say("not passed")
        else:
            state = say("under way") if one["state"] == "running" else say("left open")
        steps = sum(1 for event in rows["events"] if event["attempt"] == one["id"])
        yield called.get(one["edition"], ""), day(one["started_at"]), state, str(steps)


def _files(speak: Words, rows: Rows, day: Day) -> Cells:
    standing = {one["release"] for one in rows["released"]}
    for one in rows["releases"]:
        if one["id"] in standing:
            what = sets_named(speak, one["sets"])
            yield day(one["made_at"]), what, one["called"] or "", one["reason"] or ""


def _besides(speak: Words, rows: Rows) -> Cells:
    kept = (
        ("due", speak.say("Planned for you")),
        ("drafts", speak.say("Ticked and not yet done")),
        ("reports", speak.say("Said that something is not right")),
        ("assignments", speak.say("Assigned to you, or by you")),
        ("sessions", speak.say("Cases that you ran with a class, or looked on at")),
        ("attendance", speak.say("Cases that you were in with a class")),
        ("invitations", speak.say("Invitations that you gave out")),
        ("facts", speak.say("Local facts that you confirmed")),
        ("releases", speak.say("Files that you made, or that have your name")),
        ("audit", speak.say("Recorded: done by right of a role, by you or about you")),
    )
    for table, what in kept:
        if rows[table]:
            yield what, str(len(rows[table]))


def _yes(speak: Words, *, yes: bool) -> str:
    return speak.say("on") if yes else speak.say("off")


def _table(heading: str, columns: Sequence[str], lines: Iterable[Sequence[str]]) -> str:
    """A table; without columns it is lines of a name and what it is. Nothing where it is empty."""
    body = "".join(_row("td", line) for line in lines)
    head = _row("th", columns) if columns else ""
    return f"<h2>{escape(heading)}</h2>\n<table>\n{head}{body}</table>\n" if body else ""


def _row(tag: str, cells: Sequence[str]) -> str:
    # Each cell lies as the page does; only what stands in it runs its own way.
    inner = "".join(f"<{tag}><bdi>{escape(cell)}</bdi></{tag}>" for cell in cells)
    return f"<tr>{inner}</tr>\n"
