"""What people do with refreshers: answer, say how sure they were, ask for more, or for less."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot.app.library import Library
from bot.app.ports import Clock, Dice
from bot.app.refreshers import prompt_lifecycle
from bot.app.refreshers.deck import Card, Deck, deck_of, in_use
from bot.app.refreshers.memory_updates import count, note_sure
from bot.app.refreshers.prompt_schedule import KIND, plan
from bot.chat.kit.legacy_routes import Counter
from bot.chat.kit.request import Place, Reply, Visitor
from bot.chat.kit.screen import Screen
from bot.chat.learner.cards.case_titles import title_of
from bot.chat.learner.refreshers import refresher_screens
from bot.chat.learner.refreshers.actions import (
    AnswerItem,
    AskHowSure,
    AskNow,
    NextItem,
    SayHowSure,
    ShowRefreshers,
    SnoozeRefreshers,
    WantRefreshers,
    WorkNights,
)
from bot.chat.learner.refreshers.current_prompt import current, entry, facts_for, put
from bot.chat.learner.refreshers.refresher_screens import SNOOZE, Known
from bot.locale import words
from scenarios.spaced_repetition.items import Judged, judge
from scenarios.spaced_repetition.memory import recall
from storage.db.database import Database
from storage.outbox import jobs
from storage.people import people
from storage.people.people import Person
from storage.refreshers import prompts
from storage.refreshers.memories import Review
from storage.refreshers.prompts import ANSWERED, ASKED, OPEN, Prompt, RefresherPreferences

STRONG, WEAK = 0.85, 0.7  # chances of a right answer, over and under which an item counts as that
THEMES = 3  # cases that are named
NIGHTS = timedelta(days=7)
AHEAD = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class _Place:
    """Somebody's prompt as a button found it."""

    person: Person
    prompt: Prompt


