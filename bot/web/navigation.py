"""The menu: the pages that somebody's roles open."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.app.access.checks import holds, holds_everywhere
from bot.app.access.rights import Right
from bot.app.personal_data.personal_settings import own_names
from bot.phrases.labels import person_name
from bot.web.kit.context import Context
from bot.web.kit.routes import address, route_of

_FOR_ALL_AGENCIES = frozenset({Right.SEE_HEALTH, Right.SEE_AUDIT})
"""Rights that take a role in all agencies."""


@dataclass(frozen=True, slots=True)
class MenuEntry:
    """A page of the menu."""

    label: str
    path: str

    def is_at(self, here: str) -> bool:
        """Whether a path is this page's, or lies below it."""
        return here == self.path or (self.path != "/" and here.startswith(f"{self.path}/"))


@dataclass(frozen=True, slots=True)
class MenuGroup:
    """Pages that belong together."""

    title: str
    entries: Sequence[MenuEntry]


def frame(ctx: Context) -> Mapping[str, object]:
    """Template values common to all pages: the signed-in person and the menu."""
    return {
        "who": person_name(ctx.words, own_names(ctx.conn, ctx.request)),
        "menu": _menu(ctx),
    }


def _menu(ctx: Context) -> list[MenuGroup]:
    groups = [MenuGroup(title, list(_allowed(ctx, pages))) for title, pages in _pages(ctx.say)]
    return [group for group in groups if group.entries]


def _pages(say: Callable[..., str]) -> Sequence[tuple[str, Sequence[tuple[str, str]]]]:
    """The menu's groups: titles, and the labels and handlers of their pages."""
    return (
        ("", ((say("Home"), "home"), (say("Your learning"), "learning_page"))),
        (
            say("Training"),
            (
                (say("Cohorts"), "cohort_list"),
                (say("Calendar"), "training_calendar"),
                (say("Scenarios"), "scenario_list"),
                (say("Sessions to observe"), "observable_sessions"),
            ),
        ),
        (
            say("Administration"),
            (
                (say("Overview"), "overview_page"),
                (say("Find a person"), "people_page"),
                (say("Roles"), "role_list"),
                (say("Agencies"), "agency_list"),
                (say("Waiting for approval"), "approval_list"),
                (say("Exports"), "exports_page"),
                (say("Revoke a certificate"), "find_certificate"),
                (say("System health"), "health_page"),
                (say("Audit log"), "audit_page"),
            ),
        ),
    )


def _allowed(ctx: Context, pages: Sequence[tuple[str, str]]) -> Iterator[MenuEntry]:
    for label, handler in pages:
        right = Right.SEE_COHORT if handler == "home" else route_of(handler).right
        check = holds_everywhere if right in _FOR_ALL_AGENCIES else holds
        if right is None or check(ctx.conn, ctx.person, right):
            yield MenuEntry(label, address(handler))
