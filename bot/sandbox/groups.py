"""Groups: people add the bot and write, and it receives what Telegram lets it receive.

By Telegram's privacy mode a bot in a group gets commands, replies to its own messages, and what
happens to the group; only as an admin of the group it gets every word.
"""

import re
from dataclasses import dataclass
from typing import Any, TypeAlias

from bot.sandbox.people import ClientError, membership
from bot.sandbox.text import LONGEST_TEXT, written
from bot.sandbox.world import Message, Person, World

Json: TypeAlias = dict[str, Any]

LONGEST_TITLE = 128
_COMMAND = re.compile(r"/[a-zA-Z0-9_]{1,64}(?:@(\w+))?(?:\s|$)")


@dataclass(slots=True)
class Group(Person):
    """A chat of several people with the bot; all that differs is how the chat is shown."""

    admin: bool = False

    def chat(self) -> Json:
        return {"id": self.id, "title": self.first_name, "type": "group"}


class Groups:
    """People's acts in groups."""

    def __init__(self, world: World) -> None:
        self._world = world

    def find(self, group_id: int) -> Group:
        """The group with that id.

        Raises:
            ClientError: There is none.
        """
        group = self._world.groups.get(group_id)
        if not isinstance(group, Group):
            raise ClientError(404, "There is no such group.")
        return group

    def add(self, person: Person, title: str, *, admin: bool = False) -> Group:
        """Somebody makes a group and adds the bot."""
        if not 1 <= len(title) <= LONGEST_TITLE:
            raise ClientError(400, f"A title has 1 to {LONGEST_TITLE} characters.")
        group = Group(self._world.free_group_id(), title, "", started=True, admin=admin)
        self._world.groups[group.id] = group
        self._changes(group, person, "left", "administrator" if admin else "member")
        self._put(group, person, {"new_chat_members": [self._bot()]})
        return group

    def remove(self, person: Person, group: Group) -> None:
        """Remove the bot from the group; it can no longer write there."""
        if group.blocked:
            return
        self._changes(group, person, "administrator" if group.admin else "member", "kicked")
        group.blocked = True

    def says(self, person: Person, group: Group, text: str, reply_to: int | None = None) -> Message:
        words = written(text)
        if not 1 <= len(words.plain) <= LONGEST_TEXT:
            raise ClientError(400, f"A message has 1 to {LONGEST_TEXT} characters.")
        answered = group.messages.get(reply_to) if reply_to is not None else None
        if reply_to is not None and answered is None:
            raise ClientError(404, "There is no such message.")
        reply = {"reply_to_message": answered.shown} if answered else {}
        to_bot = answered is not None and answered.shown["from"]["id"] == self._world.profile.id
        heard = group.admin or to_bot or self._is_command(words.plain)
        return self._put(group, person, words.shown("text") | reply, heard=heard)

    def _put(self, group: Group, person: Person, content: Json, *, heard: bool = True) -> Message:
        message = self._world.add_message(group, person.user(), content)
        if heard and not group.blocked:
            self._world.updates.add("message", message.shown, ("chat", group.id))
        return message

    def _is_command(self, text: str) -> bool:
        """Whether it is a command of this bot, or without a bot's name."""
        command = _COMMAND.match(text)
        return command is not None and command[1] in {None, self._bot()["username"]}

    def _changes(self, group: Group, person: Person, before: str, after: str) -> None:
        body = membership(self._world, group, person, before, after)
        self._world.updates.add("my_chat_member", body, ("chat", group.id))
        self._world.changed(group)

    def _bot(self) -> Json:
        return self._world.profile.user()
