"""Files of a scenario that an author sends: what is wrong with them, or the edition they make."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from typing import Final

from bot.app.access.rights import Right
from bot.app.errors import NotFound
from bot.app.person_names import single_line
from bot.chat.author import text_sheets
from bot.chat.author.edition_changes import change_lines, changes_file
from bot.chat.author.finding_lines import SHORT, advice_lines, finding_lines, findings_file
from bot.chat.author.long_lists import LETTERS, following
from bot.chat.kit.ask import ask
from bot.chat.kit.context import AsyncContext
from bot.chat.kit.request import Reply, UploadedFile
from bot.chat.kit.routes import RouteKind, button, main, upload
from bot.chat.kit.screen import screen
from bot.fields import Id
from bot.lines import Line, note, text, title
from bot.locale import Words
from bot.phrases.case_phrases import title_of
from bot.phrases.edition_phrases import concern_lines
from bot.phrases.finding_phrases import LONGEST_NAME, ordered
from bot.phrases.scenario_phrases import lone_language
from bot.scenario_files.submission_phrases import (
    kept_words,
    too_demanding,
    unplayable_remedy,
    why_not_kept,
    why_refused,
)
from bot.scenario_files.submissions import (
    LoneTranslation,
    NotKept,
    Received,
    Rejected,
    Submitting,
    TooDemanding,
    Unplayable,
)
from bot.scenario_files.uploaded_files import (
    FileRejected,
    RejectionReason,
)
from scenarios.bidi import insert
from scenarios.findings import errors
from storage.db.connection import Connection

CASE_FILE: Final = "case-file"  # the question
PATIENCE: Final = 2.0  # seconds; what takes longer to check comes as a later answer
MOST_UNREAD: Final = 5  # names of files that were not read


@upload(CASE_FILE, right=Right.WRITE_SCENARIO, anytime=True)
async def take_case_file(ctx: AsyncContext, file: UploadedFile, scenario_id: Id = "") -> Reply:
    """Check a file, of one scenario or of any, and keep it where nothing is wrong."""
    task = asyncio.create_task(_checked(ctx, file, scenario_id))
    done, _ = await asyncio.wait((task,), timeout=PATIENCE)
    if done:
        return task.result()

    async def later() -> Reply:
        return await task

    checking = ctx.say(
        "The file has arrived and is being checked, which takes longer than "
        "usual. The result appears here. If nothing comes, send it again."
    )
    return Reply(screen(text(checking)), later=later)


async def _checked(ctx: AsyncContext, file: UploadedFile, wanted: str) -> Reply:
    def expect_more(conn: Connection, scenario_id: str) -> None:
        ask(ctx.within(conn), take_case_file, scenario_id, kind=RouteKind.UPLOAD)

    app = ctx.app
    submitting = Submitting(app.database, app.library, ctx.request, wanted, alongside=expect_more)
    async with app.checks.turn(ctx.person.id):
        try:
            return _received(ctx.words, await submitting.take(file.name, file.content))
        except FileRejected as refused:
            asked = (ctx.person.awaits or "").partition(":")[0] == CASE_FILE
            if not asked and refused.reason in (RejectionReason.KIND, RejectionReason.SHEET):
                raise NotFound from None  # a file of another kind, which nobody asked for
            return _problem(ctx.words, *why_refused(ctx.words, refused.reason))
        except NotKept as problem:
            return _not_kept(ctx.words, problem, wanted)


def _not_kept(words: Words, problem: NotKept, wanted: str) -> Reply:
    match problem:
        case LoneTranslation():
            alone = words.say(
                "This is a translation. Open the case that it belongs to and tap New edition "
                "first, or send both files in one zip."
            )
            return _problem(words, alone)
        case Unplayable():
            return _unplayable(words, problem)
        case TooDemanding():
            return _problem(words, too_demanding(words))
        case Rejected():
            return _problem(words, why_not_kept(words, problem, wanted))
    return text_sheets.not_merged(words, problem)


def _problem(words: Words, problem: str, remedy: str = "") -> Reply:
    back = button(words.say("Your scenarios"), "scenario_list")
    return Reply(screen(text(problem), bool(remedy) and note(remedy), back))


def _unplayable(words: Words, problem: Unplayable) -> Reply:
    """The errors in the uploaded files, or in files of the previous edition."""
    say, loaded = words.say, problem.loaded
    findings, wrong = ordered(loaded.findings, problem.sent.names), errors(loaded.findings)
    remedy = unplayable_remedy(words, problem) or say(
        "Fix these and send the file again, here in the chat."
    )
    shown = screen(
        title(say("Not yet playable")),
        text(
            words.count(
                "{n} error must be fixed before it can be played. The file was not saved.",
                "{n} errors must be fixed before it can be played. The file was not saved.",
                len(wrong),
            )
        ),
        finding_lines(words, findings, LETTERS),
        note(remedy),
        button(say("Your scenarios"), "scenario_list"),
    )
    return Reply(shown, then=following(*findings_file(words, findings, LETTERS)))


def _received(words: Words, found: Received) -> Reply:
    """It can be played, and is kept."""
    kept, scenario, sent = found.kept, found.scenario, found.sent
    concerns, comparison = found.concerns, found.comparison
    say, advice = words.say, ordered(found.loaded.findings, sent.names)
    scenario_id, number = scenario.id, kept.edition.number
    shown = screen(
        title(title_of(words, scenario)),
        text(kept_words(words, kept)),
        concern_lines(words, concerns),
        comparison is not None and change_lines(words, comparison),
        advice_lines(words, advice),
        lone_language(words, tuple(scenario.scripts)),
        _unread(words, sent.unread),
        main(button(say("Play it as a learner"), "play_edition", scenario_id, number)),
        kept.used not in (None, number)
        and button(say("Put edition {n} in use", n=number), "edition_page", scenario_id, number),
        button(say("Share, publish and more"), "scenario_page", scenario_id),
    )
    changes = changes_file(words, comparison.difference) if comparison else ()
    return Reply(shown, then=following(*findings_file(words, advice, SHORT), *changes))


def _unread(words: Words, unread: Sequence[str]) -> Iterator[Line]:
    """Names of files that were not read, which anyone may have given them."""
    if unread:
        names = (single_line(name, LONGEST_NAME) for name in unread[:MOST_UNREAD])
        listed = words.listed([insert(name, words.language) for name in names])
        lead = words.say("Ignored, as it is not part of a case:")
        yield note(f"{lead} {listed}")
