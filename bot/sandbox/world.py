"""State of the sandbox: the bot, the users, and their chats with it.

Rule 1. Every chat is private, so a chat's id is the person's id, as on Telegram.
Rule 2. Time is asked from `now`, never from the machine.
Rule 3. Whoever changes what a person sees calls `changed`, so that pages and tests hear of it.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any, TypeAlias

from bot.sandbox import refusals
from bot.sandbox.change_signal import ChangeSignal
from bot.sandbox.files import Files
from bot.sandbox.profile import Profile
from bot.sandbox.updates import Updates

Json: TypeAlias = dict[str, Any]

# The phone stops waiting for an answer to a tap; later answers are refused.
QUERY_LIFE = timedelta(seconds=15)
# After this, taps on a message no longer carry it, and it cannot be deleted.
MESSAGE_LIFE = timedelta(hours=48)
ACTION_LIFE = timedelta(seconds=5)
# What the bot sends this soon after an act of the person answers it; they look at the chat.
ANSWER_LIFE = timedelta(seconds=10)
# Telegram promises that a person's id has at most 52 bits.
LARGEST_ID = 2**52 - 1
FIRST_FREE_ID = 1001
# The id of a query has the person's id in it, and 32 bits more.
LONGEST_QUERY_ID = len(str(2**84))


@dataclass(slots=True)
class Message:
    """A message in a chat.

    Attributes:
        shown: The Message object as Telegram shows it.
        source: The bot's text before parsing, for debugging.
        deleted: Whether it was deleted; it is kept so that late taps on it can be simulated.
        unasked: Whether it was sent unasked, and appears as a notification first.
    """

    shown: Json
    source: str | None = None
    deleted: bool = False
    unasked: bool = False

    @property
    def id(self) -> int:
        """Its number in this bot's account."""
        return int(self.shown["message_id"])


@dataclass(slots=True)
class Query:
    """A callback query that has not been answered."""

    id: str
    person: "Person"
    asked: datetime


@dataclass(slots=True)
class Person:
    """A user, and their chat with the bot."""

    id: int
    first_name: str
    language_code: str
    started: bool = False
    blocked: bool = False
    version: int = 1
    messages: dict[int, Message] = field(default_factory=dict)
    toasts: list[Json] = field(default_factory=list)
    queries: dict[str, Query] = field(default_factory=dict)
    action: tuple[str, datetime] | None = None
    keyboard: Json | None = None
    acted: datetime | None = None
    signal: ChangeSignal = field(default_factory=ChangeSignal)

    def user(self) -> Json:
        return {
            "id": self.id,
            "is_bot": False,
            "first_name": self.first_name,
            "language_code": self.language_code,
        }

    def chat(self) -> Json:
        return {"id": self.id, "first_name": self.first_name, "type": "private"}


class World:
    """The state that one bot and its users share."""

    def __init__(self, bot_id: int, now: Callable[[], datetime]) -> None:
        self.now = now
        # A bot that is started again still remembers numbers of the last sandbox. They must not
        # come back with another meaning, so numbering begins where the clock stands: eight numbers
        # a second, within 31 bits like Telegram's.
        first = (int(now().timestamp()) % 2**27) * 8
        self._numbers = count(first + 1)
        self.people: dict[int, Person] = {}
        self.groups: dict[int, Person] = {}  # by their ids, which are negative
        self.profile = Profile(bot_id)
        self.files = Files(first + 1)
        self.updates = Updates(first + 1, now)

    def person(self, person_id: int) -> Person:
        """The person with that id, created if unknown."""
        if person_id not in self.people:
            self.people[person_id] = Person(person_id, f"Learner {person_id}", "en")
        return self.people[person_id]

    def free_id(self) -> int:
        """An unused id: the one after the largest, if there is one."""
        after = max(self.people, default=FIRST_FREE_ID - 1) + 1
        if after <= LARGEST_ID:
            return after
        return next(free for free in count(FIRST_FREE_ID) if free not in self.people)

    def free_group_id(self) -> int:
        return min(self.groups, default=-FIRST_FREE_ID) - 1

    def chat(self, chat_id: object) -> Person:
        """The person, or the group, in whose chat the bot may write.

        Raises:
            Refusal: They never wrote to the bot, or have blocked it; or it was taken out.
        """
        known = chat_id if isinstance(chat_id, int) else 0
        person = self.people.get(known) or self.groups.get(known)
        if person is None or not person.started:
            raise refusals.bad(refusals.CHAT_NOT_FOUND if chat_id != "" else refusals.NO_CHAT_ID)
        if person.blocked:
            raise refusals.blocked() if person.id > 0 else refusals.kicked()
        return person

    def add_message(
        self, person: Person, sender: Json, content: Json, source: str | None = None
    ) -> Message:
        """Add a message to the chat."""
        number = next(self._numbers)
        head = {"message_id": number, "from": sender, "chat": person.chat(), "date": self.seconds()}
        if sender["is_bot"]:
            unasked = person.acted is None or self.now() - person.acted > ANSWER_LIFE
        else:
            person.acted, unasked = self.now(), False
        message = Message(head | content, source, unasked=unasked)
        person.messages[number] = message
        self.changed(person)
        return message

    def add_query(self, person: Person) -> Query:
        """Add a callback query of the person."""
        for stale in person.queries.keys() - {query.id for query in self.waiting(person)}:
            del person.queries[stale]
        query = Query(str((person.id << 32) + next(self._numbers)), person, self.now())
        person.queries[query.id] = query
        person.acted = self.now()
        self.changed(person)
        return query

    def take_query(self, query_id: str) -> Query | None:
        """The tap with that id, which can be answered once, and only while the phone waits."""
        readable = query_id.isdecimal() and len(query_id) <= LONGEST_QUERY_ID
        owner = self.people.get(int(query_id) >> 32) if readable else None
        query = owner.queries.pop(query_id, None) if owner else None
        return query if query and self._fresh(query) else None

    def waiting(self, person: Person) -> list[Query]:
        """The taps of that person which can still be answered."""
        return [query for query in person.queries.values() if self._fresh(query)]

    def reachable(self, message: Message) -> bool:
        """Whether Telegram still includes the message's content in a tap on it."""
        return not message.deleted and self.young(message)

    def young(self, message: Message) -> bool:
        """Whether the message is less than 48 hours old."""
        return self.now() - datetime.fromtimestamp(message.shown["date"], UTC) < MESSAGE_LIFE

    def action(self, person: Person) -> str | None:
        """The chat action that is shown, such as `typing`."""
        if person.action is None or self.now() - person.action[1] >= ACTION_LIFE:
            return None
        return person.action[0]

    def changed(self, person: Person) -> None:
        """Wake the pages and tests that watch the chat."""
        person.version += 1
        person.signal.notify()

    def seconds(self) -> int:
        """The time as Telegram writes it."""
        return int(self.now().timestamp())

    def _fresh(self, query: Query) -> bool:
        return self.now() - query.asked <= QUERY_LIFE
