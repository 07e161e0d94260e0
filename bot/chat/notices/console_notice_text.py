"""Notices of the console: which number a page shows, and whether an act is meant."""

from __future__ import annotations

from bot.app.request import Request
from bot.app.web_sessions import confirmations, sign_in
from bot.app.web_sessions.confirmations import ASK
from bot.app.web_sessions.sign_in import CHOOSE
from bot.chat.kit.notices import Facts, NoticeContext, NoticeText, notice
from bot.chat.kit.routes import button, danger, main
from bot.chat.kit.screen import in_rows
from bot.phrases.console_phrases import act_sentence
from scenarios.languages import RTL


@notice(CHOOSE)
def choose_number(ctx: NoticeContext, facts: Facts) -> NoticeText | None:
    request_id, say = facts["request"], ctx.say
    numbers = sign_in.offered_numbers(ctx.conn, Request(ctx.person, ctx.now), request_id)
    if not numbers:
        return None
    choices = [
        button(str(number), "choose_console_number", request_id, number) for number in numbers
    ]
    refuse = danger(button(say("It was not me"), "refuse_console_sign_in", request_id))
    return NoticeText(
        say(
            "A browser wants to sign in to the console as you. If you opened it just now, tap the "
            "number that it shows."
        ),
        more=(*in_rows(choices, (len(choices),), rtl=ctx.words.language in RTL), refuse),
    )


@notice(ASK)
def confirm_act(ctx: NoticeContext, facts: Facts) -> NoticeText | None:
    asked, say = facts["confirmation"], ctx.say
    found = confirmations.waiting(ctx.conn, Request(ctx.person, ctx.now), asked)
    if found is None:
        return None
    act = act_sentence(ctx, found.act, confirmations.named_object(ctx.conn, found))
    question = say("You asked for this on the console just now. Confirm it only if it was you.")
    return NoticeText(
        f"{act}\n{question}",
        button(say("No"), "answer_console_act", asked, granted=False),
        main(button(say("Confirm"), "answer_console_act", asked, granted=True)),
    )
