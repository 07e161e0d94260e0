"""Exports without names: choose, look at the first rows, and take the file once it is made."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from zoneinfo import ZoneInfo

from bot.app import notices
from bot.app.access.checks import training_agencies, training_agency_for
from bot.app.access.rights import Right
from bot.app.exports import export_history
from bot.export import data_export
from bot.export.background_exports import KEPT, ExportRun, RunState
from bot.export.data_export import ExportRequest
from bot.export.errors import TooFewPeopleError, TooManyRowsError
from bot.export.export_preview import preview
from bot.export.export_spans import OFFERED, SPANS, server_command, start_of
from bot.export.schema.assessment_forms import forms_in
from bot.export.unlinkable import MAX_ROWS, MIN_PEOPLE, disclosure_note
from bot.export.writers.formats import Format
from bot.phrases.date_phrases import short_day_of
from bot.phrases.export_phrases import sets_named
from bot.phrases.labels import agency_name, headed, person_name
from bot.web.kit.context import AsyncContext, BaseContext, Context
from bot.web.kit.forms import FormError
from bot.web.kit.responses import Download, Redirect, Values, redirect
from bot.web.kit.routes import act, page
from bot.web.kit.tables import PAGE, Cell, Column, Row, Table, read_query
from storage.exports.export_log import CALLED_OFF, FAILED, MAKING, OUT, REFUSED, LoggedExport
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
        "all": say("From the first day"),
    }
    return {
        "agencies": [(each, headed(agency_name(ctx, each))) for each in agencies],
        "datasets": [(each, sets_named(ctx.words, (each,))) for each in OFFERED],
        "spans": [(each, spans[each]) for each in SPANS],
        "formats": [(each.value, each.value.upper()) for each in _MEDIA_TYPES],
        "disclosure": disclosure_note(ctx.words),
    }


@act("/exports/preview", right=Right.TAKE_FILES, form=exports_page, template="admin/export_preview")
async def preview_export(ctx: AsyncContext) -> Values:
    """The first rows as the file would have them, each column with what it says."""
    request, load_forms = _request(ctx), partial(forms_in, ctx.app.library)
    try:
        async with ctx.app.exports.lock:
            found = await preview(ctx.app.database, ctx.request, request, load_forms)
    except TooManyRowsError:
        raise FormError(span=_too_many(ctx)) from None
    except TooFewPeopleError:
        raise FormError(span=_too_few(ctx)) from None
    return {
        "table": found.table,
        "rows": [[_written(ctx, cell) for cell in row] for row in found.rows],
        "chosen": {name: ctx.form.text(name) for name in ("agency", "dataset", "span", "format")},
    }


@act("/exports", right=Right.TAKE_FILES, form=exports_page)
async def make_export(ctx: AsyncContext) -> Redirect:
    """Log the export and make its file in the background, one at a time for each person."""
    request, app = _request(ctx), ctx.app
    if app.exports.is_waiting(ctx.person.id, ctx.now):
        await ctx.read(lambda at: _permit(at, request))
        raise FormError(
            form=ctx.say("A file is already being prepared for you. Please wait for it.")
        )
    release = await ctx.write(lambda at: _begun(at, request))
    load_forms = partial(forms_in, app.library)
    app.background_exports.start(app.database, app.clock, app.exports, request, release, load_forms)
    notice = ctx.say("The file is being prepared. You can leave this page and come back.")
    return redirect(export_files, notice=notice)


def _begun(ctx: Context, request: ExportRequest) -> LoggedExport:
    return data_export.begin(ctx.conn, request, ctx.app.dice.id(), ctx.now)


@page("/exports/files", right=Right.TAKE_FILES, template="admin/export_files")
def export_files(ctx: Context) -> Values:
    """One's own exports under way or ready, and the log of all that left."""
    runs = ctx.app.background_exports.of(ctx.person.id)
    return {
        "runs": [_run(ctx, each) for each in runs],
        "under_way": any(each.is_under_way for each in runs),
        "minutes": KEPT.seconds // 60,
        "table": _log(ctx),
    }


@act("/exports/files", right=Right.TAKE_FILES, form=export_files)
async def take_export(ctx: AsyncContext) -> Download:
    """Hand a file over to whoever asked for it, once."""
    exports = ctx.app.background_exports
    run = exports.take(ctx.person.id, ctx.form.text("export"), ctx.now)
    if run is None:
        raise FormError(
            form=ctx.say(
                "This file is no longer here: it was downloaded, or was kept as long as files are."
            )
        )
    await ctx.write(lambda at: _handed_over(at, run))
    return Download(
        run.request.file_name, _MEDIA_TYPES[run.request.format], exports.mark_taken(run)
    )


