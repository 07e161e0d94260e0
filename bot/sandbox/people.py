"""Actions of users: writing, tapping, sending files, and blocking the bot."""

from typing import Any, TypeAlias

from bot.sandbox.calls import Upload
from bot.sandbox.files import File, photo_sizes
from bot.sandbox.keyboards import LONGEST_DATA
from bot.sandbox.text import LONGEST_CAPTION, LONGEST_TEXT, written
from bot.sandbox.world import Message, Person, World

Json: TypeAlias = dict[str, Any]

KINDS = ("photo", "voice", "document", "audio", "video", "sticker")
LONGEST_APP_DATA = 4096
EARTH = {"latitude": 90.0, "longitude": 180.0}  # how far from zero


class ClientError(Exception):
    """A client could not perform that action.

    Attributes:
        status: The HTTP status that says so.
    """

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status


class People:
    """Performs the actions of users."""

    def __init__(self, world: World) -> None:
        self._world = world

    def says(self, person: Person, text: str) -> Message:
        self._must_be_open(person)
        words = written(text)
        if not 1 <= len(words.plain) <= LONGEST_TEXT:
            raise ClientError(400, f"A message has 1 to {LONGEST_TEXT} characters.")
        return self._send(person, words.shown("text"))

    def sends(self, person: Person, kind: str, file: Upload, caption: str) -> Message:
        """They send a picture, a voice message or a document."""
        self._must_be_open(person)
        words = written(caption)
        if kind not in KINDS:
            raise ClientError(400, f"A file's kind is one of {', '.join(KINDS)}.")
        if kind == "sticker" and words.plain:
            raise ClientError(400, "A sticker has no caption.")
        if len(words.plain) > LONGEST_CAPTION:
            raise ClientError(400, f"A caption has at most {LONGEST_CAPTION} characters.")
        kept = self._world.files.add(kind, file.name, file.content_type, file.data)
        return self._send(person, {kind: _attachment(kept)} | words.shown("caption"))

    def shares(self, person: Person, kind: str, about: Json) -> Message:
        """They share a contact of their phone, or a place."""
        self._must_be_open(person)
        if kind == "contact":
            return self._send(person, {"contact": _contact(about)})
        if kind == "location":
            return self._send(person, {"location": _location(about)})
        raise ClientError(400, "What is shared is a contact or a location.")

    def edits(self, person: Person, message_id: int, text: str) -> Message:
        """They change a message of their own, as Telegram lets them for 48 hours."""
        self._must_be_open(person)
        message = person.messages.get(message_id)
        if message is None or message.shown["from"]["id"] != person.id or message.deleted:
            raise ClientError(404, f"{person.first_name} never sent message {message_id}.")
        words = written(text)
        if "text" not in message.shown or not self._world.young(message):
            raise ClientError(409, "That message cannot be changed.")
        if not 1 <= len(words.plain) <= LONGEST_TEXT:
            raise ClientError(400, f"A message has 1 to {LONGEST_TEXT} characters.")
        kept = {name: it for name, it in message.shown.items() if name not in ("text", "entities")}
        message.shown = kept | words.shown("text") | {"edit_date": self._world.seconds()}
        self._world.updates.add("edited_message", message.shown, ("chat", person.id))
        self._world.changed(person)
        return message

    def taps(self, person: Person, message_id: int, data: str) -> str:
        """They tap a button, perhaps one that is long gone.

        Returns:
            The id of the callback query.
        """
        self._must_be_open(person)
        message = person.messages.get(message_id)
        if message is None or message.shown["from"]["id"] == person.id:
            raise ClientError(
                404, f"The bot never sent message {message_id} to {person.first_name}."
            )
        if not 1 <= len(data.encode()) <= LONGEST_DATA:
            raise ClientError(400, f"A button carries 1 to {LONGEST_DATA} bytes.")
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

    def sends_data(self, person: Person, button: str, data: str) -> Message:
        """They opened a Mini App from the reply keyboard, and it sends data in their name."""
        self._must_be_open(person)
        rows = (person.keyboard or {}).get("keyboard", [])
        if not any(it["text"] == button and "web_app" in it for row in rows for it in row):
            raise ClientError(404, f"There is no button {button!r} that opens a Mini App.")
        if not 1 <= len(data.encode()) <= LONGEST_APP_DATA:
            raise ClientError(400, f"A Mini App sends 1 to {LONGEST_APP_DATA} bytes.")
        return self._send(person, {"web_app_data": {"button_text": button, "data": data}})

    def blocks(self, person: Person, blocked: bool) -> None:
        """They block the bot, or take it back."""
        if person.blocked == blocked:
            return
        person.blocked = blocked
        # The bot learns of the person this way, so it knows the chat from now on.
        person.started = True
        before, after = ("member", "kicked") if blocked else ("kicked", "member")
        body = membership(self._world, person, person, before, after)
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
            raise ClientError(409, f"{person.first_name} has blocked the bot.")


def _attachment(file: File) -> Json | list[Json]:
    shown = file.shown() | {"mime_type": file.content_type}
    match file.kind:
        case "photo":
            return photo_sizes(file)
        case "document":
            return shown | {"file_name": file.name}
        case "sticker":
            del shown["mime_type"]
            size = {"width": 512, "height": 512}
            return shown | size | {"type": "regular", "is_animated": False, "is_video": False}
        case "video":
            return shown | {"duration": 1, "width": 320, "height": 240}
    return shown | {"duration": 1}


def membership(world: World, chat: Person, by: Person, before: str, after: str) -> Json:
    """A ChatMemberUpdated: what the bot is in a chat now, and by whom."""
    bot = world.profile.user()
    return {
        "chat": chat.chat(),
        "from": by.user(),
        "date": world.seconds(),
        "old_chat_member": _member(bot, before),
        "new_chat_member": _member(bot, after),
    }


_RIGHTS = (
    "can_be_edited",
    "is_anonymous",
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
)


def _member(bot: Json, status: str) -> Json:
    more: Json = {}
    if status == "kicked":
        more = {"until_date": 0}
    elif status == "administrator":
        more = dict.fromkeys(_RIGHTS, False)
    return {"user": bot, "status": status} | more


def _contact(about: Json) -> Json:
    """A contact in the phone's book, on Telegram or not."""
    contact = {name: str(about.get(name) or "") for name in ("phone_number", "first_name")}
    if not all(contact.values()):
        raise ClientError(400, "A contact has a `phone_number` and a `first_name`.")
    return contact


def _location(about: Json) -> Json:
    for name, most in EARTH.items():
        value = about.get(name)
        number = value if isinstance(value, int | float) and value is not True else most + 1
        if not -most <= number <= most:
            raise ClientError(400, f"A `{name}` is a number from -{most} to {most}.")
    return {name: about[name] for name in EARTH}
