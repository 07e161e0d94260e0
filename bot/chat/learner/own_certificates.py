"""One's own programmes and certificates."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence

from bot.app.certificates import own_certificates
from bot.app.certificates.open_badge import badge
from bot.app.certificates.own_certificates import OwnCertificate
from bot.app.certificates.programme_progress import ProgrammeProgress, StepStatus
from bot.chat.common.certificate_links import certificate_button
from bot.chat.kit.ask import ask
from bot.chat.kit.context import BaseContext, Context
from bot.chat.kit.request import RefusalError, Reply, ScreenPlacement
from bot.chat.kit.routes import answer, button, command, main, tap
from bot.chat.kit.screen import Button, Screen, screen
from bot.fields import Flag, Id, Key
from bot.files import OutgoingFile
from bot.lines import Line, heading, note, text, title
from bot.phrases.certificate_paper import CODED, badge_of, page_of
from bot.phrases.date_phrases import date_of
from bot.phrases.labels import title_in
from bot.pictures import certificate as pictures
from storage.certificates.certificates import Certificate


@command("certificates")
def show_own_programmes(ctx: Context, _typed: str) -> Screen:
    return own_programmes(ctx)


@tap("za")
def own_programmes(ctx: Context) -> Screen:
    say, found = ctx.say, own_certificates.progress(ctx.conn, ctx.request)
    return screen(
        title(say("Your programmes")),
        not found
        and text(say("A programme is several cases in order. You have not been given one yet.")),
        [text(programme_summary(ctx, each)) for each in found],
        [button(_title(ctx, each), own_programme, each.programme.id) for each in found],
        button(say("Today"), "today_page"),
    )


def programme_summary(ctx: BaseContext, progress: ProgrammeProgress) -> str:
    """A programme, and how far the person is in it."""
    return f"{_title(ctx, progress)}\n{_state(ctx, progress)}"


def _title(ctx: BaseContext, progress: ProgrammeProgress) -> str:
    return progress.programme.title.in_(ctx.words.language)


def _state(ctx: BaseContext, progress: ProgrammeProgress) -> str:
    say, latest = ctx.say, progress.latest
    if latest is None:
        return say("{n} of {all} steps passed", n=progress.passed, all=len(progress.steps))
    if latest.revoked_at is not None:
        day = date_of(ctx.words, latest.revoked_at, ctx.person.timezone)
        return say("The certificate was revoked on {day}.", day=day)
    day = date_of(ctx.words, latest.expires_at, ctx.person.timezone)
    if latest.is_valid(ctx.now):
        return say("Certificate, valid until {day}", day=day)
    return say("The certificate expired on {day}.", day=day)


@tap("zb", writes=True)
def own_programme(ctx: Context, programme_id: Id) -> Screen:
    """A programme, its steps, and its certificate."""
    progress = own_certificates.progress_in(ctx.conn, ctx.request, programme_id)
    latest = progress.latest
    return screen(
        title(_title(ctx, progress)),
        text(_state(ctx, progress)),
        (latest is None or progress.is_renewing(ctx.now)) and _steps(ctx, progress),
        note(ctx.say("Pass every step to get your certificate."))
        if latest is None
        else _certificate(ctx, latest, renewing=progress.is_renewing(ctx.now)),
        latest is not None and latest.revoked_at is None and _certificate_buttons(ctx, latest),
        button(ctx.say("Your programmes"), own_programmes),
        button(ctx.say("Today"), "today_page"),
    )


def _steps(ctx: Context, progress: ProgrammeProgress) -> Iterator[Line]:
    titles = [title_in(ctx.app.library, ctx.words, each.step.scenario) for each in progress.steps]
    steps = zip(progress.steps, titles, strict=True)
    yield heading(ctx.say("Steps"))
    yield text("\n".join(_step(ctx, each, named) for each, named in steps))
    if progress.next is not None:
        ahead = titles[progress.steps.index(progress.next)]
        yield text(ctx.say("Next: {title}", title=ahead))


def _step(ctx: Context, progress: StepStatus, title: str) -> str:
    say, mark = ctx.say, progress.step.pass_mark
    if progress.passed is not None:
        state = say("done") if mark is None else say("passed")
        return f"✓ {title} · {state}"
    if mark is None:
        return f"○ {title}"
    required = say("pass mark {mark}%", mark=mark)
    return f"○ {title} · {required}"


def _certificate(ctx: Context, latest: Certificate, *, renewing: bool) -> Iterator[Line]:
    say = ctx.say
    if latest.reason is not None:
        yield text(latest.reason)
    if renewing:
        yield text(
            say(
                "To renew it, pass the cases that have a pass mark once more: ask your "
                "trainer to assign the programme again."
            )
        )
    if latest.revoked_at is None:
        yield text(say("Code for checking: {code}", code=latest.shown_code))
        yield note(
            say("Anyone who checks the code sees your full name.")
            if latest.named
            else say("Anyone who checks the code sees your initials.")
        )


def _certificate_buttons(ctx: Context, latest: Certificate) -> Iterator[Button]:
    say = ctx.say
    yield main(certificate_button(ctx.words, latest.id))
    label = say("Show initials only") if latest.named else say("Show my full name")
    yield button(label, set_certificate_name, latest.id, not latest.named)
    yield button(say("As a digital badge (JSON)"), send_badge, latest.id)


@tap("ze", writes=True)
def set_certificate_name(ctx: Context, certificate_id: Key, whole: Flag) -> Screen:
    found = own_certificates.set_name_shown(ctx.conn, ctx.request, certificate_id, whole=whole)
    return own_programme(ctx, found.programme)


@tap("zc", writes=True, place=ScreenPlacement.NEW)
def send_certificate(ctx: Context, certificate_id: Key) -> Screen | Reply:
    """The certificate as a picture and to print; people without a name are asked for it first."""
    own = own_certificates.get(ctx.conn, ctx.request, certificate_id)
    return _certificate_files(ctx, own) if own.names else _ask_name(ctx, own)


@tap("zd", writes=True, place=ScreenPlacement.NEW)
def send_badge(ctx: Context, certificate_id: Key) -> Screen | Reply:
    """The certificate as an Open Badges credential."""
    own = own_certificates.get(ctx.conn, ctx.request, certificate_id)
    return _badge_file(ctx, own) if own.names else _ask_name(ctx, own)


def _ask_name(ctx: Context, own: OwnCertificate) -> Screen:
    ask(ctx, enter_certificate_name, own.certificate.id)
    return _name_question(ctx, own.certificate)


@answer("certificate-name")
def enter_certificate_name(ctx: Context, typed: str, certificate_id: Key) -> Reply:
    saved = own_certificates.save_typed_name(ctx.conn, ctx.request, typed)
    own = own_certificates.get(ctx.conn, ctx.request, certificate_id)
    if not saved:
        raise RefusalError(_name_question(ctx, own.certificate, refused=True))
    return _certificate_files(ctx, own)


def _name_question(ctx: Context, certificate: Certificate, *, refused: bool = False) -> Screen:
    say = ctx.say
    return screen(
        title(say("Which name should your certificate show?")),
        refused and text(say("Letters only, please.")),
        text(say("Type it in Latin or Arabic letters. You can add the other in Settings.")),
        _back(ctx, certificate),
    )


def _certificate_files(ctx: Context, own: OwnCertificate) -> Reply:
    say, certificate, links = ctx.say, own.certificate, ctx.app.links
    link = links.deep_link(CODED + certificate.code)
    page = page_of(certificate, own.names, link, links.username, ctx.person.timezone)

    async def files() -> Sequence[OutgoingFile]:
        picture = await asyncio.to_thread(pictures.png, page)
        printed = await asyncio.to_thread(pictures.pdf, page)
        name = f"basira-{certificate.programme}.pdf"
        return (
            OutgoingFile(
                "certificate.png",
                picture,
                picture=True,
                caption=say("Well done! Your certificate"),
                celebrated=True,
            ),
            OutgoingFile(name, printed, caption=say("The same, to print")),
        )

    shown = screen(
        text(say("Your certificate is on its way: a picture, and a file to print.")),
        _back(ctx, certificate),
    )
    return Reply(shown, then=files)


def _badge_file(ctx: Context, own: OwnCertificate) -> Reply:
    say, certificate, links = ctx.say, own.certificate, ctx.app.links
    link = links.deep_link(CODED + certificate.code)
    made = badge(badge_of(ctx.words, certificate, own.names, link, links.username))
    caption = say("A badge for apps that collect them (Open Badges 3.0), not signed.")

    async def files() -> Sequence[OutgoingFile]:
        return (OutgoingFile(f"basira-{certificate.programme}.json", made, caption=caption),)

    shown = screen(
        text(
            say(
                "The file follows: an Open Badges 3.0 credential. It is not signed; "
                "anyone can check its code."
            )
        ),
        _back(ctx, certificate),
    )
    return Reply(shown, then=files)


def _back(ctx: Context, certificate: Certificate) -> Button:
    return button(ctx.say("Back"), own_programme, certificate.programme)
