"""Sending, editing and deleting messages."""

from typing import Any, TypeAlias

from bot.sandbox import keyboards, objects, refusals
from bot.sandbox.calls import Call
from bot.sandbox.keyboards import Markup
from bot.sandbox.method_registry import method
from bot.sandbox.text import Text, read_caption, read_text
from bot.sandbox.world import Message, Person

Json: TypeAlias = dict[str, Any]

# The fields that an edit compares to detect a change.
_CONTENT = ("text", "entities", "caption", "caption_entities", "photo", "document", "reply_markup")

# The effects that everyone may use, and their emoji.
EFFECTS = {
    "5104841245755180586": "🔥",
    "5107584321108051014": "👍",
    "5104858069142078462": "👎",
    "5159385139981059251": "❤️",
    "5046509860389126442": "🎉",
    "5046589136895476101": "💩",
}

# A private chat has none of these.
_ELSEWHERE = {
    "business_connection_id": "business connection not found",
    "message_thread_id": "message thread not found",
    "suggested_post_parameters": "suggested posts can be sent only to channel direct messages",
}


@method
def send_message(call: Call) -> Json:
    text = read_text(call.args["text"], call.get("parse_mode"), call.get("entities"))
    return send(call, text.shown("text"), text)


@method
def edit_message_text(call: Call) -> Json:
    """Another text in the same place."""
    text = read_text(call.get("text", ""), call.get("parse_mode"), call.get("entities"))
    markup = keyboards.read(call.get("reply_markup"))
    person, message = edited(call)
    if "text" not in message.shown:
        raise refusals.bad(refusals.NO_TEXT_TO_EDIT)
    return change(call, person, message, text.shown("text"), markup, text.source)


@method
def edit_message_caption(call: Call) -> Json:
    """Another caption under the same picture or document."""
    caption = caption_of(call)
    markup = keyboards.read(call.get("reply_markup"))
    person, message = edited(call)
    if not message.shown.keys() & {"photo", "document"}:
        raise refusals.bad(refusals.NO_CAPTION_TO_EDIT)
    kept = {name: message.shown[name] for name in ("photo", "document") if name in message.shown}
    return change(call, person, message, kept | caption.shown("caption"), markup, caption.source)


@method
def edit_message_reply_markup(call: Call) -> Json:
    """Other buttons under the same message, or none."""
    markup = keyboards.read(call.get("reply_markup"))
    person, message = edited(call)
    kept = {name: message.shown[name] for name in _CONTENT[:-1] if name in message.shown}
    return change(call, person, message, kept, markup, message.source)


@method
def delete_message(call: Call) -> bool:
    """Delete a message of the bot or of the person."""
    person = call.world.chat(call.args["chat_id"])
    message = person.messages.get(call.args["message_id"])
    if message is None or message.deleted:
        raise refusals.bad(refusals.DELETE_NOT_FOUND)
    if not call.world.young(message):
        raise refusals.bad(refusals.CANT_DELETE)
    message.deleted = True
    call.world.changed(person)
    return True


@method
def delete_messages(call: Call) -> bool:
    """Take several messages away; those that cannot be found are skipped."""
    person, ids = call.world.chat(call.args["chat_id"]), call.args["message_ids"]
    if not all(isinstance(message_id, int) for message_id in ids):
        raise refusals.bad(refusals.NO_MESSAGE_ID)
    for message_id in ids:
        message = person.messages.get(message_id)
        if message is not None and not message.deleted:
            if not call.world.young(message):
                raise refusals.bad(refusals.CANT_DELETE)
            message.deleted = True
    call.world.changed(person)
    return True


def send(call: Call, content: Json, text: Text) -> Json:
    """Add the bot's message to the chat, and set the reply keyboard."""
    markup = keyboards.read(call.get("reply_markup"))
    person = call.world.chat(call.args["chat_id"])
    for elsewhere, reason in _ELSEWHERE.items():
        if elsewhere in call.args:
            raise refusals.bad(reason)
    content = (
        _reply(call, person) | content | _under(keyboards.check(markup, private=person.id > 0))
    )
    if effect := call.get("message_effect_id"):
        if effect not in EFFECTS:
            raise refusals.bad(refusals.EFFECT)
        content["effect_id"] = effect
    if call.get("protect_content"):
        content["has_protected_content"] = True
    call.sandbox.meter.take(person.id)
    person.action = None
    if markup.keyboard or markup.removes:
        person.keyboard = markup.keyboard
    return call.world.add_message(person, call.world.profile.user(), content, text.source).shown


def caption_of(call: Call) -> Text:
    """The caption that the call gives."""
    return read_caption(
        call.get("caption", ""), call.get("parse_mode"), call.get("caption_entities")
    )


def edited(call: Call) -> tuple[Person, Message]:
    """Find the message to edit.

    Raises:
        Refusal: There is no such message, or the bot did not send it.
    """
    if "inline_message_id" in call.args:
        # There is no inline mode here, so no such message.
        raise refusals.bad("MESSAGE_ID_INVALID")
    if "message_id" not in call.args:
        raise refusals.bad(refusals.NO_MESSAGE_ID)
    if "chat_id" not in call.args:
        raise refusals.bad(refusals.NO_CHAT_ID)
    person = call.world.chat(call.args["chat_id"])
    message = person.messages.get(call.args["message_id"])
    if message is None or message.deleted:
        raise refusals.bad(refusals.EDIT_NOT_FOUND)
    if message.shown["from"]["id"] != call.world.profile.id:
        raise refusals.bad(refusals.CANT_EDIT)
    return person, message


def change(
    call: Call, person: Person, message: Message, content: Json, markup: Markup, source: str | None
) -> Json:
    """Replace the content of a message.

    Raises:
        Refusal: The content is unchanged.
    """
    content = content | _under(keyboards.check(markup, private=person.id > 0))
    kept = {name: value for name, value in message.shown.items() if name not in _CONTENT}
    if {name: value for name, value in message.shown.items() if name in _CONTENT} == content:
        raise refusals.bad(refusals.NOT_MODIFIED)
    message.shown = kept | {"edit_date": call.world.seconds()} | content
    message.source = source
    call.world.changed(person)
    return message.shown


def _under(markup: Markup) -> Json:
    return {"reply_markup": markup.inline} if markup.inline else {}


def _reply(call: Call, person: Person) -> Json:
    asked = call.get("reply_parameters")
    if asked is None:
        return {}
    objects.check("ReplyParameters", asked, "")
    message = person.messages.get(asked["message_id"])
    if message is not None and not message.deleted:
        return {
            "reply_to_message": {k: v for k, v in message.shown.items() if k != "reply_to_message"}
        }
    if asked.get("allow_sending_without_reply"):
        return {}
    raise refusals.bad(refusals.REPLY_NOT_FOUND)
