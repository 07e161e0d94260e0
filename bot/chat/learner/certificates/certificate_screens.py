"""What someone sees of their own programmes and certificates. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from bot.app.certificates.programme_progress import Journey, Stood
from bot.chat.date_phrases import date_of
from bot.chat.kit.screen import Button, Line, Role, Screen
from bot.chat.learner.certificates.actions import (
    NameOnCheck,
    SendBadge,
    SendCertificate,
    ShowJourney,
    ShowJourneys,
)
from bot.chat.learner.today.actions import ShowToday
from bot.locale import Words
from storage.certificates.certificates import Certificate
from storage.cohorts import short_codes


class JourneyScreens:
    """The screens of one person at one moment."""

    def __init__(self, speak: Words, timezone: str, now: datetime) -> None:
        self._speak = speak
        self._timezone = timezone
        self._now = now

    def all(self, ways: Sequence[Journey]) -> Screen:
        """Every programme, and how far it is."""
        say = self._speak.say
        lines = [Line(Role.TITLE, say("Your programmes"))]
        if not ways:
            text = say("A programme is several cases in order. You have not been given one yet.")
            lines.append(Line(Role.TEXT, text))
        lines += [Line(Role.TEXT, self.in_short(one)) for one in ways]
        return Screen(
            tuple(lines),
            (
                *(Button(self._named(one), ShowJourney(one.programme.id)) for one in ways),
                Button(say("Today"), ShowToday()),
            ),
        )

    def one(self, way: Journey, titles: Sequence[str]) -> Screen:
        """A programme, its steps, and its certificate.

        Args:
            way: How far it is.
            titles: What the cases of its steps are called, in order.
        """
        say = self._speak.say
        lines = [Line(Role.TITLE, self._named(way)), Line(Role.TEXT, self.stand(way))]
        if way.latest is None or way.is_renewing(self._now):
            lines += self._steps(way, titles)
        lines += self._about_certificate(way)
        buttons = list(self._certificate_buttons(way.latest))
        return Screen(
            tuple(lines),
            (
                *buttons,
                Button(say("Your programmes"), ShowJourneys()),
                Button(say("Today"), ShowToday()),
            ),
        )

    def sent(self, one: Certificate) -> Screen:
        """The certificate is on its way."""
        say = self._speak.say
        text = say("The certificate comes now: as a picture, and as a file to print.")
        return Screen((Line(Role.TEXT, text),), (Button(say("Back"), ShowJourney(one.programme)),))

    def badge_sent(self, one: Certificate) -> Screen:
        """The file for programs is on its way."""
        say = self._speak.say
        text = say(
            "The file comes now: an Open Badges 3.0 credential. It is not signed; whoever wants "
            "to know whether it holds checks the code."
        )
        return Screen((Line(Role.TEXT, text),), (Button(say("Back"), ShowJourney(one.programme)),))

    def ask_name(self, one: Certificate, *, again: bool = False) -> Screen:
        """Which name shall stand on the certificate."""
        say = self._speak.say
        lines = [Line(Role.TITLE, say("Which name shall stand on the certificate?"))]
        if again:
            lines.append(Line(Role.TEXT, say("That cannot be a name: letters only, please.")))
        text = say("Just type it, in English or in Arabic letters. Settings keep it in both.")
        lines.append(Line(Role.TEXT, text))
        return Screen(tuple(lines), (Button(say("Back"), ShowJourney(one.programme)),))

    def in_short(self, way: Journey) -> str:
        """A programme and how far it is."""
        return f"{self._named(way)}\n{self.stand(way)}"

    def stand(self, way: Journey) -> str:
        """How far a programme is, in one line."""
        say, last = self._speak.say, way.latest
        steps = say("{n} of {all} steps passed", n=way.passed, all=len(way.steps))
        if last is None:
            return steps
        if last.revoked_at is not None:
            day = date_of(self._speak, last.revoked_at, self._timezone)
            return say("The certificate was taken back on {day}.", day=day)
        day = date_of(self._speak, last.expires_at, self._timezone)
        if last.holds(self._now):
            return say("Certificate, good until {day}", day=day)
        return say("The certificate ran out on {day}.", day=day)

    def _steps(self, way: Journey, titles: Sequence[str]) -> Iterator[Line]:
        say = self._speak.say
        listed = "\n".join(
            self._step(one, title) for one, title in zip(way.steps, titles, strict=True)
        )
        yield Line(Role.HEADING, say("Steps"))
        yield Line(Role.TEXT, listed)
        if (ahead := way.next) is not None:
            yield Line(Role.TEXT, say("Next: {title}", title=titles[way.steps.index(ahead)]))

    def _step(self, one: Stood, title: str) -> str:
        say, mark = self._speak.say, one.step.pass_mark
        if one.passed is not None:
            return f"✓ {title} · {say('done') if mark is None else say('passed')}"
        if mark is None:
            return f"○ {title}"
        told = say("passed from {mark}% on", mark=mark)
        return f"○ {title} · {told}"

    def _about_certificate(self, way: Journey) -> Iterator[Line]:
        say, last = self._speak.say, way.latest
        if last is None:
            text = say("When every step is passed there is a certificate.")
            yield Line(Role.NOTE, text)
            return
        if last.reason is not None:
            yield Line(Role.TEXT, last.reason)
        if way.is_renewing(self._now):
            text = say(
                "For a new one, the cases with a pass mark are passed once more: ask your trainer "
                "to assign the programme again."
            )
            yield Line(Role.TEXT, text)
        if last.revoked_at is None:
            code = say("Code to check it by: {code}", code=short_codes.formatted(last.code))
            yield Line(Role.TEXT, code)
            yield Line(
                Role.NOTE,
                say("Whoever checks the code sees your whole name.")
                if last.named
                else say("Whoever checks the code sees the initials of your name."),
            )

    def _certificate_buttons(self, last: Certificate | None) -> Iterator[Button]:
        say = self._speak.say
        if last is None or last.revoked_at is not None:
            return
        yield Button(say("The certificate"), SendCertificate(last.id), main=True)
        yield Button(
            say("Show initials only") if last.named else say("Show the whole name"),
            NameOnCheck(last.id, not last.named),
        )
        yield Button(say("As a digital badge (JSON)"), SendBadge(last.id))

    def _named(self, way: Journey) -> str:
        return way.programme.title.in_(self._speak.language)
