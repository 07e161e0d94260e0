"""Pages of long lists by cursor: an item's place in the order, as opaque text. Pure.

A cursor comes from an address, so it is hostile until it is parsed. One that cannot be read, or
belongs to another order, begins at the first page: an old bookmark still opens.
"""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeAlias, TypeVar

T = TypeVar("T")
U = TypeVar("U")

Key: TypeAlias = str | int | float | datetime | None
"""By what items are sorted; None comes last in either direction."""

MOST = 100
"""Items on a page."""
_LONGEST = 600  # letters of a cursor
_LARGEST = 2**53  # the integers that both databases, JSON and floats agree on


@dataclass(frozen=True, slots=True)
class PageRequest:
    """The wanted page of a list."""

    limit: int = 25
    after: str | None = None
    """The cursor of the page before; None for the first page."""
    sort: str = ""
    """The name of an order; an unknown one means the first that the list has."""
    descending: bool = False

    @property
    def size(self) -> int:
        """How many items the page has at most: 1 to `MOST`."""
        return max(1, min(self.limit, MOST))


@dataclass(frozen=True, slots=True)
class PageOf(Generic[T]):
    items: tuple[T, ...]
    next: str | None = None
    """The cursor of the next page; None on the last."""
    total: int | None = None
    """How many items all pages have; None where nobody counted."""

    def of(self, items: Iterable[U]) -> PageOf[U]:
        """The same page with other items."""
        return PageOf(tuple(items), self.next, self.total)


@dataclass(frozen=True, slots=True)
class Cursor:
    """An item's place in an order: the value that it is sorted by, and its id."""

    value: str | int | float | None
    id: str


def cursor_text(sort: str, descending: bool, cursor: Cursor) -> str:
    """A cursor as opaque text for an address."""
    said = json.dumps([sort, descending, cursor.value, cursor.id], separators=(",", ":"))
    return urlsafe_b64encode(said.encode()).decode().rstrip("=")


def parse_cursor(text: str | None, sort: str, descending: bool) -> Cursor | None:
    """The cursor of a text, if it was made for this order; otherwise None."""
    if not text or len(text) > _LONGEST or not text.isascii():
        return None
    try:
        padded = text + "=" * (-len(text) % 4)
        said = json.loads(urlsafe_b64decode(padded), parse_constant=_refuse)
    except (ValueError, RecursionError):
        return None
    if not isinstance(said, list) or len(said) != 4 or said[:2] != [sort, descending]:
        return None
    value, id_ = said[2:]
    if not isinstance(id_, str) or not _is_value(value) or not _is_clean(id_):
        return None
    return Cursor(value, id_)


def _refuse(constant: str) -> Any:
    raise ValueError(constant)  # NaN and the infinities have no place in an order


def _is_value(value: object) -> bool:
    if isinstance(value, str):
        return _is_clean(value)
    if isinstance(value, bool):
        return False
    return value is None or (isinstance(value, int | float) and abs(value) < _LARGEST)


def _is_clean(text: str) -> bool:
    """Whether a database takes a text: neither NUL nor half a character."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return "\0" not in text


def sort_of(page: PageRequest, sorts: Iterable[str]) -> str:
    """The order of a page: the wanted one, or else the first that there is."""
    known = list(sorts)
    return page.sort if page.sort in known else known[0]


def page_of(
    items: Iterable[T],
    page: PageRequest,
    sorts: Mapping[str, Callable[[T], Key]],
    id_of: Callable[[T], str],
) -> PageOf[T]:
    """A page of items that are all at hand.

    Args:
        items: All of them, in any order.
        sorts: By name, what an item is sorted by; the first is the default.
        id_of: The id that tells items of equal value apart.
    """
    sort = sort_of(page, sorts)
    left = _placed(items, page, sorts, id_of)
    total = len(left)
    after = parse_cursor(page.after, sort, page.descending)
    if after is not None and all(_alike(after, cursor) for cursor, _ in left):
        left = [each for each in left if _follows(each[0], after, descending=page.descending)]
    shown = left[: page.size]
    more = len(left) > len(shown)
    following = cursor_text(sort, page.descending, shown[-1][0]) if more else None
    return PageOf(tuple(item for _, item in shown), following, total)


def all_pages_of(
    items: Iterable[T],
    page: PageRequest,
    sorts: Mapping[str, Callable[[T], Key]],
    id_of: Callable[[T], str],
) -> PageOf[T]:
    """The items of all pages that `page_of` gives, as one."""
    placed = _placed(items, page, sorts, id_of)
    return PageOf(tuple(item for _, item in placed), None, len(placed))


def _placed(
    items: Iterable[T],
    page: PageRequest,
    sorts: Mapping[str, Callable[[T], Key]],
    id_of: Callable[[T], str],
) -> list[tuple[Cursor, T]]:
    """All items in order, each with its place."""
    key = sorts[sort_of(page, sorts)]
    placed = [(Cursor(_plain(key(item)), id_of(item)), item) for item in items]
    return _ordered(placed, descending=page.descending)


def _ordered(placed: list[tuple[Cursor, T]], *, descending: bool) -> list[tuple[Cursor, T]]:
    with_value = [each for each in placed if each[0].value is not None]
    without = [each for each in placed if each[0].value is None]
    with_value.sort(key=lambda each: (each[0].value, each[0].id), reverse=descending)
    without.sort(key=lambda each: each[0].id, reverse=descending)
    return with_value + without


def _plain(key: Key) -> str | int | float | None:
    return key.timestamp() if isinstance(key, datetime) else key


def _alike(one: Cursor, other: Cursor) -> bool:
    """Whether two cursors can be compared."""
    if one.value is None or other.value is None:
        return True
    return isinstance(one.value, str) == isinstance(other.value, str)


def _follows(cursor: Cursor, after: Cursor, *, descending: bool) -> bool:
    if (cursor.value is None) != (after.value is None):
        return cursor.value is None
    own, before = (cursor.value, cursor.id), (after.value, after.id)
    if own[0] is None:
        own, before = ("", cursor.id), ("", after.id)
    return own < before if descending else own > before  # see _alike
