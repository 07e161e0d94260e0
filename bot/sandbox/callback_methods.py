"""Answering taps, and showing that the bot is at work."""

from telegram.constants import ChatAction

from bot.sandbox import refusals
from bot.sandbox.calls import Call
from bot.sandbox.method_registry import method

LONGEST_ANSWER = 200


@method
def answer_callback_query(call: Call) -> bool:
    """Stop the clock on a button, perhaps with a word."""
    world = call.world
    text = call.get("text", "")
    if len(text) > LONGEST_ANSWER:
        raise refusals.bad(refusals.ANSWER_TOO_LONG)
    query = world.take_query(call.args["callback_query_id"])
    if query is None:
        raise refusals.bad(refusals.QUERY_TOO_OLD)
    if text:
        toast = {
            "callback_query_id": query.id,
            "text": text,
            "show_alert": call.get("show_alert", False),
        }
        query.person.toasts.append(toast | {"at": world.seconds()})
    world.changed(query.person)
    return True


@method
def send_chat_action(call: Call) -> bool:
    """`typing`, for five seconds or until the next message."""
    if call.args["action"] not in set(ChatAction):
        raise refusals.bad(refusals.WRONG_ACTION)
    person = call.world.chat(call.args["chat_id"])
    person.action = (call.args["action"], call.world.now())
    call.world.changed(person)
    return True
