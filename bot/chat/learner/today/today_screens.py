"""Today, what fits into some minutes, and the cases to practise, a screen each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from bot.app.playing.modes import REPLAY
from bot.app.progress.work_list import Item, Work
from bot.chat.date_phrases import day_of, due_of
from bot.chat.kit.actions import ShowCard
from bot.chat.kit.routes import button, call, main
from bot.chat.kit.screen import Button, Line, Role, Screen
from bot.chat.labels import mode_name
from bot.chat.learner.assigned_work.actions import ShowAssigned
from bot.chat.learner.cards.assigned_work_phrases import programme_title
from bot.chat.learner.cards.case_titles import about_minutes, title_of
from bot.chat.learner.today.actions import HaveMinutes, ShowPractice, ShowToday, ShowTrack
from bot.locale import Words
from scenarios.catalogue.tracks import Track, track, tracks
from storage.assignments.assignments import AssignmentView
from storage.live_session.live_sessions import Session
from storage.people.people import Person

MINUTES = (2, 4, 10)
SHOWN = 5  # of what there is to do; with the other buttons that is what a phone shows at once
SUGGESTED = 3  # of what can be practised
PAGE = 6  # cases of a list


class TodayScreens:
    """The screens of one person at one moment."""

    def __init__(self, speak: Words, person: Person, now: datetime) -> None:
        self._speak = speak
        self._person = person
        self._now = now

    def today(
        self,
        work: Work,
        doors: Sequence[Button] = (),
        classes: Sequence[tuple[Session, str]] = (),
        *,
        has_line: bool = True,
    ) -> Screen:
        """What there is to do, the most pressing first, and ways to the rest.

        Args:
            work: All of it.
            doors: Where someone's roles lead.
            classes: What is going on with their cohorts, with the titles of the cases.
            has_line: Whether a line for real cases is confirmed where they work.
        """
        say = self._speak.say
        suggested = tuple(work.suggested())[:SUGGESTED]
        shown = (*work.assigned, *work.under_way, *suggested)[:SHOWN]
        lines = [Line(Role.TITLE, say("Today"))]
        for one, title in classes:
            text = say("Your class is on now: “{title}”, {place}.", title=title, place=one.place)
            lines.append(Line(Role.TEXT, text))
        come_in = [
            Button(say("Come in"), call("join_session", one.id), main=True) for one, _ in classes
        ]
        if not work.assigned and not work.under_way and not work.questions:
            lines.append(Line(Role.TEXT, say("Nothing is due.")))
        for heading, items in (
            (say("Assigned to you"), work.assigned),
            (say("Under way"), work.under_way),
            (say("Not passed yet"), work.retry),
            (say("A case like it"), work.alike),
            (say("For practice"), work.practice),
        ):
            lines += self._listed(heading, [one for one in shown if one in items])
        lines += self._questions(work)
        hidden = len(work.assigned) + len(work.under_way) - SHOWN
        if hidden > 0:
            text = self._speak.count("{n} more after these.", "{n} more after these.", hidden)
            lines.append(Line(Role.NOTE, text))
        if self._person.agency is not None and not has_line:
            lines.append(Line(Role.NOTE, self._no_line()))
        if not work.cases:
            lines.append(Line(Role.TEXT, say("There is no case here yet.")))
            return Screen(tuple(lines), (*come_in, *doors))
        return Screen(
            tuple(lines),
            (
                *come_in,
                *self._buttons(shown),
                *((button(say("Short questions"), "request_refresher"),) if work.questions else ()),
                *(Button(self._have(n), HaveMinutes(n)) for n in MINUTES),
                Button(say("All cases"), ShowPractice()),
                *doors,
            ),
        )

    def _no_line(self) -> str:
        return self._speak.say(
            "Your agency has not confirmed a line for real cases here yet. Practice goes on; in a "
            "real case please ask your supervisor, and follow your agency's own procedure."
        )

    def _questions(self, work: Work) -> Iterator[Line]:
        """How many short questions wait, where some do."""
        if work.questions:
            text = self._speak.count(
                "{n} short question waits: a minute.",
                "{n} short questions wait: a minute.",
                work.questions,
            )
            yield Line(Role.TEXT, text)

    def fitting(self, work: Work, minutes: int) -> Screen:
        """What fits into some minutes, wholly or to the next stop; else what is nearest."""
        say, everything = self._speak.say, tuple(work.everything())
        whole = [one for one in everything if one.minutes <= minutes][:PAGE]
        parts = [one for one in everything if one.part <= minutes < one.minutes]
        parts = parts[: PAGE - len(whole)]
        lines = [Line(Role.TITLE, self._have(minutes))]
        lines += self._listed(say("Fits wholly"), whole)
        lines += self._listed(say("Fits in a part; the rest keeps its place"), parts)
        shown = [*whole, *parts]
        if not shown and everything:
            nearest = min(everything, key=lambda one: one.part)
            shown = [nearest]
            lines += self._listed(say("The nearest to it"), shown)
            lines.append(Line(Role.NOTE, self._to_its_stop(nearest)))
        return Screen(tuple(lines), (*self._buttons(shown), self._back()))

    def practice(self, work: Work) -> Screen:
        """The cases where they are few, else their tracks."""
        if len(work.cases) <= PAGE:
            return self._page(self._speak.say("Practice"), work.cases, ())
        lines, buttons = [Line(Role.TITLE, self._speak.say("Practice"))], []
        counts = []
        for one in tracks().values():
            if items := _of(one, work):
                counts.append(f"{self._named(one)}: {self._counted(items)}")
                buttons.append(Button(self._named(one), ShowTrack(one.id, 0)))
        lines.append(Line(Role.TEXT, "\n".join(counts)))
        return Screen(tuple(lines), (*buttons, self._back()))

    def track(self, work: Work, name: str, page: int) -> Screen:
        """A page of the cases of a track."""
        one = track(name)
        items = _of(one, work)
        begin = page * PAGE if page * PAGE < len(items) else 0
        more = []
        if begin:
            more.append(Button(self._speak.say("Earlier ones"), ShowTrack(one.id, page - 1)))
        if begin + PAGE < len(items):
            more.append(Button(self._speak.say("Further ones"), ShowTrack(one.id, page + 1)))
        more.append(Button(self._speak.say("All cases"), ShowPractice()))
        return self._page(self._named(one), items[begin : begin + PAGE], more)

    def _page(self, title: str, items: Sequence[Item], more: Iterable[Button]) -> Screen:
        lines = [Line(Role.TITLE, title), *self._listed("", items, marked=True)]
        if not items:
            lines.append(Line(Role.TEXT, self._speak.say("There is no case here yet.")))
        return Screen(tuple(lines), (*self._buttons(items), *more, self._back()))

    def _listed(
        self, heading: str, items: Sequence[Item], *, marked: bool = False
    ) -> Iterator[Line]:
        """Items below a heading; without one that says so, what is assigned may be marked."""
        if items and heading:
            yield Line(Role.HEADING, heading)
        for one in items:
            title = title_of(self._speak, one.scenario)
            yield Line(Role.TEXT, f"{title}\n{self._about(one, marked=marked)}")

    def _to_its_stop(self, item: Item) -> str:
        """How long it is to the next stop, and that one may leave before."""
        say = self._speak.say
        anywhere = say("You may stop anywhere with /pause; your place is kept.")
        if item.part == item.minutes:
            return anywhere
        part = self._speak.count(
            "Its next part takes about {n} minute.",
            "Its next part takes about {n} minutes.",
            item.part,
        )
        return f"{part} {anywhere}"

    def _step(self, item: Item) -> str:
        """Where one is in a programme."""
        given = item.given
        if given is None or given.assignment.programme is None:
            return ""
        return self._speak.say(
            "{programme}, step {n} of {all}",
            programme=programme_title(self._speak, given.assignment.programme),
            n=(given.assignment.step or 0) + 1,
            all=given.steps,
        )

    def _tries(self, given: AssignmentView) -> Iterator[str]:
        """How many tries are left, where that is a matter."""
        if given.left is not None and (given.assignment.attempts != 1):
            yield self._speak.count("{n} try left", "{n} tries left", given.left)

    def _mode(self, item: Item) -> str:
        """How it is played, where a case may stand here in more than one way."""
        if item.mode == REPLAY:
            return self._speak.say("a moment tried again")
        if item.given is None and item.running is None:
            return ""
        return mode_name(self._speak, item.mode)

    def _about(self, item: Item, *, marked: bool = False) -> str:
        """How it is played, how long it takes, until when, and where it stands."""
        say = self._speak.say
        parts = [step] if (step := self._step(item)) else []
        parts += [say("assigned")] if marked and item.given is not None else []
        parts += [mode] if (mode := self._mode(item)) else []
        parts.append(about_minutes(self._speak, item.minutes))
        parts += [say("a colleague thinks aloud")] if item.scenario.use == "worked" else []
        if item.given is not None:
            due = item.given.assignment.due_at
            parts.append(due_of(self._speak, due, self._now, self._person.timezone))
            parts += self._tries(item.given)
        if item.running is not None:
            parts.append(say("under way"))
            if item.until is not None:
                day = day_of(self._speak, item.until, self._person.timezone)
                parts.append(say("kept until {day}", day=day))
        elif item.passed is not None:
            again = say("worth another try") if item.practised else say("assessed")
            parts.append(say("passed") if item.passed else again)
        elif item.given is None:
            parts.append(say("new"))
        return " · ".join(parts)

    def _buttons(self, items: Iterable[Item]) -> Iterator[Button]:
        for one in items:
            mode = self._mode(one)
            title = title_of(self._speak, one.scenario) + (f" · {mode}" if mode else "")
            if one.running is not None:
                resume = self._speak.say("Resume: {title}", title=title)
                yield main(button(resume, "resume_attempt", one.running))
            elif one.given is not None:
                yield Button(title, ShowAssigned(one.given.assignment.id), main=True)
            else:
                yield Button(title, ShowCard(one.scenario.id))

    def _have(self, minutes: int) -> str:
        return self._speak.count("I have {n} minute", "I have {n} minutes", minutes)

    def _named(self, one: Track) -> str:
        return one.names.get(self._speak.language, one.id)

    def _counted(self, items: Sequence[Item]) -> str:
        cases = self._speak.count("{n} case", "{n} cases", len(items))
        passed = sum(one.passed is True for one in items)
        if not passed:
            return cases
        done = self._speak.count("{n} passed", "{n} passed", passed)
        return f"{cases} · {done}"

    def _back(self) -> Button:
        return Button(self._speak.say("Today"), ShowToday())


def _of(one: Track, work: Work) -> list[Item]:
    return [item for item in work.cases if track(item.scenario.track) is one]
