"""What the client API shows of the world."""

from typing import Any, TypeAlias

from bot.sandbox.render import html_of
from bot.sandbox.world import Message, Person, World

Json: TypeAlias = dict[str, Any]

LONGEST_PREVIEW = 80


def people(world: World) -> Json:
    """The bot, and all people in the order they came."""
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
    """Everything that the chat shows."""
    profile, language = world.profile, member.language_code.partition("-")[0]
    return {
        "user": member.user(),
        "bot": bot(world, language),
        "blocked": member.blocked,
        "commands": profile.commands_shown(member.id, language),
        "menu_button": profile.menu_button(member.id),
        "keyboard": member.keyboard,
        "messages": [message(shown) for shown in member.messages.values()],
        "toasts": member.toasts,
        "pending": [query.id for query in world.waiting(member)],
        "action": world.action(member),
        "version": member.version,
    }


def message(entry: Message) -> Json:
    """A message as Telegram has it, and as a page can show it."""
    extra: Json = {"html": html_of(entry.shown)}
    if entry.source is not None and entry.source != entry.shown.get(
        "text", entry.shown.get("caption", "")
    ):
        extra["source"] = entry.source
    return entry.shown | extra | ({"deleted": True} if entry.deleted else {})


def _last(member: Person) -> str | None:
    for shown in (m.shown for m in reversed(member.messages.values()) if not m.deleted):
        text = str(shown.get("text") or shown.get("caption") or "")
        return " ".join(text.split())[:LONGEST_PREVIEW]
    return None
