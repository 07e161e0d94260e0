"""Every page and act, tried by everyone on what is theirs and on what is not.

Routes come from `ROUTES`, what they are called with from `tests.helpers.rights_world`, and who may
from `RIGHTS`. A new route needs a line here only where that table does not tell who is served.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from bot.app.access.rights import RIGHTS, Right, may
from bot.web.admin.agencies import close_agency, reopen_agency
from bot.web.admin.agency_settings import add_agency, new_agency_form, rename_agency
from bot.web.admin.audit import audit_page, check_audit
from bot.web.admin.health import health_page
from bot.web.admin.overview import make_report
from bot.web.author.publishing import delete_draft, delete_draft_form
from bot.web.author.scenarios import share_with_cohort, stop_sharing
from bot.web.console import ConsoleOptions, asgi_app
from bot.web.kit.routes import Method, Route
from bot.web.routes import ROUTES
from bot.web.trainer.cohorts import create_cohort
from storage.people.roles import EVERYWHERE
from storage.web_sessions.sessions import SessionKind
from tests.helpers.console import TOKEN, URL, session_of, tab, text
from tests.helpers.databases import copied
from tests.helpers.rights_trials import RollbackDatabase
from tests.helpers.rights_world import NAMES, NOTHING, OWNERS, PEOPLE, World, world

pytestmark = pytest.mark.asyncio(loop_scope="module")

ONLY_FOR_ALL_AGENCIES: frozenset[Callable[..., Any]] = frozenset(
    {
        health_page,
        close_agency,
        reopen_agency,
        rename_agency,
        new_agency_form,
        add_agency,
        audit_page,
        check_audit,
    }
)
"""What concerns all agencies takes the right for all of them."""
ONLY_ON_OWN: frozenset[Callable[..., Any]] = frozenset(
    {delete_draft, delete_draft_form, share_with_cohort}
)
"""What a right over the whole agency allows only with one's own."""
NEVER_ON_OWN = frozenset({Right.OBSERVE})
"""Rights that nobody has over their own: another master trainer observes a master trainer."""
NOT_LOOKED_UP: frozenset[Callable[..., Any]] = frozenset({stop_sharing})
"""What is served with an id of nothing."""
NAMED_IN_FORM: frozenset[Callable[..., Any]] = frozenset({create_cohort, make_report})
"""Acts that find what they are about in their form."""
ASKING = frozenset({"web_confirmations", "due"})
"""The tables that change when an act waits for its confirmation in the chat."""
REFUSED = 404


def form_of(owner: str | None) -> dict[str, str]:
    """Fields for every form, about what an owner has."""
    return {"agency": OWNERS[owner or "trainer"], "name": "Night shift", "language": "en"}


@dataclass(frozen=True)
class Trial:
    """What came of a request."""

    status: int
    shown: str
    changed: frozenset[str]
    recorded: frozenset[tuple[str, str]]


class Trials:
    """Requests of everyone, each rolled back."""

    def __init__(self, made: World, undoing: RollbackDatabase, tokens: dict[str, str]) -> None:
        self.world = made
        self.undoing = undoing
        self._tokens = tokens
        self.forget()

    def forget(self) -> None:
        """Begin anew: an application remembers which looks it has recorded, and all is undone."""
        web = asgi_app(self.world.staff.desk.parts.app, ConsoleOptions(URL, TOKEN))
        self.tabs = {person: tab(web, token) for person, token in self._tokens.items()}
        self.stranger = tab(web)

    async def tried(
        self, person: str, route: Route, values: tuple[Any, ...], owner: str | None = None
    ) -> Trial:
        named = dict(zip(route.fields, values, strict=True))
        form = form_of(owner)
        response = await self.undoing.run(self.tabs[person].takes(route, named, form))
        changed, recorded = self.undoing.changed, self.undoing.recorded
        return Trial(response.status_code, text(response), changed, recorded)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def prepared(
    sqlite_template: Path,
) -> AsyncIterator[tuple[World, RollbackDatabase, dict[str, str]]]:
    with copied(sqlite_template) as url:
        async with world(url) as found:
            tokens = {
                person: await session_of(found.staff, person, SessionKind.MINI_APP)
                for person in PEOPLE
            }
            with closing(RollbackDatabase(url)) as undoing:
                yield found, undoing, tokens


@pytest.fixture
def trials(prepared: tuple[World, RollbackDatabase, dict[str, str]]) -> Trials:
    return Trials(*prepared)


def is_allowed(trials: Trials, route: Route, person: str, owner: str | None) -> bool:
    """Whether someone is to be served with what is an owner's; None for what is nobody's."""
    right, held = route.right, trials.world.roles[person]
    assert right is not None
    if route.handler in ONLY_FOR_ALL_AGENCIES:
        return may(held, right, EVERYWHERE)
    if owner is None:
        return any(right in RIGHTS[role.role] for role in held)
    if person != owner and route.handler in ONLY_ON_OWN:
        return False
    if person == owner and right in NEVER_ON_OWN:
        return False
    return may(held, right, OWNERS[owner], own=person == owner)


