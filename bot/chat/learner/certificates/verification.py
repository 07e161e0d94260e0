"""Certificates as anyone checks them by their code, and as those who may take them back."""

from __future__ import annotations

from sqlalchemy import Connection

from bot.app import notices
from bot.app.access.checks import ensure
from bot.app.access.rights import Right, may
from bot.app.certificates import certificate_issuing
from bot.app.certificates.programme_progress import initials
from bot.app.errors import NotFound
from bot.app.onboarding.consent import NOTICE
from bot.app.onboarding.rate_limits import Tries
from bot.app.ports import Clock
from bot.chat.kit.legacy_routes import Counter
from bot.chat.kit.request import Reply, Visitor
from bot.chat.labels import person_name
from bot.chat.learner.certificates import verification_screens
from bot.chat.learner.certificates.actions import AskRevoke
from bot.locale import Words, words
from storage.certificates import certificates
from storage.certificates.certificates import Certificate
from storage.cohorts import short_codes
from storage.db.database import Database
from storage.people import names, people, roles
from storage.people.people import Person

REASON = "revoke"
CODE = "verify"  # what whoever has arrived is awaited to type after the bare command
MOST = 300  # letters of a reason


class Verifying:
    """Checks codes. Whoever asks leaves nothing behind, and need not have arrived."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._tries = Tries()

    def counter(self) -> Counter:
        """What is served here."""
        return Counter(
            open_commands={"verify": self.verify},
            taps={AskRevoke: self.ask},
            answers={REASON: self.typed, CODE: self.code_typed},
        )

    async def verify(self, visitor: Visitor, typed: str) -> Reply:
        """Whether the certificate with a code holds, and whose it is."""
        now, account = self._clock.now(), (visitor.bot, visitor.telegram_id)
        code, tired = short_codes.parse(typed), self._tries.too_many(account, now)

        def unit(conn: Connection) -> tuple[Person | None, verification_screens.Checked | None]:
            asker = people.by_account(conn, visitor.bot, visitor.telegram_id)
            speak = words(asker.language if asker else visitor.language)
            if not code or tired:
                return asker, None
            return asker, _checked(conn, speak, asker, code)

        asker, found = await self._database.read(unit)
        speak = words(asker.language if asker else visitor.language)
        awaited = await self._awaits(asker, bare=not typed.strip(), found=found is not None)
        if not code:
            written = bool(typed.strip())
            return Reply(verification_screens.how_screen(speak, written=written, awaited=awaited))
        if found is None:
            if not tired:
                self._tries.wrong(account, code, now)
            return Reply(verification_screens.unknown_screen(speak))
        timezone = asker.timezone if asker else "UTC"
        return Reply(verification_screens.checked_screen(speak, found, now, timezone))

    async def code_typed(self, visitor: Visitor, _person: Person, typed: str) -> Reply:
        """The same for a code that was typed once it was asked for."""
        return await self.verify(visitor, typed)

    async def _awaits(self, asker: Person | None, *, bare: bool, found: bool) -> bool:
        """Whether a code is awaited now: after the bare command, until one is found.

        What somebody is being asked for besides is not forgotten for a code that was written with
        the command.
        """
        if asker is None or asker.notice != NOTICE:
            return False
        own = bare or asker.awaits == CODE
        if own:
            awaits = None if found else CODE
            await self._database.write(lambda conn: people.change(conn, asker.id, awaits=awaits))
        return own and not found

    async def ask(self, _visitor: Visitor, person: Person, action: AskRevoke) -> Reply:
        """Ask why a certificate is to be taken back."""

        def unit(conn: Connection) -> Certificate:
            one = _to_revoke(conn, person, action.certificate)
            people.change(conn, person.id, awaits=f"{REASON}:{one.id}")
            return one

        one = await self._database.write(unit)
        return Reply(verification_screens.why_screen(words(person.language), one))

    async def typed(self, _visitor: Visitor, person: Person, text: str) -> Reply:
        """Take a certificate back, with the reason that was typed; its holder is told it."""
        now, speak = self._clock.now(), words(person.language)
        certificate, reason = (person.awaits or "").partition(":")[2], " ".join(text.split())

        def unit(conn: Connection) -> Certificate:
            one = _to_revoke(conn, person, certificate)
            if 0 < len(reason) <= MOST and reason.isprintable():
                people.change(conn, person.id, awaits=None)
                certificates.revoke(conn, one.id, now, person.id, reason)
                notices.take_back(conn, one.id)
                certificate_issuing.promise(conn, one, certificate_issuing.REVOKED, now)
            return certificates.get(conn, one.id) or one

        one = await self._database.write(unit)
        if one.revoked_at is None:
            return Reply(verification_screens.why_screen(speak, one, most=MOST))
        return Reply(verification_screens.taken_back_screen(speak, one))


def _to_revoke(conn: Connection, person: Person, certificate_id: str) -> Certificate:
    one = certificates.get(conn, certificate_id)
    if one is None or one.revoked_at is not None:
        raise NotFound
    ensure(conn, person, Right.REVOKE_CERTIFICATE, one.agency)
    return one


def _checked(
    conn: Connection, speak: Words, asker: Person | None, code: str
) -> verification_screens.Checked | None:
    one = certificates.by_code(conn, code)
    if one is None:
        return None
    called = names.of(conn, one.person)
    name = person_name(speak, called)
    held = roles.of(conn, asker.id) if asker else []
    return verification_screens.Checked(
        one,
        name if one.named or not called else initials(name),
        may_revoke=one.revoked_at is None and may(held, Right.REVOKE_CERTIFICATE, one.agency),
    )