def _handed_over(ctx: Context, run: ExportRun) -> None:
    _permit(ctx, run.request)
    notices.cancel(ctx.conn, run.release.id)  # that it is ready


def _run(ctx: Context, run: ExportRun) -> Mapping[str, object]:
    return {
        "id": run.release.id,
        "what": _what(ctx, run.release),
        "format": run.release.format.upper(),
        "under_way": run.is_under_way,
        "ready": run.state is RunState.READY,
        "percent": int(run.fraction * 100),
        "state": _run_words(ctx, run),
    }


def _what(ctx: Context, release: LoggedExport) -> str:
    name = headed(agency_name(ctx, release.agency or EVERYWHERE))
    return ctx.words.beside(sets_named(ctx.words, release.sets), name)


def _run_words(ctx: Context, run: ExportRun) -> str:
    say = ctx.say
    match run.state:
        case RunState.WAITING:
            return say("waiting for another file")
        case RunState.MAKING:
            return say("being prepared: {n}%", n=int(run.fraction * 100))
        case RunState.READY:
            return say("ready")
        case RunState.TAKEN:
            return say("downloaded")
        case RunState.TOO_MANY:
            return _too_large(ctx, run.release)
        case RunState.TOO_FEW:
            return _too_few(ctx)
        case RunState.FAILED:
            return say("could not be created; please try again")


def _log(ctx: Context) -> Table:
    say = ctx.say
    query = read_query(ctx.query, ["-made"], {})
    found = export_history.history(ctx.conn, ctx.request, PAGE, query.after)
    states = {
        MAKING: say("begun"),
        OUT: say("created"),
        FAILED: say("failed"),
        CALLED_OFF: say("cancelled"),
        REFUSED: say("not delivered"),
    }
    return Table(
        say("All exports, newest first"),
        [
            Column(say("Created")),
            Column(say("Content")),
            Column(say("By")),
            Column(say("Format")),
            Column(say("Rows"), numeric=True),
            Column(say("State")),
        ],
        [
            Row(
                [
                    Cell(_made_at(ctx, each)),
                    Cell(_what(ctx, each)),
                    Cell(_maker(ctx, each, found.makers)),
                    Cell(each.format.upper()),
                    Cell("–" if each.rows is None else f"{each.rows:,}"),
                    _state(ctx, each, states),
                ]
            )
            for each in found.exports
        ],
        query,
        found.next,
        empty=say("Nothing has been exported yet."),
    )


def _made_at(ctx: Context, export: LoggedExport) -> str:
    zone = ctx.person.timezone
    local = export.made_at.astimezone(ZoneInfo(zone))
    return ctx.words.beside(short_day_of(ctx.words, local, zone), f"{local:%H:%M}")


def _maker(ctx: Context, export: LoggedExport, makers: Mapping[str, Mapping[str, str]]) -> str:
    if export.made_by is not None:
        return person_name(ctx.words, makers.get(export.made_by, {}))
    return export.called or ctx.say("on the server")


def _state(ctx: Context, export: LoggedExport, states: Mapping[str, str]) -> Cell:
    if export.deleted_at is not None:
        return Cell(ctx.say("deleted"))
    if export.awaits_deletion:
        return Cell(ctx.say("to be deleted"), tone="warn")
    return Cell(states.get(export.state, export.state))


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
        raise FormError(form=ctx.say("One of the choices is not available."))
    agency = form.text("agency")
    scope = Scope(None if agency == EVERYWHERE else agency, since=start_of(span, ctx.now))
    return ExportRequest(
        (dataset,), Format(kind), scope, ctx.person.language, person=ctx.person, for_chat=True
    )


def _permit(ctx: Context, request: ExportRequest) -> None:
    agency = request.scope.agency or EVERYWHERE
    training_agency_for(ctx.conn, ctx.person, Right.TAKE_FILES, agency)


def _written(ctx: AsyncContext, cell: str | float | bool | None) -> str:
    if isinstance(cell, bool):
        return ctx.say("yes") if cell else ctx.say("no")
    return "" if cell is None else str(cell)


def _too_large(ctx: Context, release: LoggedExport) -> str:
    return ctx.say(
        "That is more than {n} rows. The operator can create the file on the server "
        "with: {command}",
        n=f"{MAX_ROWS:,}",
        command=server_command(release),
    )


def _too_many(ctx: AsyncContext) -> str:
    return ctx.say("That is more than {n} rows. Choose a shorter period.", n=f"{MAX_ROWS:,}")


def _too_few(ctx: BaseContext) -> str:
    return ctx.say(
        "The file would cover fewer than {n} people, who could be recognised. Choose a "
        "longer period, or wait until more people have finished the same work.",
        n=MIN_PEOPLE,
    )
