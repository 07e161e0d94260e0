"""Links into a cohort: made, limited, listed, taken back."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot.app.access.checks import cohort_for
from bot.app.access.rights import Right
from bot.app.errors import NotFound
from bot.app.onboarding.bot_links import Links
from bot.app.ports import Clock
from bot.chat.kit.legacy_routes import Counter
from bot.chat.kit.number_input import typed_number
from bot.chat.kit.request import Place, Reply, Visitor
from bot.chat.trainer.cohorts.actions import MakeLink, RevokeLinks, ShowInviting
from bot.chat.trainer.invitations import link_screens
from bot.chat.trainer.invitations.actions import (
    AskRevokeLink,
    AskRevokeLinks,
    ChoosePlaces,
    ChooseUntil,
    RevokeLink,
    SetPlaces,
    SetUntil,
    ShowLink,
    ShowLinks,
)
from bot.chat.trainer.invitations.invitation_slides import code_until
from bot.chat.trainer.invitations.link_screens import DAYS, MARK, MOST_PLACES, Inviting, Made, Seen
from bot.locale import words
from storage.cohorts import cohorts, invitations, roster, short_codes
from storage.cohorts.cohorts import Cohort
from storage.cohorts.invitations import Invitation
from storage.db.database import Database
from storage.people import people
from storage.people.people import Person

PLACES = "places"  # what a trainer is awaited to say, with the cohort and the link after colons
LINK_FOR = timedelta(days=30)


class OpenLinks:
    """Links that bring anyone who has them into a cohort."""

    def __init__(self, database: Database, links: Links, clock: Clock) -> None:
        self._database = database
        self._links = links
        self._clock = clock

    def counter(self) -> Counter:
        """What is served here."""
        return Counter(
            taps={
                ShowInviting: self.inviting,
                MakeLink: self.make,
                ShowLinks: self.every,
                ShowLink: self.one,
                ChooseUntil: self.choose_until,
                SetUntil: self.set_until,
                ChoosePlaces: self.choose_places,
                SetPlaces: self.set_places,
                AskRevokeLink: self.ask_revoke,
                AskRevokeLinks: self.ask_revoke_all,
                RevokeLink: self.revoke,
                RevokeLinks: self.revoke_all,
            },
            answers={PLACES: self.typed},
        )

    async def inviting(
        self, _visitor: Visitor, person: Person, action: ShowInviting | RevokeLinks
    ) -> Reply:
        """How people come into a cohort, and which links are out."""
        now = self._clock.now()

        def unit(conn: Connection) -> Inviting:
            cohort = cohort_for(conn, person, Right.INVITE, action.cohort)
            waiting = len(roster.waiting(conn, cohort.id))
            return Inviting(cohort, len(links_out(conn, cohort.id, now)), waiting)

        found = await self._database.read(unit)
        screen = link_screens.inviting_screen(words(person.language), found)
        return Reply(screen, place=Place.SAME)

    async def make(self, _visitor: Visitor, person: Person, action: MakeLink) -> Reply:
        """Make a link that brings anyone into the cohort, with a code for who cannot tap it."""
        now, token = self._clock.now(), invitations.new_token()
        until = code_until(now, now + LINK_FOR)
        code = short_codes.derive(token, until, short_codes.SHORT)

        def unit(conn: Connection) -> Made:
            cohort = cohort_for(conn, person, Right.INVITE, action.cohort)
            made = Invitation(
                invitations.digest(token),
                "cohort",
                now,
                cohort=cohort.id,
                created_by=person.id,
                expires_at=now + LINK_FOR,
                code=short_codes.digest(code, invitations.code_salt(conn)),
                code_until=until,
            )
            invitations.create(conn, made)
            return Made(cohort, made, token, code)

        found = await self._database.write(unit)
        link = self._links.to(token)
        return Reply(link_screens.link_screen(words(person.language), found, link))

    async def every(self, _visitor: Visitor, person: Person, action: ShowLinks) -> Reply:
        """The links that are good, and how many came by each."""
        now = self._clock.now()

        def unit(conn: Connection) -> tuple[Cohort, list[Seen]]:
            cohort = cohort_for(conn, person, Right.INVITE, action.cohort)
            return cohort, _seen(conn, cohort, now)

        cohort, found = await self._database.read(unit)
        screen = link_screens.links_screen(words(person.language), cohort, found, action.page)
        return Reply(screen, place=Place.SAME)

    async def one(
        self, _visitor: Visitor, person: Person, action: ShowLink | SetUntil | SetPlaces
    ) -> Reply:
        """One link."""
        cohort, seen = await self._one(person, action.cohort, action.mark)
        screen = link_screens.one_screen(words(person.language), cohort, seen)
        return Reply(screen, place=Place.SAME)

    async def choose_until(self, _visitor: Visitor, person: Person, action: ChooseUntil) -> Reply:
        """Until when a link is to be good."""
        cohort, seen = await self._one(person, action.cohort, action.mark)
        screen = link_screens.until_screen(words(person.language), cohort, seen)
        return Reply(screen, place=Place.SAME)

    async def set_until(self, visitor: Visitor, person: Person, action: SetUntil) -> Reply:
        """Let a link be good from now on for so many days."""
        now = self._clock.now()

        def unit(conn: Connection) -> None:
            one = _link(conn, person, action.cohort, action.mark, now)
            if action.days not in DAYS:
                raise NotFound
            until = now + timedelta(days=action.days)
            invitations.change(conn, one.hash, expires_at=until)

        await self._database.write(unit)
        return await self.one(visitor, person, action)

    async def choose_places(self, _visitor: Visitor, person: Person, action: ChoosePlaces) -> Reply:
        """How many people a link is to bring."""
        now = self._clock.now()

        def unit(conn: Connection) -> Cohort:
            _link(conn, person, action.cohort, action.mark, now)
            people.change(conn, person.id, awaits=f"{PLACES}:{action.cohort}:{action.mark}")
            return cohort_for(conn, person, Right.INVITE, action.cohort)

        cohort = await self._database.write(unit)
        screen = link_screens.places_screen(words(person.language), cohort, action.mark)
        return Reply(screen, place=Place.SAME)

    async def typed(self, visitor: Visitor, person: Person, typed: str) -> Reply:
        """The number of places, typed."""
        _, cohort, mark = (person.awaits or "").split(":")
        number = typed_number(typed, MOST_PLACES)
        if not number:
            await self._one(person, cohort, mark)
            return Reply(link_screens.no_number_screen(words(person.language), cohort, mark))
        set_ = SetPlaces(cohort, mark, number)
        reply = await self.set_places(visitor, person, set_)
        return Reply(reply.screen)

    async def set_places(self, visitor: Visitor, person: Person, action: SetPlaces) -> Reply:
        """Let a link bring so many people in all, those who came by it among them."""
        now = self._clock.now()

        def unit(conn: Connection) -> None:
            one = _link(conn, person, action.cohort, action.mark, now)
            if action.places > MOST_PLACES:
                raise NotFound
            invitations.hold(conn, one.hash)  # nobody comes by it while those who came are counted
            people.change(conn, person.id, awaits=None)
            came = cohorts.joins_by_invitation(conn, action.cohort).get(one.hash, 0)
            left = max(0, action.places - came) if action.places else None
            invitations.change(conn, one.hash, uses=left)

        await self._database.write(unit)
        return await self.one(visitor, person, action)

    async def ask_revoke(self, _visitor: Visitor, person: Person, action: AskRevokeLink) -> Reply:
        """Whether one link is really to be taken back."""
        cohort, seen = await self._one(person, action.cohort, action.mark)
        screen = link_screens.ask_revoke_screen(words(person.language), cohort, seen)
        return Reply(screen, place=Place.SAME)

    async def ask_revoke_all(
        self, visitor: Visitor, person: Person, action: AskRevokeLinks
    ) -> Reply:
        """Whether all links into a cohort are really to be taken back."""
        now = self._clock.now()

        def unit(conn: Connection) -> tuple[Cohort, int]:
            cohort = cohort_for(conn, person, Right.INVITE, action.cohort)
            return cohort, len(links_out(conn, cohort.id, now))

        cohort, links = await self._database.read(unit)
        if not links:  # an old button
            return await self.every(visitor, person, ShowLinks(cohort.id))
        screen = link_screens.ask_revoke_all_screen(words(person.language), cohort, links)
        return Reply(screen, place=Place.SAME)

    async def revoke(self, visitor: Visitor, person: Person, action: RevokeLink) -> Reply:
        """Take one link back; who came by it stays."""
        now = self._clock.now()

        def unit(conn: Connection) -> None:
            one = _link(conn, person, action.cohort, action.mark, now)
            invitations.revoke(conn, one.hash, now)

        await self._database.write(unit)
        return await self.every(visitor, person, ShowLinks(action.cohort))

    async def revoke_all(self, visitor: Visitor, person: Person, action: RevokeLinks) -> Reply:
        """Take all links to a cohort back; who came by them stays in it."""
        now = self._clock.now()

        def unit(conn: Connection) -> None:
            cohort = cohort_for(conn, person, Right.INVITE, action.cohort)
            for one in links_out(conn, cohort.id, now):
                invitations.revoke(conn, one.hash, now)

        await self._database.write(unit)
        return await self.inviting(visitor, person, action)

    async def _one(self, person: Person, cohort_id: str, mark: str) -> tuple[Cohort, Seen]:
        now = self._clock.now()

        def unit(conn: Connection) -> tuple[Cohort, Seen]:
            cohort = cohort_for(conn, person, Right.INVITE, cohort_id)
            link = _link(conn, person, cohort_id, mark, now)
            came = cohorts.joins_by_invitation(conn, cohort_id).get(link.hash, 0)
            return cohort, Seen(link, came)

        return await self._database.read(unit)


def links_out(conn: Connection, cohort: str, now: datetime) -> list[Invitation]:
    """The links to a cohort that are still good, the newest first; a full one is among them."""
    return [
        one
        for one in invitations.of_cohort(conn, cohort)
        if one.kind == "cohort"
        and one.revoked_at is None
        and (one.expires_at is None or one.expires_at > now)
    ]


def _seen(conn: Connection, cohort: Cohort, now: datetime) -> list[Seen]:
    came = cohorts.joins_by_invitation(conn, cohort.id)
    return [Seen(one, came.get(one.hash, 0)) for one in links_out(conn, cohort.id, now)]


def _link(conn: Connection, person: Person, cohort_id: str, mark: str, now: datetime) -> Invitation:
    """One of the links that are good, by the beginning of its hash."""
    cohort = cohort_for(conn, person, Right.INVITE, cohort_id)
    for one in links_out(conn, cohort.id, now):
        if one.hash.startswith(mark) and len(mark) == MARK:
            return one
    raise NotFound
