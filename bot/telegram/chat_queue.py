"""What is to be sent to one chat, in order."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from typing import Final, Literal, TypeAlias

from bot.telegram.calls import Call, Rewrite, counts
from bot.telegram.send_results import Receipt

Kind: TypeAlias = Literal["answer", "live", "notice"]
Receipts: TypeAlias = tuple[Receipt, ...]
Done: TypeAlias = Callable[[Receipts], Awaitable[None] | None]
MayGo: TypeAlias = Callable[[], Awaitable[bool]]

# Far more than a person can cause with one thumb, and little enough to keep for many.
MOST_WAITING: Final = 64


async def always() -> bool:
    """Nothing stands in its way."""
    return True


@dataclass(eq=False, slots=True)
class Post:
    """Calls for one chat that go out together.

    Attributes:
        receipts: What became of each call, once that is known and `done` has heard of it.
        until: When it is too late to send it; set when it enters its lane.
        messages: How many new messages it brings.
        under_way: Calls that did not wait for the lane, by their place among `calls`.
        may_go: Whether it is still to be sent, and by this program; asked when its turn comes.
        again: Whether a message of it may go that has waited, or was tried; asked each time.
    """

    calls: tuple[Call, ...]
    kind: Kind
    done: Done | None
    receipts: asyncio.Future[Receipts]
    until: float = 0.0
    under_way: dict[int, asyncio.Task[Receipt]] = field(default_factory=dict)
    may_go: MayGo = always
    again: MayGo = always
    messages: int = field(init=False)

    def __post_init__(self) -> None:
        self.messages = sum(map(counts, self.calls))

    @property
    def chat(self) -> int:
        """The chat that all of it is for."""
        return self.calls[0].chat


class Lane:
    """The posts of one chat that still have to go: notices last, all else in its order."""

    def __init__(self) -> None:
        self._answers: deque[Post] = deque()
        self._notices: deque[Post] = deque()

    def __len__(self) -> int:
        return len(self._answers) + len(self._notices)

    def __iter__(self) -> Iterator[Post]:
        yield from self._answers
        yield from self._notices

    def is_full(self) -> bool:
        """Whether nothing more should wait here."""
        return len(self) >= MOST_WAITING

    def add(self, post: Post) -> None:
        """Let a post wait for its turn."""
        self._of(post).append(post)

    def first(self) -> Post | None:
        """The post whose turn it is."""
        return next(iter(self), None)

    def remove(self, post: Post) -> None:
        """A post has gone."""
        self._of(post).remove(post)

    def rewrites_after(self, post: Post) -> set[int]:
        """The messages that are rewritten by posts that came later and still wait."""
        waiting = iter(self._of(post))
        for inbox in waiting:
            if inbox is post:
                break
        return {
            call.message_id
            for inbox in waiting
            for call in inbox.calls
            if isinstance(call, Rewrite)
        }

    def _of(self, post: Post) -> deque[Post]:
        return self._notices if post.kind == "notice" else self._answers
