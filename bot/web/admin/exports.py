"""Exports without names: choose a data set and a period, and take the file."""

from __future__ import annotations

import asyncio
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.app.access.checks import training_agencies, training_agency_for
from bot.app.access.rights import Right
from bot.export import data_export
from bot.export.data_export import ExportRequest
from bot.export.errors import TooFewPeopleError, TooManyRowsError
from bot.export.export_spans import OFFERED, SPANS, server_command, start_of
from bot.export.schema.assessment_forms import forms_in
from bot.export.unlinkable import MAX_ROWS, MIN_PEOPLE, disclosure_note
from bot.export.writers.formats import Format
from bot.phrases.export_phrases import sets_named
from bot.phrases.labels import agency_name, headed
from bot.web.kit.context import AsyncContext, Context
from bot.web.kit.forms import FormError
from bot.web.kit.responses import Download, Values
from bot.web.kit.routes import act, page
from storage.exports.export_log import LoggedExport
from storage.exports.scope import Scope
from storage.people.roles import EVERYWHERE

_MEDIA_TYPES = {
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Format.CSV: "text/csv; charset=utf-8",
}


@page("/exports", right=Right.TAKE_FILES, template="admin/exports")
def exports_page(ctx: Context) -> Values:
    say = ctx.say
    agencies = training_agencies(ctx.conn, ctx.person, Right.TAKE_FILES)
    spans = {
        "month": say("The last month"),
        "quarter": say("The last three months"),
        "year": say("The last year"),
        "all": say("From the first day on"),
    }
    return {
        "agencies": [(each, headed(agency_name(ctx, each))) for each in agencies],
        "datasets": [(each, sets_named(ctx.words, (each,))) for each in OFFERED],
        "spans": [(each, spans[each]) for each in SPANS],
        "formats": [(each.value, each.value.upper()) for each in _MEDIA_TYPES],
        "disclosure": disclosure_note(ctx.words),
    }


@act("/exports", right=Right.TAKE_FILES, form=exports_page)
async def make_export(ctx: AsyncContext) -> Download:
    """Log the export, make the file and hand it over; one at a time for each person."""
    request = _request(ctx)
    queue = ctx.app.exports
    if queue.is_waiting(ctx.person.id, ctx.now):
        await ctx.read(lambda at: _permit(at, request))
        raise FormError(form=ctx.say("A file is being made for you already. Please wait for it."))
    release = await ctx.write(
        lambda at: data_export.begin(at.conn, request, at.app.dice.id(), at.now)
    )
    queue.add(ctx.person.id, ctx.now)
    try:
        async with queue.lock:
            return await _made(ctx, request, release)
    except TooManyRowsError:
        raise FormError(span=_too_large(ctx, release)) from None
    except TooFewPeopleError:
        raise FormError(span=_too_few(ctx)) from None
    finally:
        queue.remove(ctx.person.id)


def _request(ctx: AsyncContext) -> ExportRequest:
    """The request that the form makes.

    Raises:
        FormError: A choice is none of those on offer.
    """
    form = ctx.form
    dataset, span, kind = form.text("dataset"), form.text("span"), form.text("format")
    if (
        dataset not in OFFERED
        or span not in SPANS
        or kind not in {each.value for each in _MEDIA_TYPES}
    ):
        raise FormError(form=ctx.say("One of the choices is not on offer."))
    agency = form.text("agency")
    scope = Scope(None if agency == EVERYWHERE else agency, since=start_of(span, ctx.now))
    return ExportRequest(
        (dataset,), Format(kind), scope, ctx.person.language, person=ctx.person, for_chat=True
    )


def _permit(ctx: Context, request: ExportRequest) -> None:
    agency = request.scope.agency or EVERYWHERE
    training_agency_for(ctx.conn, ctx.person, Right.TAKE_FILES, agency)


async def _made(ctx: AsyncContext, request: ExportRequest, release: LoggedExport) -> Download:
    with TemporaryDirectory() as folder:
        file = Path(folder) / request.file_name
        load_forms = partial(forms_in, ctx.app.library)
        await data_export.make_file(
            ctx.app.database, ctx.app.clock, request, release, file, load_forms
        )
        content = await asyncio.to_thread(file.read_bytes)
    return Download(file.name, _MEDIA_TYPES[request.format], content)


def _too_large(ctx: AsyncContext, release: LoggedExport) -> str:
    return ctx.say(
        "That is more than {n} rows. The operator can make it on the server with: {command}",
        n=f"{MAX_ROWS:,}",
        command=server_command(release),
    )


def _too_few(ctx: AsyncContext) -> str:
    return ctx.say(
        "It would tell of fewer than {n} people, so they could be recognised. Choose a longer "
        "period, or wait until more have finished the same work.",
        n=MIN_PEOPLE,
    )
