"""Links as pictures: for a wall, and to print."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot.app.access.checks import cohort_for
from bot.app.access.rights import Right
from bot.app.errors import NotFound
from bot.app.onboarding.bot_links import Links
from bot.app.ports import Clock
from bot.chat.date_phrases import day_of
from bot.chat.kit.legacy_routes import Counter
from bot.chat.kit.request import File, Reply, Visitor
from bot.chat.trainer.invitations import link_screens
from bot.chat.trainer.invitations.actions import MakeSlide
from bot.chat.trainer.invitations.link_screens import Made
from bot.locale import LANGUAGES, Words, words
from bot.pictures import slide as pictures
from bot.pictures.slide import Slide
from storage.cohorts import invitations, short_codes
from storage.cohorts.invitations import Invitation, OpeningResult
from storage.db.database import Database
from storage.people.people import Person

CODE_FOR = timedelta(days=7)


class Slides:
    """Draws links. Only who has the link's own message can ask: its token is kept nowhere else."""

    def __init__(self, database: Database, links: Links, clock: Clock) -> None:
        self._database = database
        self._links = links
        self._clock = clock

    def counter(self) -> Counter:
        """What is served here."""
        return Counter(taps={MakeSlide: self.slide})

    async def slide(self, _visitor: Visitor, person: Person, action: MakeSlide) -> Reply:
        """Draw a link: a picture to show at once, and pages to print, one in each language."""
        now = self._clock.now()

        def unit(conn: Connection) -> Made:
            found = invitations.look_up_for_update(conn, action.token, now)
            one = found.invitation
            if one is None or one.kind != "cohort" or short_codes.is_code(action.token):
                raise NotFound
            cohort = cohort_for(conn, person, Right.INVITE, one.cohort or "")
            if found.what is not OpeningResult.GOOD:
                raise NotFound
            one = _with_code(conn, one, action.token, now)
            return Made(cohort, one, action.token, code_of(one, action.token))

        made = await self._database.write(unit)
        speak, link = words(person.language), self._links.to(action.token)
        in_order = sorted(LANGUAGES, key=lambda one: one != person.language)
        slides = [slide_of(words(one), made, link, self._links.username) for one in in_order]

        async def then() -> Sequence[File]:
            shown = await asyncio.to_thread(pictures.png, slides[0])
            printed = await asyncio.to_thread(pictures.pdf, slides)
            wall = speak.say("For the wall. The same to print comes as a file.")
            paper = speak.say("To print: a page in each language")
            return (
                File("invitation.png", shown, picture=True, caption=wall),
                File("invitation.pdf", printed, caption=paper),
            )

        return Reply(link_screens.slide_screen(speak, made), then=then)


def slide_of(speak: Words, made: Made, link: str, bot: str) -> Slide:
    """What stands on the slide of a link, in one language."""
    say, cohort, one = speak.say, made.cohort, made.invitation
    assert one.expires_at is not None
    assert one.code_until is not None
    link_day, code_day = (
        day_of(speak, until, cohort.timezone) for until in (one.expires_at, one.code_until)
    )
    return Slide(
        language=speak.language,
        name=cohort.name,
        about=say("Short cases to practise on the phone"),
        scan=say("Scan with your phone’s camera"),
        link=link,
        shown=link.removeprefix("https://"),
        typing=say("Or write to {bot} in Telegram:", bot=f"@{bot}"),
        code=made.typed,
        until=say("Link and QR code: until {day}", day=link_day),
        code_until=say("To type: until {day}", day=code_day),
    )


def code_until(now: datetime, expires_at: datetime | None) -> datetime:
    """Until when a code that is made now is good: a whole second, and never after its link."""
    until = min(now + CODE_FOR, expires_at or now + CODE_FOR)
    return until.replace(microsecond=0)


def code_of(one: Invitation, token: str) -> str:
    """The code that a link has."""
    assert one.code_until is not None
    return short_codes.derive(token, one.code_until, short_codes.SHORT)


def _with_code(conn: Connection, one: Invitation, token: str, now: datetime) -> Invitation:
    """A held link with a code that is good; a new one where the last has run out."""
    if one.code_until is not None and one.code_until > now:
        return one
    fresh = replace(one, code_until=code_until(now, one.expires_at))
    fresh = replace(
        fresh, code=short_codes.digest(code_of(fresh, token), invitations.code_salt(conn))
    )
    invitations.change(conn, one.hash, code=fresh.code, code_until=fresh.code_until)
    return fresh
