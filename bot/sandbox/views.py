"""What the client API shows of the world."""

from typing import Any, TypeAlias

from bot.sandbox.render import html_of
from bot.sandbox.world import Message, Person, World

Json: TypeAlias = dict[str, Any]

LONGEST_PREVIEW = 80


def people(world: World) -> Json:
    """The bot, and all people in the order they came."""
    return {"bot": bot(world, ""), "people": [person(one) for one in world.people.values()]}


def person(one: Person) -> Json:
    """One line in the list of people."""
    return {
        "id": one.id,
        "first_name": one.first_name,
        "language_code": one.language_code,
        "blocked": one.blocked,
        "version": one.version,
        "last": _last(one),
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


def chat(world: World, one: Person) -> Json:
    """Everything that the chat shows."""
    profile, language = world.profile, one.language_code.partition("-")[0]
    return {
        "user": one.user(),
        "bot": bot(world, language),
        "blocked": one.blocked,
        "commands": profile.commands_shown(one.id, language),
        "menu_button": profile.menu_button(one.id),
        "keyboard": one.keyboard,
        "messages": [message(shown) for shown in one.messages.values()],
        "toasts": one.toasts,
        "pending": [query.id for query in world.waiting(one)],
        "action": world.action(one),
        "version": one.version,
    }


def message(one: Message) -> Json:
    """A message as Telegram has it, and as a page can show it."""
    extra: Json = {"html": html_of(one.shown)}
    if one.source is not None and one.source != one.shown.get("text", one.shown.get("caption", "")):
        extra["source"] = one.source
    return one.shown | extra | ({"deleted": True} if one.deleted else {})


def _last(one: Person) -> str | None:
    for shown in (m.shown for m in reversed(one.messages.values()) if not m.deleted):
        text = str(shown.get("text") or shown.get("caption") or "")
        return " ".join(text.split())[:LONGEST_PREVIEW]
    return None