async def served_candidate(trials: Trials, route: Route) -> int:
    """The first of the candidates that is served to somebody with what is theirs."""
    for candidate in range(len(trials.world.candidates(route, "trainer"))):
        for owner in OWNERS:
            values = trials.world.candidates(route, owner)[candidate]
            for person in (owner, "admin", "top-admin", "master"):
                if (await trials.tried(person, route, values, owner)).status != REFUSED:
                    return candidate
    raise AssertionError(f"{route.name} is served to nobody")


async def calls(trials: Trials, route: Route) -> AsyncIterator[tuple[str | None, tuple[Any, ...]]]:
    """The calls with what is each owner's; the only one, where it takes nothing of theirs."""
    candidate = await served_candidate(trials, route)
    every = {owner: trials.world.candidates(route, owner)[candidate] for owner in OWNERS}
    if len(set(every.values())) == 1 and route.handler not in NAMED_IN_FORM:
        yield None, next(iter(every.values()))
        return
    for owner, values in every.items():
        yield owner, values


def mistakes(route: Route, person: str, tried: Trial, *, allowed: bool) -> Iterator[str]:
    """What is wrong with how someone was answered."""
    if (tried.status == REFUSED) == allowed:
        yield "is refused" if allowed else f"is served ({tried.status})"
    if tried.status >= 500:
        yield f"fails with {tried.status}"
    if not allowed and tried.changed:
        yield f"changes {', '.join(sorted(tried.changed))}"
    if tried.changed - ASKING and not tried.recorded:
        yield f"changes {sorted(tried.changed - ASKING)}, which is not recorded"
    if not tried.recorded and any(name in tried.shown for name in NAMES):
        yield "is shown names, which is not recorded"
    deeds = {(person, name.replace("_", "-")) for name in (route.name, route.form)}
    if tried.recorded - (deeds if allowed else set()):
        yield f"is recorded as {tried.recorded}"


@pytest.mark.parametrize(
    "route", [each for each in ROUTES if each.right], ids=lambda each: each.name
)
async def test_everyone_is_served_by_the_rights_table(trials: Trials, route: Route) -> None:
    """Who may not is answered exactly as if there were no such thing, and changes nothing."""
    found, refused = [], set()
    every = [each async for each in calls(trials, route)]
    trials.forget()
    for person in PEOPLE:
        for owner, values in every:
            tried = await trials.tried(person, route, values, owner)
            allowed = is_allowed(trials, route, person, owner)
            wrong = mistakes(route, person, tried, allowed=allowed)
            found += [f"{person} {each} with {values}" for each in wrong]
            refused |= {tried.shown} if tried.status == REFUSED else set()
    assert not found, "\n".join(found)
    assert len(refused) <= 1


@pytest.mark.parametrize(
    "route",
    [each for each in ROUTES if each.right and each.fields and each.handler not in NOT_LOOKED_UP],
    ids=lambda each: each.name,
)
async def test_missing_and_foreign_objects_are_answered_alike(trials: Trials, route: Route) -> None:
    values = trials.world.candidates(route, "trainer")[await served_candidate(trials, route)]
    trials.forget()
    for place, field in enumerate(route.fields.values()):
        if field.pattern.fullmatch(NOTHING):
            changed = (*values[:place], NOTHING, *values[place + 1 :])
            for person in ("trainer", "top-admin"):
                tried = await trials.tried(person, route, changed)
                assert (tried.status, tried.changed) == (REFUSED, frozenset()), changed


@pytest.mark.parametrize("route", list(ROUTES), ids=lambda each: each.name)
async def test_nobody_gets_anything_without_a_session(trials: Trials, route: Route) -> None:
    values = trials.world.candidates(route, "trainer")[0]
    named = dict(zip(route.fields, values, strict=True))
    response = await trials.undoing.run(trials.stranger.takes(route, named, form_of(None)))
    assert response.status_code == 401
    assert not trials.undoing.changed
    assert not any(name in text(response) for name in NAMES)


async def test_an_act_from_another_site_changes_nothing(trials: Trials) -> None:
    for route in ROUTES:
        if route.method is Method.ACT:
            values = trials.world.candidates(route, "trainer")[0]
            path = route.address(dict(zip(route.fields, values, strict=True)), {})
            client = trials.tabs["trainer"].client
            for headers in (
                {},
                {"Origin": "https://evil.example"},
                {"Sec-Fetch-Site": "cross-site"},
            ):
                response = await trials.undoing.run(client.post(path, headers=headers))
                assert response.status_code == 403, (route.name, headers)
                assert not trials.undoing.changed
