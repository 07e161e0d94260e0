"""From a request to the handler of its route, and to the answer.

The dispatcher finds the route and the person, checks the origin of acts and the right of the route,
runs the handler in its transaction, records in the audit log what was done by right of a role, and
draws the page.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from typing import Any, Final

import structlog
from starlette.datastructures import URL
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from bot.app.access.audit_recording import AuditRecorder, closest_object
from bot.app.access.checks import ensure_holds
from bot.app.errors import NotFound
from bot.app.onboarding.consent import has_accepted
from bot.app.web_sessions import confirmations, sessions
from bot.app.web_sessions.confirmations import Intent
from bot.app.web_sessions.sessions import WebSession
from bot.application import App
from bot.locale import Words, nearest, words
from bot.web.kit import security
from bot.web.kit.body import BodyTooLarge, most_sent, read_form
from bot.web.kit.context import AsyncContext, Context, async_context, with_errors
from bot.web.kit.cookies import Cookies
from bot.web.kit.forms import KEPT, MOST_FIELDS, Form, FormError
from bot.web.kit.kept_forms import TICKET, KeptForms
from bot.web.kit.responses import (
    CONFIRMATION,
    ConfirmationNeeded,
    Download,
    Redirect,
    Snapshot,
    Status,
)
from bot.web.kit.routes import Method, Route, Routes, route_of
from bot.web.kit.streams import EVENTS, Streams
from bot.web.kit.templates import render
from storage.db.connection import Connection
from storage.people.people import Person
from storage.web_sessions.sessions import SessionKind

log = structlog.get_logger()

Frame = Callable[[Context], Mapping[str, object]]
"""Produces the template values common to all pages, such as the menu."""
_PAGE_TEMPLATE: Final = "message"


class Dispatcher:
    """Answers requests of people who are signed in."""

    def __init__(
        self,
        app: App,
        bot: int,
        routes: Routes,
        url: str,
        frame: Frame,
        framed_by: str,
        kept: KeptForms,
    ) -> None:
        self.app = app
        self.bot = bot
        self.routes = routes
        self.cookies = Cookies(url)
        self.base = security.path_of(url)
        self.streams = Streams()
        self._recording = AuditRecorder(app.database, app.clock)
        self._url = url
        self._frame = frame
        self._kept = kept
        self.framed_by = framed_by
        self._turn = asyncio.Lock()
        self.institution = ""
        """The OpenID provider of the institution, where there is one."""

    async def serve(self, request: Request) -> Response:
        """Answer a request; whatever is not there is a page with a sentence."""
        session = None
        try:
            session = await self.session(request)
            response = await self._answer(request, session)
        except NotFound:
            response = self.message(_speak(request, None), 404)
        framed = _is_framed(request) if session is None else session.kind == SessionKind.MINI_APP
        response.headers.update(security.headers(self.framed_by if framed else "'none'"))
        return response

    async def out_of_reach(self, request: Request, _trouble: Exception) -> Response:
        """Say that the database cannot be used now, at whichever door somebody stands.

        A Mini App frames this page too; there is nothing to press on it.
        """
        response = self.message(_speak(request, None), 503)
        response.headers.update(security.headers(self.framed_by))
        return response

    def is_own(self, request: Request) -> bool:
        """Whether a request that may change something comes from a page of the console itself."""
        return security.is_same_origin(request, self._url)

    async def _answer(self, request: Request, session: WebSession | None) -> Response:
        speak = _speak(request, None)
        acts = request.method == "POST"
        found = self.routes.match(request.url.path.removeprefix(self.base), acts=acts)
        route = found[0] if found is not None else None
        if not self.is_own(request):
            return self.refuse(speak, 403, "origin", route)
        largest = route.largest_file if route is not None else 0
        most = most_sent(largest, signed_in=session is not None)
        if security.is_too_large(request, most):
            return self.refuse(speak, 413, "size", route)
        try:
            kept = largest if session is not None else min(largest, 1)  # nobody's file is dropped
            form = await read_form(request, kept, most) if acts else Form()
        except BodyTooLarge:
            return self.refuse(speak, 413, "size", route)
        if session is None:
            return self._signed_out(request, speak, form, route)
        if found is None:
            return self.message(words(session.person.language), 404)
        if found[0].method is Method.STREAM:
            return await self._follow(request, session, *found)
        return await self._run(request, session, *found, form)

    async def session(self, request: Request) -> WebSession | None:
        """The session of a browser, whose use is recorded; None if there is none, or it is over."""
        token, now = self.cookies.session(request), self.app.clock.now()
        if not token:
            return None
        found = await self.app.database.read(lambda conn: sessions.find(conn, token, now))
        if found is None or not has_accepted(found.person):
            return None
        if sessions.is_to_touch(found, now):
            await self.app.database.write(lambda conn: sessions.touch(conn, found, now))
        return found

    async def _run(
        self,
        request: Request,
        session: WebSession,
        route: Route,
        values: Mapping[str, Any],
        form: Form,
    ) -> Response:
        person = session.person
        ctx = async_context(
            self.app,
            person,
            session.id,
            self.bot,
            query=dict(request.query_params),
            fields=_fields(request),
            form=form,
            path=request.url.path.removeprefix(self.base),
            framed=session.kind == SessionKind.MINI_APP,
            institution=self.institution,
            turn=self._turn,
        )
        if TICKET in form.values:
            path, ticket = request.url.path, form.text(TICKET)
            if not self._kept.is_good(ticket, person.id, path, ctx.now):
                return self.refuse(words(person.language), 409, "ticket", route)
            return await self._show_form(request, ctx, route, values, {KEPT: ""}, 200)
        try:
            async with self._recording.of(person, _audit_name(route), closest_object(values)):
                result, frame = await self._respond(route, ctx, values)
        except FormError as error:
            log.info("form rejected", route=route.name, errors=len(error.errors))
            return await self._show_form(request, ctx, route, values, error.errors, 422)
        except ConfirmationNeeded as needed:
            return await self._ask(request, ctx, needed.intent)
        except NotFound:
            return self.refuse(words(person.language), 404, "not found", route)
        if isinstance(result, Status):
            return Response(status_code=result.code)
        if isinstance(result, Redirect):
            response: Response = RedirectResponse(self.base + result.path, 303)
            if result.notice:
                self.cookies.keep_notice(response, result.notice, framed=ctx.framed)
            return response
        if isinstance(result, Download):
            return _file(result)
        return await self._page(request, ctx, route, result, frame)

    async def _show_form(
        self,
        request: Request,
        ctx: AsyncContext,
        act: Route,
        values: Mapping[str, Any],
        errors: Mapping[str, str],
        status: int,
    ) -> Response:
        """Show the page with an act's form, filled with what was typed."""
        page = route_of(act.form)
        own = {name: value for name, value in values.items() if name in page.fields}
        shown = with_errors(ctx, errors)
        async with self._recording.of(ctx.person, _audit_name(page), closest_object(own)):
            result, frame = await self._respond(page, shown, own)
        return await self._page(request, shown, page, result, frame, status)

    async def _follow(
        self, request: Request, session: WebSession, route: Route, values: Mapping[str, Any]
    ) -> Response:
        """Begin a stream. The use of the session is not recorded by it, so that it can be idle."""
        token, app = self.cookies.session(request) or "", self.app
        name, about = _audit_name(route), closest_object(values)

        def snapshot(conn: Connection) -> Snapshot:
            found = sessions.find(conn, token, app.clock.now())
            if found is None or not has_accepted(found.person):
                raise NotFound
            ctx = async_context(app, found.person, found.id, self.bot).within(conn)
            if route.right is not None:
                ensure_holds(conn, ctx.person, route.right)
            result: Snapshot = route.handler(ctx, *values.values())
            return result

        try:
            async with self._recording.of(session.person, name, about):
                first = await app.database.read(snapshot)
        except NotFound:
            return self.refuse(words(session.person.language), 404, "not found", route)
        if EVENTS not in request.headers.get("accept", ""):
            return JSONResponse(dict(first.content))
        if self.streams.is_full(session.person.id):
            return self.message(words(session.person.language), 429)
        return self.streams.answer(session.person.id, first, lambda: app.database.read(snapshot))

    async def _respond(
        self, route: Route, ctx: AsyncContext, values: Mapping[str, Any]
    ) -> tuple[Any, Mapping[str, object]]:
        """Run a handler, and read what stands around its page in the same transaction."""

        def permit(inside: Context) -> Mapping[str, object]:
            if route.right is not None:
                ensure_holds(inside.conn, inside.person, route.right)
            return self._frame(inside)

        if route.is_async:
            frame = await ctx.read(permit)
            return await route.handler(ctx, *values.values()), frame

        def handle(inside: Context) -> tuple[Any, Mapping[str, object]]:
            frame = permit(inside)
            return route.handler(inside, *values.values()), frame

        if route.method is Method.ACT:
            return await ctx.write(handle)
        return await ctx.read(handle)

    async def _page(
        self,
        request: Request,
        ctx: AsyncContext,
        route: Route,
        values: Mapping[str, object],
        frame: Mapping[str, object],
        status: int = 200,
    ) -> Response:
        notice = self.cookies.notice(request)
        shown = {
            **frame,
            "errors": ctx.errors,
            "form": ctx.form,
            "notice": notice,
            "here": ctx.path,
            "framed": ctx.framed,
            "query": ctx.query,
            **values,
        }
        async with ctx.turn:
            page = await asyncio.to_thread(render, route.template, ctx.words, self.base, shown)
        response = HTMLResponse(page, status)
        if notice:
            self.cookies.drop_notice(response, framed=ctx.framed)
        owner = self._kept.owner(ctx.person.id)
        if self.cookies.owner(request) != owner:
            self.cookies.keep_owner(response, owner, framed=ctx.framed)
        return response

    async def _ask(self, request: Request, ctx: AsyncContext, intent: Intent) -> Response:
        """Ask for a confirmation in the chat, on a page that sends the form again afterwards."""
        asked = await ctx.write(
            lambda at: confirmations.ask(at.conn, at.request, at.session_id, intent, at.app.dice)
        )
        typed = [
            (name, value)
            for name, sent in ctx.form.values.items()
            for value in sent
            if name != CONFIRMATION
        ]
        values = {
            "path": request.url.path,
            "typed": [*typed, (CONFIRMATION, asked)],
            "poll": f"{self.base}/confirmations/{asked}",
        }
        return HTMLResponse(render("confirm", ctx.words, self.base, values))

    def refuse(self, speak: Words, status: int, reason: str, route: Route | None) -> Response:
        """Refuse a request with a sentence, and log that without anything that was sent."""
        name = "" if route is None else route.name
        log.warning("request refused", reason=reason, status=status, route=name)
        return self.message(speak, status)

    def message(self, speak: Words, status: int) -> Response:
        """A page with a sentence in place of what was asked for."""
        shown = {"sentence": _sentence(speak, status)}
        content = render(_PAGE_TEMPLATE, speak, self.base, shown)
        return HTMLResponse(content, status, headers=security.headers())

    def _signed_out(
        self, request: Request, speak: Words, form: Form, route: Route | None
    ) -> Response:
        """Ask to sign in, and return to the page afterwards; a form keeps its input.

        A file cannot be kept: browsers let no page choose one. In a frame of Telegram's web client
        nobody can sign in but by opening the Mini App again.
        """
        owner = self.cookies.owner(request)
        is_kept = route is not None and route.form != "" and owner != ""
        path = self._path_to_return(request, route)
        typed = [(name, value) for name, sent in form.values.items() for value in sent]
        if is_kept:
            path = request.url.path
            ticket = self._kept.ticket(owner, path, self.app.clock.now())
            typed = [each for each in typed if each[0] != TICKET] + [(TICKET, ticket)]
        values = {
            "path": path,
            "is_kept": is_kept,
            "is_framed": _is_framed(request),
            "is_act": request.method == "POST",
            "typed": typed,
            "takes_files": route is not None and route.largest_file > 0,
            "had_file": bool(form.files),
            "institution": self.institution,
        }
        return HTMLResponse(render("signed_out", speak, self.base, values), 401)

    def _path_to_return(self, request: Request, route: Route | None) -> str:
        """The page that was asked for, or on which a button was pressed; else the first one."""
        asked = request.url
        if request.method == "POST":
            asked = URL(request.headers.get("referer", ""))
            found = self.routes.match(asked.path.removeprefix(self.base), acts=False)
            route = found[0] if found is not None else None
        if route is None or route.method is not Method.PAGE:
            return f"{self.base}/"
        return f"{asked.path}?{asked.query}" if asked.query else asked.path


