"""The line on a lock screen: short, in one line, and without what a spoiler hides."""

from typing import Any

import pytest

from bot.sandbox.markup import parse_html
from bot.sandbox.notifications import LENGTH, notification_text


def _message(html: str, name: str = "text") -> dict[str, Any]:
    text, entities = parse_html(html)
    return {name: text, "entities" if name == "text" else f"{name}_entities": entities}


@pytest.mark.parametrize(
    ("html", "line"),
    [
        ("A short line", "A short line"),
        ("<b>Two</b>\n\nlines", "Two lines"),
        ("You chose: <tg-spoiler>Ring</tg-spoiler>.", "You chose: ▒▒▒▒."),
        ("👍 <tg-spoiler>نعم</tg-spoiler>", "👍 ▒▒▒"),
        ("word " * 20, "word word word word word word word…"),
    ],
)
def test_a_text_is_told_in_one_line(html: str, line: str) -> None:
    assert notification_text(_message(html)) == line


def test_a_line_is_cut_where_the_list_of_chats_ends() -> None:
    assert notification_text(_message("x" * LENGTH)) == "x" * LENGTH
    assert notification_text(_message("x" * (LENGTH + 1))) == "x" * LENGTH + "…"


def test_a_caption_stands_for_its_picture() -> None:
    photo: dict[str, Any] = {"photo": [{}]}
    assert notification_text(photo | _message("Your result", "caption")) == "Your result"
    assert notification_text(photo) == "Photo"
    assert notification_text(photo, "ar") == "صورة"


def test_a_document_is_told_by_its_name() -> None:
    assert notification_text({"document": {"file_name": "certificate.pdf"}}) == "certificate.pdf"
