"""Exhibits are sent in posts of their own, in order and before the screen that they belong to."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from bot.chat.kit.screen import Screen
from bot.telegram.calls import SendExhibit, SendMessage
from bot.telegram.chat_queue import Kind, SendCondition, always
from bot.telegram.send_results import is_settled
from bot.telegram.sender import Sender


def post_exhibits(
    sender: Sender,
    chat: int,
    screen: Screen,
    *,
    kind: Kind = "answer",
    may_go: SendCondition = always,
    again: SendCondition | None = None,
) -> SendCondition:
    """Send the exhibits of a screen.

    Returns:
        `may_go` for the post of the screen: where an exhibit did not arrive, the screen waits, to
        be sent again together with it.
    """
    posts = [
        sender.post(call, kind=kind, may_send=may_go, may_retry=again)
        for call in _calls(chat, screen)
    ]
    if not posts:
        return may_go

    async def may_follow() -> bool:
        # In a lane one post goes after another, so all of these have ended.
        arrived = all(
            post.done() and not post.cancelled() and is_settled(post.result()[-1]) for post in posts
        )
        return arrived and await may_go()

    return may_follow


def _calls(chat: int, screen: Screen) -> Iterator[SendExhibit | SendMessage]:
    for exhibit in screen.exhibits:
        caption = escape(exhibit.caption, quote=False)
        transcript = escape(exhibit.transcript, quote=False)
        in_words = SendMessage(chat, f"<b>{caption}</b>\n<blockquote>{transcript}</blockquote>")
        if (file := exhibit.file) is None:
            yield in_words
            continue
        below = f"{caption}\n<blockquote expandable>{transcript}</blockquote>"
        yield SendExhibit(chat, file.name, file.key, file.make, below, in_words, file.voice)
