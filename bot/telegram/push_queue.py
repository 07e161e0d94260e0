"""What comes unasked and waits for the bot's limit, which all of it shares."""

from collections import deque
from collections.abc import Iterator

from bot.telegram.chat_queue import Post


class Unasked:
    """Posts in the order in which they go: what somebody waits for now, then what can wait.

    What is live stands before whatever is posted later for its chat, as in a lane.
    """

    def __init__(self) -> None:
        self._live: dict[int, deque[Post]] = {}  # by chat, the chat that waits longest first
        self._notices: deque[Post] = deque()

    def __len__(self) -> int:
        return len(self._notices) + sum(map(len, self._live.values()))

    def __iter__(self) -> Iterator[Post]:
        for posts in self._live.values():
            yield from posts
        yield from self._notices

    def add(self, post: Post) -> None:
        """Let a post wait."""
        if post.kind == "live":
            self._live.setdefault(post.chat, deque()).append(post)
        else:
            self._notices.append(post)

    def take(self) -> Post:
        """The post whose turn it is; there must be one."""
        if not self._live:
            return self._notices.popleft()
        chat, posts = next(iter(self._live.items()))
        post = posts.popleft()
        if not posts:
            del self._live[chat]
        return post

    def live_of(self, chat: int) -> deque[Post]:
        """Take what is live for one chat, because something that comes after it goes now."""
        return self._live.pop(chat, deque())
