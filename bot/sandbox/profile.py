"""The bot's profile: names, descriptions, commands, by language and scope."""

import re
from collections.abc import Iterator
from typing import Any, Final, TypeAlias

from telegram.constants import BotCommandScopeType

from bot.sandbox import objects, refusals

Json: TypeAlias = dict[str, Any]
Scope: TypeAlias = tuple[object, ...]

USERNAME: Final = "basira_sandbox_bot"
MOST_COMMANDS = 100

_LANGUAGE = re.compile(r"([a-z]{2})?")
_COMMAND = re.compile(r"[a-z0-9_]{1,32}")


class Profile:
    """The bot's card, as people of each language see it."""

    def __init__(self, bot_id: int) -> None:
        self.id = bot_id
        self.texts: dict[str, dict[str, str]] = {
            "name": {"": "Basira"},
            "description": {},
            "short_description": {},
        }
        self.menu_buttons: dict[int | None, Json] = {}
        self._commands: dict[tuple[Scope, str], list[Json]] = {}

    def user(self) -> Json:
        """The bot as the sender of a message."""
        return {
            "id": self.id,
            "is_bot": True,
            "first_name": self.text("name", ""),
            "username": USERNAME,
        }

    def text(self, what: str, language: str) -> str:
        """A name or description, falling back to the one for all languages."""
        kept = self.texts[what]
        return kept.get(language) or kept.get("", "")

    def set_text(self, what: str, text: str, language: str) -> None:
        """Keep a name or description; an empty one is forgotten."""
        check_language(language)
        if text:
            self.texts[what][language] = text
        else:
            self.texts[what].pop(language, None)

    def set_commands(self, commands: list[Json], scope: Json | None, language: str) -> None:
        """Keep the commands of one scope and language."""
        check_language(language)
        if len(commands) > MOST_COMMANDS:
            raise refusals.bad(refusals.COMMANDS_TOO_MANY)
        self._commands[_scope(scope), language] = [_checked(command) for command in commands]

    def delete_commands(self, scope: Json | None, language: str) -> None:
        """Forget the commands of one scope and language."""
        check_language(language)
        self._commands.pop((_scope(scope), language), None)

    def commands(self, scope: Json | None, language: str) -> list[Json]:
        """Exactly what was set for that scope and language."""
        check_language(language)
        return self._commands.get((_scope(scope), language), [])

    def commands_shown(self, chat: int, language: str) -> list[Json]:
        """The commands on that person's phone: the narrowest scope wins, then the language."""
        return next(filter(None, self._candidates(chat, language)), [])

    def menu_button(self, chat: int | None) -> Json:
        """The button beside the text field."""
        return self.menu_buttons.get(chat) or self.menu_buttons.get(None) or {"type": "commands"}

    def menu_button_shown(self, chat: int) -> Json:
        """The button on that person's phone: the default one stands for that of all chats."""
        kept = (self.menu_buttons.get(place, {"type": "default"}) for place in (chat, None))
        return next((it for it in kept if it["type"] != "default"), {"type": "commands"})

    def _candidates(self, chat: int, language: str) -> Iterator[list[Json]]:
        for scope in (("chat", chat), ("all_private_chats",), ("default",)):
            for spoken in (language, ""):
                yield self._commands.get((scope, spoken), [])


def check_language(code: str) -> None:
    """Two small letters, or nothing.

    Raises:
        Refusal: It is anything else.
    """
    if not _LANGUAGE.fullmatch(code):
        raise refusals.bad(refusals.LANGUAGE_CODE)


def _scope(scope: Json | None) -> Scope:
    scope = scope or {"type": "default"}
    kind = str(scope.get("type"))
    if kind not in set(BotCommandScopeType):
        raise refusals.bad("can't parse BotCommandScope: Unsupported type specified")
    # `all_private_chats` is BotCommandScopeAllPrivateChats, and so on.
    objects.check(
        f"BotCommandScope{kind.title().replace('_', '')}", scope, "can't parse BotCommandScope: "
    )
    return (kind, *(scope[key] for key in ("chat_id", "user_id") if key in scope))


def _checked(command: Json) -> Json:
    objects.check("BotCommand", command)
    # People write /start and start alike, and Telegram takes both.
    name, description = command["command"].removeprefix("/"), command["description"]
    if not _COMMAND.fullmatch(name):
        raise refusals.bad(refusals.COMMAND_INVALID)
    if not 1 <= len(description) <= 256:
        raise refusals.bad(refusals.COMMAND_DESCRIPTION)
    return {"command": name, "description": description}
