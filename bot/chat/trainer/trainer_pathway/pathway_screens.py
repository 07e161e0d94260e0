"""What is seen of the cascade. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from bot.app.access.rights import MASTER, TRAINEE, TRAINER
from bot.app.certificates.trainer_lineage import MASTERLY, Part, Trainer
from bot.app.certificates.trainer_programme import field
from bot.chat.date_phrases import date_of
from bot.chat.kit.pages import page_of
from bot.chat.kit.screen import Button, Line, Role, Screen
from bot.chat.labels import paged, role_name
from bot.chat.learner.certificates.actions import ShowJourney
from bot.chat.learner.today.actions import ShowToday
from bot.chat.trainer.assessments.assessment_phrases import track_name
from bot.chat.trainer.live_session.actions import ChooseRoomCase
from bot.chat.trainer.trainer_pathway.actions import (
    AskEndTrainee,
    AskMakeMaster,
    ChooseClass,
    ChooseTrainee,
    EndTrainee,
    LetLead,
    MakeMaster,
    MakeTrainer,
    NameTrainee,
    SendTree,
    ShowCascade,
    ShowTrainer,
)
from bot.locale import Words
from storage.cohorts.cohorts import Cohort

PAGE = 20  # people on a screen


@dataclass(frozen=True, slots=True)
class Seen:
    """Someone in the cascade, as they are called."""

    trainer: Trainer
    name: str
    agency: str  # by its name
    made_by: str = ""  # the name of who made them what they are
    reach: int = 0  # with all below them


@dataclass(frozen=True, slots=True)
class Rights:
    """What the one who looks may do."""

    make_trainer: bool = False
    make_master: bool = False


class CascadeScreens:
    """The screens in one language at one moment."""

    def __init__(self, speak: Words, timezone: str, now: datetime) -> None:
        self._speak = speak
        self._timezone = timezone
        self._now = now

    def own(self, seen: Seen, programme: str, classes: Sequence[Cohort], *, given: bool) -> Screen:
        """Someone's own way.

        Args:
            seen: Themselves.
            programme: The id of the programme for trainers.
            classes: With which cohorts a trainee may lead a case.
            given: Whether that programme is one of theirs to look at.
        """
        say, one = self._speak.say, seen.trainer
        trainee = one.rank == TRAINEE
        title = say("Your way to becoming a trainer") if trainee else say("You as a trainer")
        lines = [Line(Role.TITLE, title), Line(Role.TEXT, "\n".join(self._parts(one)))]
        if one.is_ready(self._now):
            lines.append(Line(Role.TEXT, say("All of it is there: a master trainer decides now.")))
        elif trainee:
            text = say("Once all three are there a master trainer can make you a trainer.")
            lines.append(Line(Role.NOTE, text))
        if not trainee:
            lines.append(Line(Role.TEXT, "\n".join(self._numbers(seen))))
        lead = say("Run a case with the class")
        return Screen(
            tuple(lines),
            (
                *(Button(f"{lead} · {one.name}", ChooseRoomCase(one.id, 0)) for one in classes),
                *((Button(say("The programme"), ShowJourney(programme)),) if given else ()),
                Button(say("Today"), ShowToday()),
            ),
        )

    def everybody(self, found: Sequence[Seen], page: int, rights: Rights) -> Screen:
        """Trainers and those on the way: who is ready first, then whose certificate ends first."""
        say = self._speak.say
        ordered = sorted(found, key=self._order)
        shown, more = paged(ordered, page, PAGE)
        text = "\n".join(
            self._speak.bullet(self._speak.beside(one.name, self._state(one.trainer)))
            for one in shown
        )
        lines = [
            Line(Role.TITLE, say("Trainers")),
            Line(Role.TEXT, text or say("Nobody trains here yet.")),
        ]
        name = Button(say("Name a trainer in training"), ChooseTrainee(0))
        return Screen(
            tuple(lines),
            (
                *((name,) if rights.make_trainer else ()),
                *(Button(one.name, ShowTrainer(one.trainer.person)) for one in shown),
                *((Button(say("Further ones"), ShowCascade(page + 1)),) if more else ()),
                *((Button(say("As a picture"), SendTree()),) if found else ()),
                *((Button(say("Back"), ShowCascade(page - 1)),) if page else ()),
                Button(say("Today"), ShowToday()),
            ),
        )

    def one(self, seen: Seen, rights: Rights) -> Screen:
        """One of them, with what can be done."""
        say, one = self._speak.say, seen.trainer
        about = [f"{role_name(self._speak, one.rank)} · {seen.agency}"]
        about.append(say("since {day}", day=self._day(one.since)))
        if seen.made_by:
            about.append(say("by {name}", name=seen.made_by))
        lines = [
            Line(Role.TITLE, seen.name),
            Line(Role.NOTE, " · ".join(about)),
            Line(Role.TEXT, "\n".join(self._parts(one))),
        ]
        if one.rank != TRAINEE:
            lines.append(Line(Role.TEXT, "\n".join(self._numbers(seen))))
        buttons = [*self._trainee_buttons(one, rights), *self._master_buttons(one, rights)]
        return Screen(tuple(lines), (*buttons, Button(say("Back"), ShowCascade(0))))

    def choose(self, found: Sequence[tuple[str, str, str]], page: int) -> Screen:
        """Which member is to be a trainee: ids of cohort and person, and the name."""
        say = self._speak.say
        shown, more = paged(found, page, PAGE)
        text = (
            say(
                "They may then lead a case with a class that you choose, so that it can be signed "
                "off. They see nobody’s work there."
            )
            if found
            else say(
                "Nobody yet: members of your own cohorts that were given the programme for "
                "trainers stand here."
            )
        )
        return Screen(
            (Line(Role.TITLE, say("Who is to be a trainer in training?")), Line(Role.TEXT, text)),
            (
                *(Button(name, NameTrainee(cohort, one)) for cohort, one, name in shown),
                *((Button(say("Further ones"), ChooseTrainee(page + 1)),) if more else ()),
                Button(say("Back"), ShowCascade(0)),
            ),
        )

    def classes(self, seen: Seen, cohorts: Sequence[Cohort], page: int) -> Screen:
        """With which class a trainee may lead a case, a page at a time."""
        say, person = self._speak.say, seen.trainer.person
        here = page_of(self._speak, cohorts, page, partial(ChooseClass, person))
        return Screen(
            (
                Line(Role.TITLE, say("With which class may they lead a case?")),
                Line(Role.NOTE, seen.name),
                Line(
                    Role.TEXT,
                    say(
                        "They see its votes, who is there, what was run with it; and nothing else."
                    ),
                ),
            ),
            (
                *(Button(one.name, LetLead(one.id, person)) for one in here.shown),
                *here.turns,
                Button(say("Back"), ShowTrainer(person)),
            ),
        )

    def ask_end(self, seen: Seen) -> Screen:
        """Whether someone is to be no trainee any more."""
        text = self._speak.say("They can lead no class any more. What they have done stays theirs.")
        yes = Button(
            self._speak.say("No trainer in training any more"), EndTrainee(seen.trainer.person)
        )
        return self._asked(seen, text, yes)

    def ask_master(self, seen: Seen) -> Screen:
        """Whether a trainer is to be a master trainer."""
        text = self._speak.say(
            "A master trainer looks on at classes, signs them off, and makes trainers."
        )
        yes = Button(self._speak.say("Make them a master trainer"), MakeMaster(seen.trainer.person))
        return self._asked(seen, text, yes)

    def tree_sent(self) -> Screen:
        """The picture is on its way."""
        text = self._speak.say("The picture comes now. It has names on it: it is for you alone.")
        return Screen((Line(Role.TEXT, text),), (Button(self._speak.say("Back"), ShowCascade(0)),))

    def expiry(self, one: Trainer) -> str:
        """Until when someone's certificate of the programme for trainers holds."""
        say, until = self._speak.say, one.done.until
        if until is None:
            return say("no certificate")
        if until <= self._now:
            return say("ran out {day}", day=self._day(until))
        return say("until {day}", day=self._day(until))

    def _asked(self, seen: Seen, text: str, yes: Button) -> Screen:
        back = Button(self._speak.say("Back"), ShowTrainer(seen.trainer.person))
        return Screen((Line(Role.TITLE, seen.name), Line(Role.TEXT, text)), (yes, back))

    def _trainee_buttons(self, one: Trainer, rights: Rights) -> Iterator[Button]:
        if not rights.make_trainer or one.rank != TRAINEE:
            return
        say = self._speak.say
        if one.is_ready(self._now):
            yield Button(say("Make them a trainer"), MakeTrainer(one.person), main=True)
        yield Button(say("Let them lead a class"), ChooseClass(one.person))
        yield Button(say("No trainer in training any more"), AskEndTrainee(one.person))

    def _master_buttons(self, one: Trainer, rights: Rights) -> Iterator[Button]:
        if rights.make_master and one.is_masterly(self._now):
            yield Button(self._speak.say("Make them a master trainer"), AskMakeMaster(one.person))

    def _parts(self, one: Trainer) -> Iterator[str]:
        say, done, shown = self._speak.say, one.done, one.shown(self._now)
        programme = say("The programme for trainers is passed")
        if done.until is not None:
            programme += f" · {self.expiry(one)}"
        yield self._marked(programme, there=Part.PROGRAMME in shown)
        name = track_name(self._speak, field())
        test = say("The test of “{field}” is taken again, months later", field=name)
        if Part.TEST in shown and done.tested_at is not None:
            test += f" · {self._day(done.tested_at)}"
        yield self._marked(test, there=Part.TEST in shown)
        session = say("A session is led, and signed off by a master trainer")
        if done.signed_at is not None:
            session += f" · {self._day(done.signed_at)}"
        yield self._marked(session, there=Part.SESSION in shown)

    def _marked(self, text: str, *, there: bool) -> str:
        return f"{'✓' if there else '○'} {text}"

    def _numbers(self, seen: Seen) -> Iterator[str]:
        done, count = seen.trainer.done, self._speak.count
        yield count("{n} session led", "{n} sessions led", done.led)
        if seen.trainer.rank == TRAINER:
            yield self._speak.say(
                "{n} of {all} signed off that make a master trainer",
                n=min(done.signed, MASTERLY),
                all=MASTERLY,
            )
        own = len(seen.trainer.taught)
        yield count("{n} person in own cohorts", "{n} people in own cohorts", own)
        if seen.reach > own:
            yield count(
                "{n} person with those of trainers below them",
                "{n} people with those of trainers below them",
                seen.reach,
            )

    def _state(self, one: Trainer) -> str:
        rank = role_name(self._speak, one.rank)
        if one.is_ready(self._now):
            return f"{rank} · " + self._speak.say("all three parts are there")
        if one.rank == TRAINEE:
            shown = len(one.shown(self._now))
            return f"{rank} · " + self._speak.say("{n} of 3 parts are there", n=shown)
        return f"{rank} · {self.expiry(one)}"

    def _order(self, seen: Seen) -> tuple[bool, int, float, str]:
        one, until = seen.trainer, seen.trainer.done.until
        ends = until.timestamp() if until is not None else 0.0
        kind = {TRAINEE: 2, MASTER: 0}.get(one.rank, 1)
        return not one.is_ready(self._now), kind, ends, seen.name.casefold()

    def _day(self, moment: datetime) -> str:
        return date_of(self._speak, moment, self._timezone)
