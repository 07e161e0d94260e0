"""Rosters that come as a file: checked row by row, and entered once their trainer confirms."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from bot.app.access.rights import Right
from bot.app.cohorts import roster_admin, roster_upload
from bot.app.cohorts.roster_sheet import (
    MOST_ROWS,
    ParsedRoster,
    PossibleDuplicate,
    ValidRow,
)
from bot.app.cohorts.roster_upload import UploadProblem
from bot.app.onboarding import place_codes
from bot.app.onboarding.job_titles import title_key
from bot.chat.kit.ask import ask
from bot.chat.kit.context import AsyncContext, BaseContext, Context
from bot.chat.kit.request import RefusalError, Reply, ScreenPlacement, UploadedFile
from bot.chat.kit.routes import RouteKind, button, main, tap, upload
from bot.chat.kit.screen import Button, Screen, screen
from bot.chat.trainer.invitations.code_files import code_files
from bot.chat.trainer.invitations.personal_codes import (
    how_codes_come,
    roster_buttons,
)
from bot.chat.trainer.invitations.roster_template import template
from bot.export.writers.row_files import as_xlsx
from bot.fields import Flag, Id, Key, Number
from bot.files import OutgoingFile
from bot.lines import Line, note, text, title
from bot.locale import Words, words
from bot.phrases.file_names import file_name
from bot.phrases.roster_phrases import (
    column_names,
    possible_duplicate,
    row_problem,
    upload_problem,
)
from scenarios.bidi import insert
from scenarios.languages import SCRIPTS, own_first
from storage.agencies.agencies import Job
from storage.cohorts.cohorts import Cohort

SAMPLE = 2  # rows whose names are shown
MOST_TITLES = 8  # with a button
MOST_TOLD = 12  # of each kind on a screen; what is more comes as a file


@dataclass(frozen=True, slots=True)
class _Report:
    """The contents of a file, and the id under which it awaits confirmation."""

    cohort: Cohort
    jobs: Sequence[Job]
    list_id: str
    read: ParsedRoster
    doubtful: Sequence[PossibleDuplicate]

    @property
    def unknown_jobs(self) -> list[tuple[int, str]]:
        """Unknown fields of work, with their rows."""
        return [(good.row, good.unknown_job) for good in self.read.valid if good.unknown_job]

    @property
    def unknown_titles(self) -> list[tuple[ValidRow, int]]:
        """A row for each unknown title, with the number of rows that have it; most rows first."""
        kinds: dict[str, list[ValidRow]] = {}
        for good in self.read.valid:
            if good.unknown_job:
                kinds.setdefault(title_key(good.unknown_job), []).append(good)
        ordered = sorted(kinds.values(), key=len, reverse=True)
        return [(rows[0], len(rows)) for rows in ordered]

    @property
    def is_long(self) -> bool:
        """Whether it exceeds a screen."""
        lists = (self.read.invalid, self.doubtful, self.unknown_jobs)
        return any(len(rows) > MOST_TOLD for rows in lists)


@tap("ii", right=Right.INVITE, writes=True)
def ask_roster_file(ctx: Context, cohort_id: Key) -> Reply:
    """Asks for a file, and sends one to fill in, in each language."""
    asked, jobs = _ask(ctx, cohort_id)

    async def templates() -> Sequence[OutgoingFile]:
        languages = own_first(ctx.words.language)
        return [await _template(words(language), jobs) for language in languages]

    return Reply(asked, place=ScreenPlacement.SAME, then=templates)


@tap("i2", right=Right.INVITE, writes=True)
def ask_another_roster_file(ctx: Context, cohort_id: Key) -> Screen:
    """Asks for a file of those who have the ones to fill in."""
    return _ask(ctx, cohort_id)[0]


def _ask(ctx: Context, cohort_id: str) -> tuple[Screen, list[Job]]:
    say = ctx.say
    cohort, jobs = roster_admin.cohort_and_jobs(ctx.conn, ctx.request, cohort_id)
    ask(ctx, take_roster_file, cohort_id, kind=RouteKind.UPLOAD)
    asked = screen(
        title(say("A list as a file: {cohort}", cohort=cohort.name)),
        text(
            say(
                "Please send it here as XLSX or CSV, one person per row, at most {n} "
                "rows. You can fill in one of the two files that follow.",
                n=MOST_ROWS,
            )
        ),
        text(say("Columns: {columns}", columns=ctx.words.listed(column_names(ctx.words)))),
        note(
            say(
                "One name is enough. A staff number tells apart two people with the "
                "same name. Every other column is ignored and not stored, and nothing "
                "is added until you confirm."
            )
        ),
        button(say("Back"), "invitation_page", cohort_id),
    )
    return asked, jobs


async def _template(words: Words, jobs: Sequence[Job]) -> OutgoingFile:
    names = [job.names.get(words.language, job.id) for job in jobs]
    content = await asyncio.to_thread(template, words, names)
    caption = words.say("A list to fill in and send back here")
    return OutgoingFile(f"list-{words.language}.xlsx", content, caption=caption)


@upload("list", right=Right.INVITE)
async def take_roster_file(ctx: AsyncContext, file: UploadedFile, cohort_id: Key) -> Reply:
    """Says what could be entered; nothing is entered yet."""
    cohort, jobs = await ctx.read(
        lambda ctx: roster_admin.cohort_and_jobs(ctx.conn, ctx.request, cohort_id)
    )
    table = await roster_upload.read(file.content)
    if isinstance(table, UploadProblem):
        raise RefusalError(_unread(ctx, cohort_id, table))
    list_id = ctx.app.dice.id()
    read, doubtful = await ctx.write(
        lambda ctx: roster_upload.keep(ctx.conn, ctx.request, cohort_id, list_id, table)
    )
    report = _Report(cohort, jobs, list_id, read, doubtful)

    async def rows() -> Sequence[OutgoingFile]:
        table = _every_problem(ctx.words, report)
        content = await asyncio.to_thread(as_xlsx, table, ctx.words.language)
        return (OutgoingFile(file_name(cohort, "rows", "xlsx", ctx.now), content),)

    reply = Reply(_found(ctx, report), then=rows if report.is_long else None)
    if not read.valid:
        raise RefusalError(reply)
    return reply


def _unread(ctx: BaseContext, cohort_id: str, why: UploadProblem) -> Screen:
    return screen(
        text(upload_problem(ctx.words, why)),
        note(ctx.say("Nothing was saved.")),
        button(ctx.say("Back"), "invitation_page", cohort_id),
    )


def _found(ctx: BaseContext, report: _Report) -> Screen:
    """The rows that can be entered, the invalid ones, and possible duplicates."""
    say, read, titles = ctx.say, report.read, report.unknown_titles
    return screen(
        title(say("The list for {cohort}", cohort=report.cohort.name)),
        text(_counted(ctx.words, read)),
        bool(read.headings) and text(_understood(ctx.words, read)),
        _listed(
            ctx.words,
            say("Cannot be entered:"),
            [row_problem(ctx.words, bad) for bad in read.invalid],
        ),
        _listed(
            ctx.words,
            say("Possible duplicates:"),
            [possible_duplicate(ctx.words, doubt) for doubt in report.doubtful],
        ),
        _listed(
            ctx.words,
            say("Unrecognised job titles:"),
            [_title_words(ctx.words, row, people) for row, people in titles],
        ),
        bool(titles) and note(say("Tap a title to choose its field of work, or leave it out.")),
        bool(read.valid) and note(say("Nothing is entered yet.")),
        _choices(ctx, report),
    )


def _title_words(words: Words, row: ValidRow, people: int) -> str:
    return words.say("{title} ({n})", title=row.unknown_job, n=people)


@tap("i3", right=Right.INVITE)
def choose_roster_job(ctx: Context, list_id: Key, row: Number) -> Screen:
    """The fields of work, for every row that has the title of this one."""
    say, report = ctx.say, _waiting(ctx, list_id)
    title_row = next((good for good in report.read.valid if good.row == row), None)
    if title_row is None or not title_row.unknown_job:  # chosen already
        return _found(ctx, report)
    return screen(
        title(say("The list for {cohort}", cohort=report.cohort.name)),
        text(say("Which field of work is “{title}”?", title=title_row.unknown_job)),
        [
            button(job.names.get(ctx.words.language, job.id), set_roster_job, list_id, row, job.id)
            for job in report.jobs
        ],
        button(say("Back"), show_roster, list_id),
    )


@tap("i4", right=Right.INVITE, writes=True)
def set_roster_job(ctx: Context, list_id: Key, row: Number, job: Id) -> Screen:
    roster_upload.set_job(ctx.conn, ctx.request, list_id, row, job)
    return _found(ctx, _waiting(ctx, list_id))


@tap("i5", right=Right.INVITE)
def show_roster(ctx: Context, list_id: Key) -> Screen:
    return _found(ctx, _waiting(ctx, list_id))


def _waiting(ctx: Context, list_id: str) -> _Report:
    """The rows of a file that wait for confirmation."""
    cohort, read = roster_upload.pending(ctx.conn, ctx.request, list_id)
    _, jobs = roster_admin.cohort_and_jobs(ctx.conn, ctx.request, cohort.id)
    doubtful = roster_upload.doubts(ctx.conn, cohort, read.valid)
    return _Report(cohort, jobs, list_id, read, doubtful)


def _choices(ctx: BaseContext, report: _Report) -> Iterator[Button]:
    say, count, good = ctx.say, ctx.words.count, len(report.read.valid)
    sure = good - len(report.doubtful)
    if sure:
        label = count("Enter {n} row", "Enter {n} rows", sure)
        yield main(button(label, enter_roster, report.list_id, every=False))
    if report.doubtful:
        label = count(
            "Enter {n} row: a different person",
            "Enter all {n} rows: they are different people",
            good,
        )
        yield button(label, enter_roster, report.list_id, every=True)
    for row, people in report.unknown_titles[:MOST_TITLES]:
        label = say("{title}: choose", title=_title_words(ctx.words, row, people))
        yield button(label, choose_roster_job, report.list_id, row.row)
    if good:
        yield button(say("Discard the list"), discard_roster, report.cohort.id)
    yield button(say("Send another file"), ask_another_roster_file, report.cohort.id)


def _every_problem(words: Words, report: _Report) -> list[tuple[str, str]]:
    """Each row of which there is something to tell, as rows of a file."""
    say = words.say
    problems = [(bad.row, row_problem(words, bad)) for bad in report.read.invalid]
    problems += [(doubt.row, possible_duplicate(words, doubt)) for doubt in report.doubtful]
    problems += [
        (row, say("field of work not known: {what}", what=what))
        for row, what in report.unknown_jobs
    ]
    head = (say("Row"), say("Problem"))
    return [head, *((str(row), problem) for row, problem in sorted(problems))]


def _counted(words: Words, read: ParsedRoster) -> str:
    good = words.count("{n} valid row", "{n} valid rows", len(read.valid))
    bad = words.count("{n} row with problems", "{n} rows with problems", len(read.invalid))
    return f"{good} · {bad}" if read.invalid else good


def _understood(words: Words, read: ParsedRoster) -> str:
    """The columns that were read, and the first names, in which a wrong encoding shows."""
    heads = words.listed(insert(head, words.language) for head in read.headings)
    told = words.say("Columns that are read: {columns}", columns=heads)
    if not read.valid:
        return told
    first = [
        insert(good.person.names[script], words.language)
        for good in read.valid[:SAMPLE]
        for script in SCRIPTS
        if script in good.person.names
    ]
    more = "…" if len(read.valid) > SAMPLE else ""
    names = words.say("Names: {names}", names=words.listed(first) + more)
    return f"{told}\n{names}"


def _listed(words: Words, head: str, rows: Sequence[str]) -> Line | None:
    if not rows:
        return None
    shown = [words.bullet(row) for row in rows[:MOST_TOLD]]
    return text("\n".join([head, *shown, *(["…"] if len(rows) > MOST_TOLD else [])]))


@tap("ij", right=Right.INVITE, writes=True)
async def enter_roster(ctx: AsyncContext, list_id: Key, every: Flag) -> Reply:
    """Enters the rows, with those in doubt or without them, and hands out their codes."""
    _, read = await ctx.read(lambda ctx: roster_upload.pending(ctx.conn, ctx.request, list_id))
    codes = await place_codes.prepare(ctx.app.database, len(read.valid), ctx.now)
    cohort, coded = await ctx.write(
        lambda ctx: roster_upload.enter(
            ctx.conn, ctx.request, list_id, codes, ctx.app.dice, every=every
        )
    )
    say, count = ctx.say, ctx.words.count
    entered = screen(
        title(say("The list for {cohort}", cohort=cohort.name)),
        (
            text(
                count(
                    "{n} row is entered, with a personal code.",
                    "{n} rows are entered, each with a personal code.",
                    len(coded),
                )
            ),
            text(how_codes_come(ctx.words)),
        )
        if coded
        else text(say("Everybody was on the list already.")),
        roster_buttons(ctx.words, cohort),
    )
    return replace(code_files(ctx, cohort, coded, entered), place=ScreenPlacement.SAME)


@tap("ik", right=Right.INVITE, writes=True)
def discard_roster(ctx: Context, cohort_id: Key) -> Screen:
    roster_upload.discard(ctx.conn, ctx.request, cohort_id)
    return screen(
        text(ctx.say("Nothing was entered, and nothing of the file was kept.")),
        button(ctx.say("Back"), "invitation_page", cohort_id),
    )
