"""Exports in the chat, for admins and without names; and confirmed deletions."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

from bot.app.access.checks import training_agency_for
from bot.app.access.rights import Right
from bot.app.exports import file_deletion
from bot.chat.admin.agency_choice import choose_agency
from bot.chat.kit.context import AsyncContext, Context
from bot.chat.kit.request import Reply
from bot.chat.kit.routes import button, tap
from bot.chat.kit.screen import Screen, screen
from bot.export import data_export
from bot.export.data_export import ExportRequest
from bot.export.errors import TooFewPeopleError, TooManyRowsError
from bot.export.export_spans import OFFERED, server_command, start_of
from bot.export.schema.assessment_forms import forms_in
from bot.export.unlinkable import MAX_ROWS, MIN_PEOPLE, disclosure_note, has_results
from bot.export.writers.formats import Format
from bot.fields import AgencyId, Field, Key
from bot.files import OutgoingFile
from bot.lines import note, text, title
from bot.phrases.date_phrases import date_of
from bot.phrases.export_phrases import sets_named
from bot.phrases.labels import agency_name, headed
from storage.exports.export_log import LoggedExport
from storage.exports.scope import Scope
from storage.people.roles import EVERYWHERE

_SPANS = {"m": "month", "q": "quarter", "y": "year", "a": "all"}
DatasetName = Annotated[str, Field(re.compile("|".join(OFFERED)))]
Kind = Annotated[
    str, Field(re.compile(r"[xc]"), {"x": "xlsx", "c": "csv"}.__getitem__, lambda kind: kind[0])
]
Span = Annotated[str, Field(re.compile(r"[mqya]"), _SPANS.__getitem__, lambda span: span[0])]


@tap("f1", right=Right.TAKE_FILES)
def export_agencies(ctx: Context) -> Screen:
    """The agencies whose data one may export; with a single one, its data sets."""
    heading, question = ctx.say("Files"), ctx.say("Files of which agency?")
    return choose_agency(ctx, Right.TAKE_FILES, heading, question, export_datasets)


@tap("f2", right=Right.TAKE_FILES)
def export_datasets(ctx: Context, agency_id: AgencyId) -> Screen:
    say = ctx.say
    offered = training_agency_for(ctx.conn, ctx.person, Right.TAKE_FILES, agency_id)
    return screen(
        title(say("Files")),
        text(headed(agency_name(ctx, agency_id))),
        text(
            say(
                "Tables of what people did, without names. Someone who knows the place "
                "may still recognise people, so keep a file to yourself and delete it "
                "when you no longer need it. Each file is recorded."
            )
        ),
        [
            button(sets_named(ctx.words, (each,)), export_spans, agency_id, each, "xlsx")
            for each in OFFERED
        ],
        button(say("Back"), export_agencies)
        if len(offered) > 1
        else button(say("All roles"), "role_list"),
    )


@tap("f3", right=Right.TAKE_FILES)
def export_spans(ctx: Context, agency_id: AgencyId, dataset: DatasetName, kind: Kind) -> Screen:
    """The periods of a data set, and the other format."""
    say = ctx.say
    training_agency_for(ctx.conn, ctx.person, Right.TAKE_FILES, agency_id)
    spans = (
        ("month", say("The last month")),
        ("quarter", say("The last three months")),
        ("year", say("The last year")),
        ("all", say("From the first day")),
    )
    other, label = (
        ("csv", say("As CSV instead")) if kind == "xlsx" else ("xlsx", say("As a workbook instead"))
    )
    name = headed(agency_name(ctx, agency_id))
    return screen(
        title(sets_named(ctx.words, (dataset,))),
        text(ctx.words.beside(name, kind.upper())),
        text(say("By the date work was assigned; people by the date they joined.")),
        [button(text, export_dataset, agency_id, dataset, kind, span) for span, text in spans],
        button(label, export_spans, agency_id, dataset, other),
        button(say("Back"), export_datasets, agency_id),
    )


@tap("f4", right=Right.TAKE_FILES, writes=True)
async def export_dataset(
    ctx: AsyncContext, agency_id: AgencyId, dataset: DatasetName, kind: Kind, span: Span
) -> Reply:
    """Log the export, then make the file, which takes a while, and send it."""
    request = ExportRequest(
        (dataset,),
        Format(kind),
        Scope(None if agency_id == EVERYWHERE else agency_id, since=start_of(span, ctx.now)),
        ctx.person.language,
        person=ctx.person,
        for_chat=True,
    )
    queue = ctx.app.exports
    if queue.is_waiting(ctx.person.id, ctx.now):
        await ctx.read(
            lambda at: training_agency_for(at.conn, at.person, Right.TAKE_FILES, agency_id)
        )
        return Reply(
            _with_way_back(
                ctx,
                ctx.say(
                    "A file is already being prepared for you. You can ask for the "
                    "next one when it has arrived."
                ),
            )
        )
    release, name = await ctx.write(
        lambda at: (
            data_export.begin(at.conn, request, at.app.dice.id(), at.now),
            agency_name(at, agency_id),
        )
    )
    queue.add(ctx.person.id, ctx.now)
    return Reply(
        screen(text(ctx.say("The file is being prepared."))),
        later=partial(_make, ctx, request, release, name),
    )


async def _make(
    ctx: AsyncContext, request: ExportRequest, release: LoggedExport, name: str
) -> Reply:
    try:
        async with ctx.app.exports.lock:
            file = await _file(ctx, request, release)
    except TooManyRowsError:
        return Reply(_too_large(ctx, release))
    except TooFewPeopleError:
        return Reply(_too_few(ctx, release))
    finally:
        ctx.app.exports.remove(ctx.person.id)

    async def then() -> Sequence[OutgoingFile]:
        return (file,)

    async def refused() -> Reply:
        await ctx.write(lambda at: file_deletion.note_refused(at.conn, release.id))
        return Reply(_refused(ctx, release))

    return Reply(_made(ctx, release, name), then=then, refused=refused)


async def _file(ctx: AsyncContext, request: ExportRequest, release: LoggedExport) -> OutgoingFile:
    with TemporaryDirectory() as folder:
        file = Path(folder) / request.file_name
        load_forms = partial(forms_in, ctx.app.library)
        await data_export.make_file(
            ctx.app.database, ctx.app.clock, request, release, file, load_forms
        )
        content = await asyncio.to_thread(file.read_bytes)
    return OutgoingFile(file.name, content)


def _made(ctx: AsyncContext, release: LoggedExport, name: str) -> Screen:
    say = ctx.say
    return screen(
        title(say("The file follows.")),
        text(ctx.words.beside(sets_named(ctx.words, release.sets), headed(name))),
        any(map(has_results, release.sets)) and note(disclosure_note(ctx.words)),
        note(
            say(
                "If someone who may be in it is erased, the bot asks you to delete the "
                "file. Delete it in this chat too."
            )
        ),
        button(say("Another file"), export_agencies),
    )


def _too_large(ctx: AsyncContext, release: LoggedExport) -> Screen:
    return _with_way_back(
        ctx,
        ctx.say(
            "That is more than {n} rows. The operator can create the file on the "
            "server with: {command}",
            n=f"{MAX_ROWS:,}",
            command=server_command(release),
        ),
    )


def _refused(ctx: AsyncContext, release: LoggedExport) -> Screen:
    return _with_way_back(
        ctx,
        ctx.say(
            "Telegram did not accept the file. Ask for it again later, or have the "
            "operator create it on the server with: {command}",
            command=server_command(release),
        ),
    )


def _too_few(ctx: AsyncContext, release: LoggedExport) -> Screen:
    if any(map(has_results, release.sets)):
        sentence = ctx.say(
            "Fewer than {n} people have finished the same work, so results could be "
            "traced to a person. Ask again once {n} have finished, or for a longer "
            "period.",
            n=MIN_PEOPLE,
        )
    else:
        sentence = ctx.say(
            "It would cover fewer than {n} people, so they could be recognised. Try a"
            " longer period.",
            n=MIN_PEOPLE,
        )
    return _with_way_back(ctx, sentence)


def _with_way_back(ctx: AsyncContext, sentence: str) -> Screen:
    return screen(text(sentence), button(ctx.say("Back"), export_agencies))


@tap("fd", writes=True)
def confirm_deleted(ctx: Context, release_id: Key) -> Screen:
    """Note that the holder of a file says it is deleted."""
    release = file_deletion.confirm_deleted(ctx.conn, ctx.request, release_id)
    sentence = ctx.say(
        "Noted: the file of {day} is deleted ({sets}). Thank you.",
        day=date_of(ctx.words, release.made_at, ctx.person.timezone),
        sets=sets_named(ctx.words, release.sets),
    )
    return screen(text(sentence), button(ctx.say("Today"), "today_below"))
