"""The bot's profile, and what it can look up about a chat."""

from typing import Any, TypeAlias

from bot.sandbox import keyboards, objects, refusals
from bot.sandbox.calls import Call
from bot.sandbox.method_registry import method

Json: TypeAlias = dict[str, Any]

LONGEST_NAME = 64
LONGEST_SHORT_DESCRIPTION = 120
LONGEST_DESCRIPTION = 512


@method
def get_me(call: Call) -> Json:
    return call.world.profile.user() | {
        "can_join_groups": False,
        "can_read_all_group_messages": False,
        "supports_inline_queries": False,
    }


@method
def log_out(_call: Call) -> bool:
    """Without effect in the sandbox."""
    return True


@method
def close(_call: Call) -> bool:
    """Without effect in the sandbox."""
    return True


@method
def set_my_commands(call: Call) -> bool:
    """The commands that a phone offers."""
    commands, scope = call.args["commands"], call.get("scope")
    call.world.profile.set_commands(commands, scope, call.get("language_code", ""))
    return _everyone_looks(call)


@method
def get_my_commands(call: Call) -> list[Json]:
    """The commands of one scope and language."""
    return call.world.profile.commands(call.get("scope"), call.get("language_code", ""))


@method
def delete_my_commands(call: Call) -> bool:
    """Offer the commands of a wider scope again."""
    call.world.profile.delete_commands(call.get("scope"), call.get("language_code", ""))
    return _everyone_looks(call)


@method
def set_my_name(call: Call) -> bool:
    """The bot's name."""
    return _set(call, "name", LONGEST_NAME)


@method
def get_my_name(call: Call) -> Json:
    """The bot's name."""
    return {"name": _text(call, "name")}


@method
def set_my_description(call: Call) -> bool:
    """The text of an empty chat."""
    return _set(call, "description", LONGEST_DESCRIPTION)


@method
def get_my_description(call: Call) -> Json:
    """The text of an empty chat."""
    return {"description": _text(call, "description")}


@method
def set_my_short_description(call: Call) -> bool:
    """The text of the bot's card."""
    return _set(call, "short_description", LONGEST_SHORT_DESCRIPTION)


@method
def get_my_short_description(call: Call) -> Json:
    """The text of the bot's card."""
    return {"short_description": _text(call, "short_description")}


@method
def set_chat_menu_button(call: Call) -> bool:
    """The button beside the text field."""
    button = _menu_button(call.get("menu_button", {"type": "default"}))
    call.world.profile.menu_buttons[_menu_chat(call)] = button
    return _everyone_looks(call)


@method
def get_chat_menu_button(call: Call) -> Json:
    """The button beside the text field."""
    return call.world.profile.menu_button(_menu_chat(call))


@method
def get_chat(call: Call) -> Json:
    """A person's chat, with what the library insists on."""
    return call.world.chat(call.args["chat_id"]).chat() | {
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": {
            "unlimited_gifts": False,
            "limited_gifts": False,
            "unique_gifts": False,
            "premium_subscription": False,
            "gifts_from_channels": False,
        },
    }


def _menu_button(given: Json) -> Json:
    match given.get("type"):
        case "web_app":
            objects.check("MenuButtonWebApp", given, refusals.MENU_BUTTON)
            objects.check("WebAppInfo", given["web_app"], refusals.MENU_BUTTON)
            if not given["text"].strip():
                raise refusals.bad(refusals.MENU_BUTTON_TEXT)
            keyboards.check_app(given["web_app"]["url"], "menu button")
            return given
        case "default" | "commands" as kind:
            return {"type": kind}
    raise refusals.bad(refusals.MENU_BUTTON_TYPE)


def _menu_chat(call: Call) -> int | None:
    chat_id = call.get("chat_id")
    if chat_id is None:
        return None
    if chat_id <= 0:
        raise refusals.bad(refusals.MENU_BUTTON_CHAT)
    if chat_id not in call.world.people:
        raise refusals.bad(refusals.USER_NOT_FOUND)
    return int(chat_id)


def _text(call: Call, what: str) -> str:
    return call.world.profile.text(what, call.get("language_code", ""))


def _set(call: Call, what: str, longest: int) -> bool:
    text = call.get(what, "")
    if len(text) > longest:
        raise refusals.bad(f"{what.replace('_', ' ')} is too long")
    call.world.profile.set_text(what, text, call.get("language_code", ""))
    return _everyone_looks(call)


def _everyone_looks(call: Call) -> bool:
    for person in call.world.people.values():
        call.world.changed(person)
    return True
