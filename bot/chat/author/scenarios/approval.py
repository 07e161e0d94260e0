"""Publishing beyond own cohorts: asked for by who looks after a scenario, decided by an admin."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from bot.app import notices
from bot.app.access.rights import Right, where
from bot.app.authoring.authoring_rights import (
    approval_for,
    compared_with,
    edition_for,
    may_decide,
    numbered,
    own_for,
)
from bot.app.cohorts.pasted_names import in_a_line
from bot.app.errors import NotFound
from bot.app.library import Library
from bot.app.ports import Clock, Dice
from bot.chat.author.scenarios import approval_screens, finding_screens
from bot.chat.author.scenarios.actions import (
    Approve,
    ApproveNow,
    AskApproval,
    Decline,
    ShowApproval,
    ShowWaiting,
    TakeBackAsking,
)
from bot.chat.author.scenarios.approval_doubts import doubts_about
from bot.chat.author.scenarios.approval_screens import Asked, Weighed
from bot.chat.author.scenarios.edition_changes import BESIDE, changes_file
from bot.chat.author.scenarios.own_scenarios import Owning
from bot.chat.kit.legacy_routes import Counter
from bot.chat.kit.notices import News, Teller
from bot.chat.kit.request import File, Place, Reply, Visitor
from bot.chat.labels import agency_name, person_name
from bot.chat.learner.cards.case_titles import title_of
from bot.locale import Words, words
from scenarios.edition_diff import difference
from scenarios.loader import load
from storage.authoring import approvals, editions, own_scenarios
from storage.authoring.approvals import Approval
from storage.authoring.own_scenarios import NumberedEdition, OwnScenario, Reach
from storage.db.database import Database
from storage.people import names, people, roles
from storage.people.people import Person
from storage.people.roles import Role

ASKED, DECIDED = "scenario-asked", "scenario-decided"  # tellers
REASON = "decline-reason"  # what an admin is awaited to say, with the id after a colon
_REACHES: Mapping[str, Reach] = {"agency": "agency", "everyone": "everyone"}


class Approving:
    """Asks admins, and does what they decide."""

    def __init__(
        self, database: Database, library: Library, owning: Owning, clock: Clock, dice: Dice
    ) -> None:
        self._database = database
        self._library = library
        self._owning = owning
        self._clock = clock
        self._dice = dice

    def counter(self) -> Counter:
        """What is served here."""

        async def again(_visitor: Visitor, person: Person, action: ShowWaiting) -> Reply:
            return await self.waiting(person, action.page)

        return Counter(
            taps={
                AskApproval: self.ask,
                TakeBackAsking: self.take_back,
                ShowWaiting: again,
                ShowApproval: self.one,
                Approve: self.ask_approve,
                ApproveNow: self.approve,
                Decline: self.ask_reason,
            },
            answers={REASON: self.declined},
        )

    @property
    def tellers(self) -> Mapping[str, Teller]:
        """Who tells of questions and decisions."""
        return {ASKED: self._tell_asked, DECIDED: self._tell_decided}

    async def ask(self, _visitor: Visitor, person: Person, action: AskApproval) -> Reply:
        """Ask for approval; every admin who may decide is told."""
        new_id, now = self._dice.id(), self._clock.now()
        reach = _REACHES.get(action.reach)

        def unit(conn: Connection) -> None:
            if reach is None:
                raise NotFound
            own_scenarios.get_for_update(conn, action.scenario)
            own, edition = edition_for(conn, person, action.scenario, action.number)
            before = approvals.latest(conn, own.scenario)
            if before and before.state == "waiting" and _is_same(before, action):
                return  # a double tap
            if before and before.state == "waiting":
                notices.take_back(conn, before.id)
            made = Approval(new_id, own.scenario, edition.number, reach, person.id, now)
            approvals.ask(conn, made)
            for admin in _deciding(roles.all_active(conn), made, own):
                what = {"what": ASKED, "approval": made.id}
                notices.promise(conn, admin, f"{made.id}:{admin}", now, what, about=made.id)

        await self._database.write(unit)
        return await self._owning.one(person, action.scenario, Place.SAME)

    async def take_back(self, _visitor: Visitor, person: Person, action: TakeBackAsking) -> Reply:
        """Take the question back."""
        now = self._clock.now()

        def unit(conn: Connection) -> None:
            own = own_for(conn, person, action.scenario)
            asked = approvals.latest(conn, own.scenario)
            if asked and approvals.withdraw(conn, own.scenario, now):
                notices.take_back(conn, asked.id)

        await self._database.write(unit)
        return await self._owning.one(person, action.scenario, Place.SAME)

    async def waiting(self, person: Person, page: int = 0) -> Reply:
        """What waits for someone's decision."""
        speak = words(person.language)

        def unit(conn: Connection) -> list[Asked]:
            held = roles.of(conn, person.id)
            if not where(held, Right.APPROVE_SCENARIO):
                raise NotFound
            found = (
                (one, own_scenarios.get(conn, one.scenario)) for one in approvals.waiting(conn)
            )
            return [
                self._asked(conn, speak, one, own)
                for one, own in found
                if own is not None and may_decide(held, one, own)
            ]

        found = await self._database.read(unit)
        return Reply(approval_screens.waiting_screen(speak, found, page), place=Place.SAME)

    async def one(self, _visitor: Visitor, person: Person, action: ShowApproval) -> Reply:
        """One of them, with all that helps to decide."""
        speak = words(person.language)
        weighed = await self._weighed(person, action.approval)

        async def then() -> Sequence[File]:
            more = changes_file(speak, weighed.changed, BESIDE) if weighed.changed else ()
            advice = finding_screens.findings_file(speak, weighed.advice, finding_screens.SHORT)
            return (*advice, *more)

        screen = approval_screens.approval_screen(speak, weighed, person.timezone)
        return Reply(screen, place=Place.SAME, then=then)

    async def ask_approve(self, _visitor: Visitor, person: Person, action: Approve) -> Reply:
        """Whether it is really to be published: for whom, by whom, and what speaks against it."""
        weighed = await self._weighed(person, action.approval)
        screen = approval_screens.ask_approve_screen(words(person.language), weighed)
        return Reply(screen, place=Place.SAME)

    async def _weighed(self, person: Person, approval: str) -> Weighed:
        speak = words(person.language)

        def unit(
            conn: Connection,
        ) -> tuple[
            Asked, OwnScenario, NumberedEdition, Sequence[NumberedEdition], Mapping[str, str]
        ]:
            asked, own = approval_for(conn, person, approval)
            edition = numbered(conn, asked.scenario, asked.number)
            kept = editions.get(conn, edition.edition)
            every = own_scenarios.of_scenario(conn, asked.scenario)
            content = kept.content if kept else {}
            return self._asked(conn, speak, asked, own), own, edition, every, content

        asked, own, edition, every, content = await self._database.read(unit)
        scenario = await self._library.load(edition.edition)
        files = {name: text.encode() for name, text in content.items()}
        loaded = await asyncio.to_thread(load, files)
        found = compared_with(every, own.edition, edition)
        old = await self._library.load(found.edition) if found else None
        in_use = found is not None and found.edition == own.edition
        doubts = await doubts_about(
            self._database, self._library, scenario, own.agency, None if in_use else old
        )
        weighed = Weighed(asked, scenario, finding_screens.ordered(loaded.findings), doubts)
        if found is None or old is None or not in_use:
            return weighed
        changed = await asyncio.to_thread(difference, old, scenario)
        return replace(weighed, before=found.number, changed=changed)

    async def approve(self, _visitor: Visitor, person: Person, action: ApproveNow) -> Reply:
        """Publish it: the edition goes into use, as far as was asked."""
        speak, now = words(person.language), self._clock.now()

        def unit(conn: Connection) -> Asked:
            asked, own = approval_for(conn, person, action.approval)
            own_scenarios.get_for_update(conn, own.scenario)
            edition = numbered(conn, asked.scenario, asked.number)
            asked = _decided(conn, person, replace(asked, state="approved"), now)
            own_scenarios.put_in_use(
                conn, own_scenarios.approve(conn, edition, asked.reach), asked.reach
            )
            return self._asked(conn, speak, asked, own)

        asked = await self._database.write(unit)
        await self._library.refresh()
        return Reply(approval_screens.decided_screen(speak, asked), place=Place.SAME)

    async def ask_reason(self, _visitor: Visitor, person: Person, action: Decline) -> Reply:
        """Why it is declined."""
        speak = words(person.language)

        def unit(conn: Connection) -> Asked:
            asked, own = approval_for(conn, person, action.approval)
            people.change(conn, person.id, awaits=f"{REASON}:{asked.id}")
            return self._asked(conn, speak, asked, own)

        asked = await self._database.write(unit)
        return Reply(approval_screens.ask_reason_screen(speak, asked), place=Place.SAME)

    async def declined(self, _visitor: Visitor, person: Person, typed: str) -> Reply:
        """Decline it for the reason that was typed."""
        speak, now = words(person.language), self._clock.now()
        approval = (person.awaits or "").partition(":")[2]
        reason = in_a_line(typed, approval_screens.LETTERS)

        def unit(conn: Connection) -> Asked:
            asked, own = approval_for(conn, person, approval)
            if reason:
                people.change(conn, person.id, awaits=None)
                declined = replace(asked, state="declined", reason=reason)
                asked = _decided(conn, person, declined, now)
            return self._asked(conn, speak, asked, own)

        asked = await self._database.write(unit)
        if not reason:
            return Reply(approval_screens.ask_reason_screen(speak, asked))
        return Reply(approval_screens.decided_screen(speak, asked))

    def _asked(self, conn: Connection, speak: Words, one: Approval, own: OwnScenario) -> Asked:
        edition = numbered(conn, one.scenario, one.number).edition
        scenario = self._library.read(conn, edition)
        title = title_of(speak, scenario) if scenario else one.scenario
        by = person_name(speak, names.of(conn, one.asked_by)) if one.asked_by else ""
        return Asked(one, title, agency_name(conn, speak, own.agency), by)

    def _tell_asked(
        self, conn: Connection, speak: Words, person: Person, what: Mapping[str, Any]
    ) -> News | None:
        """That something waits; nothing where it was decided meanwhile, or is not theirs."""
        try:
            asked, own = approval_for(conn, person, what["approval"])
        except NotFound:
            return None
        return News(*approval_screens.asked_news(speak, self._asked(conn, speak, asked, own)))

    def _tell_decided(
        self, conn: Connection, speak: Words, person: Person, what: Mapping[str, Any]
    ) -> News | None:
        asked = approvals.get(conn, what["approval"])
        try:
            own = own_for(conn, person, asked.scenario) if asked else None
        except NotFound:
            own = None
        if asked is None or own is None:
            return None
        return News(*approval_screens.decided_news(speak, self._asked(conn, speak, asked, own)))


def _is_same(one: Approval, action: AskApproval) -> bool:
    return (one.number, one.reach) == (action.number, action.reach)


def _deciding(held: Sequence[Role], asked: Approval, own: OwnScenario) -> list[str]:
    """Who may decide."""
    found = (one.person for one in held if may_decide((one,), asked, own))
    return list(dict.fromkeys(found))


def _decided(conn: Connection, person: Person, one: Approval, now: datetime) -> Approval:
    """Keep a decision, and promise to tell who asked.

    Raises:
        NotFound: It was decided or taken back meanwhile.
    """
    if not approvals.decide(conn, one, one.state, person.id, now, one.reason):
        raise NotFound
    notices.take_back(conn, one.id)
    if one.asked_by is not None and one.asked_by != person.id:
        what = {"what": DECIDED, "approval": one.id}
        key = f"{one.id}:decided"
        notices.promise(conn, one.asked_by, key, now, what, about=one.scenario, answers=True)
    return one