def _is_framed(request: Request) -> bool:
    return request.headers.get("sec-fetch-dest") == "iframe"


def _speak(request: Request, person: Person | None) -> Words:
    language = request.headers.get("accept-language", "")
    return words(person.language if person else nearest(language.split(",")[0]))


def _audit_name(route: Route) -> str:
    return route.name.replace("_", "-")


def _fields(request: Request) -> Form:
    """The query as a form."""
    values: dict[str, list[str]] = {}
    for name, value in request.query_params.multi_items()[:MOST_FIELDS]:
        values.setdefault(name, []).append(value)
    return Form(values)


def _file(download: Download) -> Response:
    disposition = f"attachment; filename*=UTF-8''{security.quoted(download.name)}"
    return Response(
        download.content,
        media_type=download.media_type,
        headers={"Content-Disposition": disposition},
    )


def _sentence(speak: Words, status: int) -> str:
    say = speak.say
    match status:
        case 403:
            return say("This request came from a page outside the console. Nothing was changed.")
        case 409:
            return say(
                "What was typed here is somebody else's, or is more than an hour "
                "old. Nothing was sent."
            )
        case 413:
            return say("This is too large. Nothing was changed.")
        case 429:
            return say("Too many attempts. Please wait a few minutes.")
        case 503:
            return say("The database can't be reached right now. Please try again in a minute.")
        case _:
            return say("There is nothing here, or it isn't yours to see.")
