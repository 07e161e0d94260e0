"""Notices of live sessions: a class has begun, a session was signed."""

from __future__ import annotations

from bot.app.errors import NotFound
from bot.app.live_session.attendance_list import CLASS_BEGAN
from bot.app.live_session.observation import SIGNED
from bot.app.live_session.session_entry import awaited_in
from bot.app.live_session.session_rights import session_to_lead
from bot.chat.kit.notices import Facts, NoticeContext, NoticeText, notice
from bot.chat.kit.routes import button, main
from bot.phrases.labels import title_in


@notice(CLASS_BEGAN)
def class_began(ctx: NoticeContext, facts: Facts) -> NoticeText | None:
    """To members who are not there, while the class is running."""
    session = awaited_in(ctx.conn, ctx.person, facts["session"], ctx.now)
    if session is None:
        return None
    text = ctx.say(
        "Your class has started: “{title}”, {place}.",
        title=title_in(ctx.app.library, ctx.words, session.scenario),
        place=session.place,
    )
    return NoticeText(text, main(button(ctx.say("Join the class"), "join_session", session.id)))


@notice(SIGNED)
def session_signed(ctx: NoticeContext, facts: Facts) -> NoticeText | None:
    """To who led the session, as long as they may see it."""
    try:
        session, cohort = session_to_lead(ctx.conn, ctx.person, facts["session"])
    except NotFound:
        return None
    named = {
        "cohort": cohort.name,
        "title": title_in(ctx.app.library, ctx.words, session.scenario),
    }
    text = (
        ctx.say("{cohort}: the session “{title}” is signed off.", **named)
        if session.signed_off
        else ctx.say(
            "{cohort}: the session “{title}” is signed, not yet as led well. You can "
            "read the observations.",
            **named,
        )
    )
    return NoticeText(text, button(ctx.say("The session"), "session_record", session.id))
