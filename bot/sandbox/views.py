"""The JSON of the client API."""

from typing import Any, TypeAlias

from bot.sandbox.message_methods import EFFECTS
from bot.sandbox.notifications import notification_text
from bot.sandbox.render import html_of
from bot.sandbox.world import Message, Person, World

Json: TypeAlias = dict[str, Any]


def people(world: World) -> Json:
    """The bot, and all people in the order of their creation."""
    return {"bot": bot(world, ""), "people": [person(member) for member in world.people.values()]}


def person(member: Person) -> Json:
    """One line in the list of people."""
    return {
        "id": member.id,
        "first_name": member.first_name,
        "language_code": member.language_code,
        "blocked": member.blocked,
        "version": member.version,
        "last": _last(member),
    }


def bot(world: World, language: str) -> Json:
    """The bot as people of that language see it."""
    profile = world.profile
    return {
        "id": profile.id,
        "username": profile.user()["username"],
        "first_name": profile.text("name", language),
        "description": profile.text("description", language),
        "short_description": profile.text("short_description", language),
    }


def chat(world: World, member: Person) -> Json:
    """A person's chat, whole."""
    profile, language = world.profile, _language(member)
    return {
        "user": member.user(),
        "bot": bot(world, language),
        "blocked": member.blocked,
        "commands": profile.commands_shown(member.id, language),
        "menu_button": profile.menu_button_shown(member.id),
        "keyboard": member.keyboard,
        "messages": [message(shown, language) for shown in member.messages.values()],
        "toasts": member.toasts,
        "pending": [query.id for query in world.waiting(member)],
        "action": world.action(member),
        "version": member.version,
    }


def message(entry: Message, language: str = "en") -> Json:
    """A message as Telegram has it, and as a page can show it.

    One that comes by itself has a `notification`: the line on the phone's lock screen.
    """
    extra: Json = {"html": html_of(entry.shown)}
    if entry.unasked:
        extra["notification"] = notification_text(entry.shown, language)
    if entry.source is not None and entry.source != entry.shown.get(
        "text", entry.shown.get("caption", "")
    ):
        extra["source"] = entry.source
    if "effect_id" in entry.shown:
        extra["effect"] = EFFECTS[entry.shown["effect_id"]]
    return entry.shown | extra | ({"deleted": True} if entry.deleted else {})


def _last(member: Person) -> str | None:
    """The newest message, as the list of chats shows it."""
    for shown in (m.shown for m in reversed(member.messages.values()) if not m.deleted):
        return notification_text(shown, _language(member))
    return None


def _language(member: Person) -> str:
    return member.language_code.partition("-")[0]