class Answering:
    """Serves the buttons and commands of refreshers."""

    def __init__(self, database: Database, library: Library, clock: Clock, dice: Dice) -> None:
        self._database = database
        self._library = library
        self._clock = clock
        self._dice = dice

    def counter(self) -> Counter:
        """What is served here."""
        return Counter(
            taps={
                AnswerItem: self._answer,
                NextItem: self._next,
                AskHowSure: self._how_sure,
                SayHowSure: self._sure,
                AskNow: self._ask_now,
                ShowRefreshers: self._shown_again,
                SnoozeRefreshers: self._snooze,
                WantRefreshers: self._want,
                WorkNights: self._nights,
            },
            commands={"refresh": self._asked, "refreshers": self._shown},
        )

    async def _answer(self, _visitor: Visitor, person: Person, action: AnswerItem) -> Reply:
        now = self._clock.now()
        screen = await self._database.write(lambda conn: self._taken(conn, person, action, now))
        return Reply(screen, place=Place.SAME)

    def _taken(self, conn: Connection, person: Person, action: AnswerItem, now: datetime) -> Screen:
        """Judge an answer, and keep it once: its turn decides, whichever copy was tapped."""
        shelf, speak = self._library.known, words(person.language)
        people.lock(conn, person.id)
        prompt = prompts.get_for_update(conn, action.prompt, person.id)
        if prompt is None:
            return refresher_screens.over_screen(speak)
        prompt = current(conn, shelf, prompt, now)
        judged = self._judged(conn, _Place(person, prompt), action, now)
        if judged is None:  # an old button, a forged one, or an item that is gone from the library
            return put(conn, shelf, person, prompt, now)
        one = entry(prompt.items[prompt.turn])
        item, grade = (one.scenario, one.signature), int(judged.grade)
        answer = Review(person.id, *item, 0, now, one.form, action.choice, grade, prompt=prompt.id)
        counted = count(conn, answer, in_use(conn))
        self._moved(conn, _Place(person, prompt), now)
        return refresher_screens.judged_screen(speak, prompt, action.turn, judged, counted=counted)

    def _judged(
        self, conn: Connection, at: _Place, action: AnswerItem, now: datetime
    ) -> Judged | None:
        """What is said of an answer to the item that is asked; None where it answers another."""
        turn, many = at.prompt.turn, len(at.prompt.items)
        if turn != action.turn or turn >= many:
            return None
        one = entry(at.prompt.items[turn])
        source = one.source(self._library.known)
        if source is None:
            return None
        known = facts_for(conn, at.person, source, now)
        return judge(source, one.form, action.choice, at.person.language, one.seed, known)

    def _moved(self, conn: Connection, at: _Place, now: datetime) -> None:
        """Go on to the next item; whoever answers is there, and the next prompt is planned anew."""
        turn = at.prompt.turn + 1
        over = turn >= len(at.prompt.items)
        state = ANSWERED if over else at.prompt.state
        prompts.move(conn, at.prompt.id, turn, state, now if over else None)
        prompts.note_shown(conn, at.prompt.id, at.prompt.shown_at or now)
        prompt_lifecycle.note_answer(conn, at.person)
        plan(conn, at.person, deck_of(conn, self._library.known, at.person.id), now)

    async def _next(self, _visitor: Visitor, person: Person, action: NextItem) -> Reply:
        now = self._clock.now()

        def unit(conn: Connection) -> Screen:
            prompt = prompts.get_for_update(conn, action.prompt, person.id)
            if prompt is None:
                return refresher_screens.over_screen(words(person.language))
            if prompt.shown_at is None:  # its receipt is late or lost
                prompts.note_shown(conn, prompt.id, now)
            return put(conn, self._library.known, person, prompt, now)

        return Reply(await self._database.write(unit), place=Place.SAME)

    async def _how_sure(self, _visitor: Visitor, person: Person, action: AskHowSure) -> Reply:
        prompt = await self._theirs(person, action.prompt)
        speak = words(person.language)
        if prompt is None or action.turn >= prompt.turn:
            return Reply(refresher_screens.over_screen(speak), place=Place.SAME)
        return Reply(
            refresher_screens.how_sure_screen(speak, prompt, action.turn), place=Place.SAME
        )

    async def _sure(self, _visitor: Visitor, person: Person, action: SayHowSure) -> Reply:
        """Note how sure the last answer to an item was, and go on."""
        now = self._clock.now()

        def unit(conn: Connection) -> Screen:
            people.lock(conn, person.id)
            prompt = prompts.get_for_update(conn, action.prompt, person.id)
            if prompt is None:
                return refresher_screens.over_screen(words(person.language))
            if action.turn < min(prompt.turn, len(prompt.items)):
                one = entry(prompt.items[action.turn])
                note_sure(conn, person.id, one.scenario, one.signature, prompt.id, action.sure)
            return put(conn, self._library.known, person, prompt, now)

        return Reply(await self._database.write(unit), place=Place.SAME)

    async def _theirs(self, person: Person, prompt: str) -> Prompt | None:
        return await self._database.write(
            lambda conn: prompts.get_for_update(conn, prompt, person.id)
        )

    async def _asked(self, _visitor: Visitor, person: Person, _rest: object) -> Reply:
        return Reply(await self._new(person))

    async def _ask_now(self, _visitor: Visitor, person: Person, _action: AskNow) -> Reply:
        return Reply(await self._new(person), place=Place.SAME)

    async def _new(self, person: Person) -> Screen:
        """Some questions now, because someone asked for them; caps are for what comes unasked."""
        now, new_id, seed = self._clock.now(), self._dice.id(), self._dice.seed()

        def unit(conn: Connection) -> Screen:
            people.lock(conn, person.id)
            last = prompts.last(conn, person.id)
            open_one = last and prompts.get_for_update(conn, last.id, person.id)
            if open_one is not None and open_one.state == OPEN and open_one.items:
                here = current(conn, self._library.known, open_one, now)
                if here.state == OPEN:
                    return put(conn, self._library.known, person, here, now)
            deck = deck_of(conn, self._library.known, person.id)
            prompt_lifecycle.note_answer(conn, person)
            deck = prompt_lifecycle.forgive(conn, deck, now)
            made = prompt_lifecycle.make(conn, person, deck, now, ASKED, new_id, seed)
            plan(conn, person, deck if made is None else deck.after([made]), now)
            if made is None:
                return refresher_screens.nothing_screen(words(person.language))
            return put(conn, self._library.known, person, made, now)

        return await self._database.write(unit)

    async def _shown(self, _visitor: Visitor, person: Person, _rest: object) -> Reply:
        return Reply(await self._screen(person))

    async def _shown_again(self, _visitor: Visitor, person: Person, _action: object) -> Reply:
        return Reply(await self._screen(person), place=Place.SAME)

    async def _snooze(self, _visitor: Visitor, person: Person, action: SnoozeRefreshers) -> Reply:
        days = min(max(action.days, 0), SNOOZE)
        until = self._clock.now() + timedelta(days=days) if days else None
        return await self._wish(person, lambda rhythm: replace(rhythm, snoozed_until=until))

    async def _want(self, _visitor: Visitor, person: Person, action: WantRefreshers) -> Reply:
        state = "on" if action.on else "stopped"
        return await self._wish(
            person, lambda rhythm: replace(rhythm, state=state, unanswered=0, snoozed_until=None)
        )

    async def _nights(self, _visitor: Visitor, person: Person, action: WorkNights) -> Reply:
        until = self._clock.now() + NIGHTS if action.on else None
        return await self._wish(person, lambda rhythm: replace(rhythm, nights_until=until))

    async def _wish(
        self, person: Person, change: Callable[[RefresherPreferences], RefresherPreferences]
    ) -> Reply:
        """Keep a wish, and plan by it at once."""
        now = self._clock.now()

        def unit(conn: Connection) -> None:
            people.lock(conn, person.id)
            prompts.keep_preferences(conn, change(prompts.preferences(conn, person.id)))
            deck = deck_of(conn, self._library.known, person.id)
            plan(conn, person, prompt_lifecycle.forgive(conn, deck, now), now)

        await self._database.write(unit)
        return Reply(await self._screen(person), place=Place.SAME)

    async def _screen(self, person: Person) -> Screen:
        now, speak = self._clock.now(), words(person.language)

        def unit(conn: Connection) -> tuple[Deck, RefresherPreferences, datetime | None]:
            deck = deck_of(conn, self._library.known, person.id)
            comes = jobs.due_at(conn, KIND, person.id)
            return deck, prompts.preferences(conn, person.id), comes

        deck, rhythm, comes = await self._database.read(unit)
        known = known_of(deck, person, now)
        return refresher_screens.refreshers_screen(speak, person, known, rhythm, comes, now)


def known_of(deck: Deck, person: Person, now: datetime) -> Known:
    """How well someone is likely to know what they have met, a week from now if nothing is asked.

    Right after an answer everything is known, and to say so would tell nothing.

    Args:
        deck: All items of theirs.
        person: Who; their language names the cases.
        now: The moment.
    """
    speak = words(person.language)
    chances = {id_: _chance(card, deck, now + AHEAD) for id_, card in deck.cards.items()}
    weakest = sorted(chances, key=lambda one: (chances[one], one))
    faded = [deck.cards[one] for one in weakest if chances[one] < STRONG]
    titles = dict.fromkeys(title_of(speak, one.source.scenario) for one in faded)
    return Known(
        sum(one >= STRONG for one in chances.values()),
        sum(WEAK <= one < STRONG for one in chances.values()),
        sum(one < WEAK for one in chances.values()),
        tuple(titles)[:THEMES],
    )


def _chance(card: Card, deck: Deck, now: datetime) -> float:
    return recall(card.item.memory, now, deck.parameters)
