"""Validates a `reply_markup` and its buttons."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeAlias

from bot.sandbox import links, refusals
from bot.sandbox.objects import check as check_object
from bot.sandbox.schema import fields

Json: TypeAlias = dict[str, Any]

MOST_BUTTONS = 100
LONGEST_DATA = 64  # bytes
LONGEST_COPY = 256

STYLES = frozenset({"danger", "success", "primary"})

_NOT_ACTIONS = {"text", "style", "icon_custom_emoji_id"}
_OBJECTS = {"copy_text": "CopyTextButton", "web_app": "WebAppInfo", "login_url": "LoginUrl"}


@dataclass(frozen=True, slots=True)
class Markup:
    """The inline keyboard of a message, and its effect on the reply keyboard.

    Attributes:
        inline: The InlineKeyboardMarkup that the message shows.
        keyboard: A new keyboard for the phone, or a ForceReply.
        removes: Whether the phone's keyboard goes away.
    """

    inline: Json | None = None
    keyboard: Json | None = None
    removes: bool = False

    @property
    def buttons(self) -> list[Json]:
        """All buttons, row after row."""
        rows = (self.inline or {}).get("inline_keyboard") or (self.keyboard or {}).get("keyboard")
        return [button for row in rows or [] for button in row]


def read(markup: Json | None) -> Markup:
    """Parse a `reply_markup`, as Telegram does before it looks up the chat.

    Raises:
        Refusal: The markup is of no known kind, or a button is incomplete.
    """
    match markup:
        case None:
            return Markup()
        case {"inline_keyboard": rows}:
            found = [
                [_inline_button(button) for button in row] for row in _rows("inline_keyboard", rows)
            ]
            return Markup(inline={"inline_keyboard": found} if found else None)
        case {"keyboard": rows}:
            found = [[_button(button) for button in row] for row in _rows("keyboard", rows)]
            check_object("ReplyKeyboardMarkup", markup | {"keyboard": []}, "")
            return Markup(keyboard=markup | {"keyboard": found})
        case {"remove_keyboard": _}:
            check_object("ReplyKeyboardRemove", markup, "")
            return Markup(removes=True)
        case {"force_reply": _}:
            check_object("ForceReply", markup, "")
            return Markup(keyboard=markup)
    return Markup()


def check(markup: Markup, *, private: bool = True) -> Markup:
    """Check the number of buttons and their data, which Telegram does later.

    Args:
        markup: The buttons.
        private: Whether the chat is a person's. Only there a button opens a Mini App.

    Raises:
        Refusal: There are too many buttons, or one carries too much.
    """
    if len(markup.buttons) > MOST_BUTTONS:
        raise refusals.bad(refusals.MARKUP_TOO_LONG)
    for button in markup.buttons:
        if len(button.get("callback_data", "").encode()) > LONGEST_DATA:
            raise refusals.bad(refusals.BUTTON_DATA)
        copied = button.get("copy_text", {"text": "…"}).get("text", "")
        if not 1 <= len(copied) <= LONGEST_COPY:
            raise refusals.bad("BUTTON_COPY_TEXT_INVALID")
        if "pay" in button or "callback_game" in button:
            raise refusals.bad(refusals.BUTTON_TYPE)
        if "web_app" in button and not private:
            raise refusals.bad(refusals.BUTTON_TYPE if markup.inline else refusals.APP_ELSEWHERE)
    return markup


def _rows(name: str, rows: object) -> Iterator[list[Any]]:
    if not isinstance(rows, list):
        raise refusals.bad(f'field "{name}" must be of type Array')
    for row in rows:
        if not isinstance(row, list):
            raise refusals.bad(f'field "{name}" must be an Array of Arrays')
        if row:
            yield row


@cache
def _inline_actions() -> frozenset[str]:
    return frozenset(fields("InlineKeyboardButton").keys() - _NOT_ACTIONS)


def _inline_button(button: Json) -> Json:
    prefix = "can't parse inline keyboard button: "
    check_object("InlineKeyboardButton", button, prefix)
    # An empty value is no action; only the two that search may be empty.
    empty_is_fine = {"switch_inline_query", "switch_inline_query_current_chat"}
    actions = [
        name
        for name in _inline_actions()
        if name in button and (button[name] not in ("", False) or name in empty_is_fine)
    ]
    if not actions:
        raise refusals.bad(f"{prefix}{refusals.BUTTON_TEXT_ONLY}")
    for name, kind in _OBJECTS.items():
        if name in button:
            check_object(kind, button[name], prefix)
    _check_style(button)
    if not button["text"].strip():
        raise refusals.bad("Inline keyboard button text must be non-empty")
    _check_links(button, "inline keyboard button")
    return button


def _button(button: Json | str) -> Json:
    prefix = "can't parse keyboard button: "
    button = {"text": button} if isinstance(button, str) else button
    check_object("KeyboardButton", button, prefix)
    if "web_app" in button:
        check_object("WebAppInfo", button["web_app"], prefix)
    _check_style(button)
    if not button["text"].strip():
        raise refusals.bad("Keyboard button text must be non-empty")
    _check_links(button, "keyboard button")
    return button


def _check_style(button: Json) -> None:
    if button.get("style", "") not in STYLES | {""}:
        raise refusals.bad(refusals.BUTTON_STYLE)


def _check_links(button: Json, what: str) -> None:
    if button.get("url"):
        try:
            links.checked(button["url"])
        except links.NoLink as problem:
            raise refusals.bad(f"{what} URL '{button['url']}' is invalid: {problem}") from None
    if "web_app" in button:
        check_app(button["web_app"]["url"], what)


def check_app(url: str, what: str) -> None:
    """Check the address of a Mini App.

    Raises:
        Refusal: Telegram does not take it.
    """
    try:
        links.app_origin(url)
    except links.NoLink as problem:
        raise refusals.bad(f"{what} Web App URL '{url}' is invalid: {problem}") from None
