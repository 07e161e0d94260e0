"""Posts that wait: in the queue of their chat, or for the rate limit of the bot."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from typing import Final, Literal, TypeAlias

from bot.telegram.calls import Call, EditMessage, is_new_message
from bot.telegram.send_results import Receipt

Kind: TypeAlias = Literal["answer", "live", "notice"]
Receipts: TypeAlias = tuple[Receipt, ...]
Done: TypeAlias = Callable[[Receipts], Awaitable[None] | None]
SendCondition: TypeAlias = Callable[[], Awaitable[bool]]

# Far more than one person can cause by hand, and cheap to keep for many chats.
MOST_WAITING: Final = 64


async def always() -> bool:
    """The default condition: no restriction."""
    return True


@dataclass(eq=False, slots=True)
class Post:
    """A batch of calls for one chat.

    Attributes:
        receipts: The result of each call, once known and reported to `done`.
        deadline: The deadline; set when it enters its queue.
        messages: The number of new messages.
        under_way: Calls started outside the queue, by their index in `calls`.
        may_send: Whether it should still be sent by this process; checked when its turn comes.
        may_retry: Whether a delayed or retried message may still be sent; checked each time.
    """

    calls: tuple[Call, ...]
    kind: Kind
    done: Done | None
    receipts: asyncio.Future[Receipts]
    deadline: float = 0.0
    under_way: dict[int, asyncio.Task[Receipt]] = field(default_factory=dict)
    may_send: SendCondition = always
    may_retry: SendCondition = always
    messages: int = field(init=False)

    def __post_init__(self) -> None:
        self.messages = sum(map(is_new_message, self.calls))

    @property
    def chat(self) -> int:
        """The chat of all its calls."""
        return self.calls[0].chat


class ChatQueue:
    """Unsent posts of one chat: notices last, all others in order of arrival."""

    def __init__(self) -> None:
        self._answers: deque[Post] = deque()
        self._notices: deque[Post] = deque()

    def __len__(self) -> int:
        return len(self._answers) + len(self._notices)

    def __iter__(self) -> Iterator[Post]:
        yield from self._answers
        yield from self._notices

    def is_full(self) -> bool:
        """Whether the queue accepts no more posts."""
        return len(self) >= MOST_WAITING

    def add(self, post: Post) -> None:
        self._of(post).append(post)

    def first(self) -> Post | None:
        return next(iter(self), None)

    def remove(self, post: Post) -> None:
        self._of(post).remove(post)

    def edited_after(self, post: Post) -> set[int]:
        """Ids of messages that later posts in the queue edit."""
        waiting = iter(self._of(post))
        for inbox in waiting:
            if inbox is post:
                break
        return {
            call.message_id
            for inbox in waiting
            for call in inbox.calls
            if isinstance(call, EditMessage)
        }

    def _of(self, post: Post) -> deque[Post]:
        return self._notices if post.kind == "notice" else self._answers


class PushQueue:
    """Pushed posts that wait for the rate limit of the bot: live ones first, then notices.

    Live posts stay ahead of later posts for their chat, as in its own queue.
    """

    def __init__(self) -> None:
        self._live: dict[int, deque[Post]] = {}  # by chat, the longest waiting chat first
        self._notices: deque[Post] = deque()

    def __len__(self) -> int:
        return len(self._notices) + sum(map(len, self._live.values()))

    def __iter__(self) -> Iterator[Post]:
        for posts in self._live.values():
            yield from posts
        yield from self._notices

    def add(self, post: Post) -> None:
        if post.kind == "live":
            self._live.setdefault(post.chat, deque()).append(post)
        else:
            self._notices.append(post)

    def take(self) -> Post:
        """The next post; the queue must not be empty."""
        if not self._live:
            return self._notices.popleft()
        chat, posts = next(iter(self._live.items()))
        post = posts.popleft()
        if not posts:
            del self._live[chat]
        return post

    def live_of(self, chat: int) -> deque[Post]:
        """Remove the live posts of one chat, because a later post goes out now."""
        return self._live.pop(chat, deque())
