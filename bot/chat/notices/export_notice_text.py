"""Notices of exported files, for those named, for those who must delete one, for the maker."""

from __future__ import annotations

from bot.app.exports import export_notices
from bot.app.exports.export_notices import DELETE, MADE, NAMED
from bot.chat.kit.notices import Facts, NoticeContext, NoticeText, notice
from bot.chat.kit.routes import button
from bot.phrases.date_phrases import date_of
from bot.phrases.export_phrases import maker, sets_named


@notice(NAMED)
def named_in_file(ctx: NoticeContext, facts: Facts) -> NoticeText | None:
    release, say = export_notices.current_naming(ctx.conn, ctx.person, facts["release"]), ctx.say
    if release is None:
        return None
    text = say(
        "A file with your name was made on {day}: {sets}. Made by: {by}.",
        day=date_of(ctx.words, release.made_at, ctx.person.timezone),
        sets=sets_named(ctx.words, release.sets),
        by=maker(ctx.words, release),
    )
    if release.reason:
        text += " " + say("The reason: {reason}", reason=release.reason)
    if release.handed_to:
        text += "\n" + say("Handed to: {whom}", whom=release.handed_to)
    return NoticeText(text + "\n" + say("/mydata lists every file with your name."))


@notice(DELETE)
def delete_file(ctx: NoticeContext, facts: Facts) -> NoticeText | None:
    release, say = export_notices.awaiting_deletion(ctx.conn, facts["release"]), ctx.say
    if release is None:
        return None
    day = date_of(ctx.words, release.made_at, ctx.person.timezone)
    file = sets_named(ctx.words, release.sets)
    if release.made_by == ctx.person.id:
        text = say(
            "You have a file from {day}: {sets}. Someone who may be in it has been "
            "erased here. Delete it wherever it is, and make a new one if you still "
            "need it.",
            day=day,
            sets=file,
        )
    else:
        text = say(
            "A file was made on {day}: {sets}. Someone who may be in it has been "
            "erased here. Make sure its holder deletes it; {command} lists it.",
            day=day,
            sets=file,
            command="basira export-log",
        )
    return NoticeText(text, button(say("It is deleted"), "confirm_deleted", release.id))


@notice(MADE)
def file_made(ctx: NoticeContext, facts: Facts) -> NoticeText:
    say = ctx.say
    if facts["made"]:
        text = say("The file you asked for on the console is ready. Download it there soon:")
    else:
        text = say(
            "The file you asked for on the console could not be created. The reason is there:"
        )
    return NoticeText(f"{text}\n{ctx.app.links.console}/exports/files")
