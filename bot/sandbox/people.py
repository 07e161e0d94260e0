"""What people do: they write, tap, send files, and block the bot."""

from typing import Any, TypeAlias

from bot.sandbox.calls import Upload
from bot.sandbox.files import File, photo_sizes
from bot.sandbox.keyboards import LONGEST_DATA
from bot.sandbox.text import LONGEST_CAPTION, LONGEST_TEXT, written
from bot.sandbox.world import Message, Person, World

Json: TypeAlias = dict[str, Any]

KINDS = ("photo", "voice", "document", "audio", "video")


class Impossible(Exception):
    """A phone could not do that.

    Attributes:
        status: The HTTP status that says so.
    """

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status


class People:
    """The people's side of the chats."""

    def __init__(self, world: World) -> None:
        self._world = world

    def says(self, person: Person, text: str) -> Message:
        """They write a message."""
        self._must_be_open(person)
        words = written(text)
        if not 1 <= len(words.plain) <= LONGEST_TEXT:
            raise Impossible(400, f"A message has 1 to {LONGEST_TEXT} characters.")
        return self._send(person, words.shown("text"))

    def sends(self, person: Person, kind: str, file: Upload, caption: str) -> Message:
        """They send a picture, a voice message or a document."""
        self._must_be_open(person)
        words = written(caption)
        if kind not in KINDS:
            raise Impossible(400, f"A file's kind is one of {', '.join(KINDS)}.")
        if len(words.plain) > LONGEST_CAPTION:
            raise Impossible(400, f"A caption has at most {LONGEST_CAPTION} characters.")
        kept = self._world.files.add(kind, file.name, file.content_type, file.data)
        return self._send(person, {kind: _attachment(kept)} | words.shown("caption"))

    def taps(self, person: Person, message_id: int, data: str) -> str:
        """They tap a button, perhaps one that is long gone.

        Returns:
            The id of the callback query.
        """
        self._must_be_open(person)
        message = person.messages.get(message_id)
        if message is None or message.shown["from"]["id"] == person.id:
            raise Impossible(
                404, f"The bot never sent message {message_id} to {person.first_name}."
            )
        if not 1 <= len(data.encode()) <= LONGEST_DATA:
            raise Impossible(400, f"A button carries 1 to {LONGEST_DATA} bytes.")
        query = self._world.add_query(person)
        body = {
            "id": query.id,
            "from": person.user(),
            "message": self._as_tapped(person, message),
            "chat_instance": str(person.id),
            "data": data,
        }
        self._world.updates.add("callback_query", body, ("user", person.id))
        return query.id

    def blocks(self, person: Person, blocked: bool) -> None:
        """They block the bot, or take it back."""
        if person.blocked == blocked:
            return
        person.blocked = blocked
        # The bot hears of the person this way, so it knows the chat from now on.
        person.started = True
        bot = self._world.profile.user()
        before, after = ("member", "kicked") if blocked else ("kicked", "member")
        body = {
            "chat": person.chat(),
            "from": person.user(),
            "date": self._world.seconds(),
            "old_chat_member": _member(bot, before),
            "new_chat_member": _member(bot, after),
        }
        self._world.updates.add("my_chat_member", body, ("chat", person.id))
        self._world.changed(person)

    def _send(self, person: Person, content: Json) -> Message:
        person.started = True
        if person.keyboard and (
            person.keyboard.get("one_time_keyboard") or "force_reply" in person.keyboard
        ):
            person.keyboard = None
        message = self._world.add_message(person, person.user(), content)
        self._world.updates.add("message", message.shown, ("chat", person.id))
        return message

    def _as_tapped(self, person: Person, message: Message) -> Json:
        if self._world.reachable(message):
            return message.shown
        return {"message_id": message.id, "chat": person.chat(), "date": 0}

    def _must_be_open(self, person: Person) -> None:
        if person.blocked:
            raise Impossible(409, f"{person.first_name} has blocked the bot.")


def _attachment(file: File) -> Json | list[Json]:
    shown = file.shown() | {"mime_type": file.content_type}
    match file.kind:
        case "photo":
            return photo_sizes(file)
        case "document":
            return shown | {"file_name": file.name}
        case "video":
            return shown | {"duration": 1, "width": 320, "height": 240}
    return shown | {"duration": 1}


def _member(bot: Json, status: str) -> Json:
    return {"user": bot, "status": status} | ({"until_date": 0} if status == "kicked" else {})
