"""An admin finds somebody who lost a phone, by what that person can tell: and learns no more.

Nothing is listed. Who is not here, and who is beyond the admin's reach, are answered alike; every
search is recorded, whether it found somebody or not.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection

from bot.app.access.checks import agencies_for
from bot.app.access.rights import Right
from bot.app.cohorts.pasted_names import in_a_line
from bot.app.onboarding import account_reach
from bot.app.onboarding.person_names import clean_name
from bot.app.onboarding.rate_limits import Tries
from bot.app.ports import Clock
from bot.chat.admin.accounts import account_finder_screens
from bot.chat.kit.legacy_routes import Counter
from bot.chat.kit.request import Place, Reply, Visitor
from bot.chat.kit.screen import Screen
from bot.chat.labels import person_name
from bot.chat.learner.account.actions import AskLost
from bot.locale import words
from storage.audit import audit_context
from storage.certificates import certificates
from storage.cohorts import invitations, roster, short_codes
from storage.db.database import Database
from storage.people import names, people
from storage.people.names import SCRIPTS
from storage.people.people import Person

LOST = "lost"  # what an admin is awaited to say
MOST = 60  # letters of what is looked for


class Finding:
    """Finds one person, or nobody."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._tries = Tries()

    def counter(self) -> Counter:
        """What is served here."""
        return Counter(taps={AskLost: self.ask}, answers={LOST: self.typed})

    async def ask(self, _visitor: Visitor, person: Person, _action: AskLost) -> Reply:
        """Ask for what the person can tell."""

        def unit(conn: Connection) -> None:
            agencies_for(conn, person, Right.SIGN_OUT)
            people.change(conn, person.id, awaits=LOST)

        await self._database.write(unit)
        return Reply(account_finder_screens.ask_screen(words(person.language)), place=Place.SAME)

    async def typed(self, visitor: Visitor, person: Person, typed: str) -> Reply:
        """Look for whom it tells, within the admin's reach."""
        speak, now = words(person.language), self._clock.now()
        account, told = (visitor.bot, visitor.telegram_id), in_a_line(typed, MOST)
        tired = self._tries.too_many(account, now)

        def unit(conn: Connection) -> Screen | None:
            agencies_for(conn, person, Right.SIGN_OUT)
            audit_context.record_anyway(
                conn
            )  # recorded each time, whether it finds somebody or not
            if tired:
                return account_finder_screens.too_many_screen(speak)
            found = {
                one for one in _meant(conn, told) if account_reach.reaches(conn, person.id, one)
            }
            if len(found) != 1:
                return account_finder_screens.several_screen(speak) if found else None
            (whom,) = found
            audit_context.note_object("person", whom)
            name = person_name(speak, names.of(conn, whom))
            return account_finder_screens.found_screen(
                speak, whom, name, erases=account_reach.may_erase(conn, person.id, whom)
            )

        screen = await self._database.write(unit)
        if screen is None:
            self._tries.wrong(account, told, now)
            screen = account_finder_screens.nobody_screen(speak)
        return Reply(screen)


def _meant(conn: Connection, told: str) -> Iterator[str]:
    """Whom it may mean: by a code of a certificate, a personal code, a staff number or a name."""
    if code := short_codes.parse(told):
        certificate = certificates.by_code(conn, code)
        if certificate is not None:
            yield certificate.person
        if owner := invitations.leads_to(conn, code):
            yield owner
    yield from roster.numbered(conn, told)
    for script in SCRIPTS:
        if name := clean_name(told, script):
            yield from names.with_name(conn, name)
