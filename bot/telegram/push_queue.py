"""Pushed messages that wait for the bot-wide rate limit."""

from collections import deque
from collections.abc import Iterator

from bot.telegram.chat_queue import Post


class PushQueue:
    """Posts in sending order: live ones first, then notices.

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
