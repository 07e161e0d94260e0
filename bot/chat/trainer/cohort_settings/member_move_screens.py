"""What a trainer sees when somebody is moved into another cohort. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.chat.kit.actions import Action
from bot.chat.kit.screen import Button, Line, Role, Screen
from bot.chat.labels import paged
from bot.chat.trainer.cohort_settings.actions import ChooseMove, ChoosePlaceMove, Move, MovePlace
from bot.chat.trainer.cohorts.actions import ShowCohort, ShowMember, ShowPlace
from bot.locale import Words
from storage.cohorts.cohorts import Cohort
from storage.cohorts.roster import Place

PAGE = 20  # cohorts on a screen


@dataclass(frozen=True, slots=True)
class Moving:
    """Somebody who is to be moved, and where to they could be."""

    cohort: Cohort
    who: str | Place
    """A person, or the place of somebody who is on the list and has not come."""
    name: str
    others: Sequence[Cohort]
    half_entered: bool = False
    """Whether answers of theirs from paper were begun and are not finished."""

    def into(self, cohort: Cohort) -> Action:
        """Moves them."""
        if isinstance(self.who, Place):
            return MovePlace(self.who.id, cohort.id)
        return Move(self.cohort.id, self.who, cohort.id)

    def page(self, page: int) -> Action:
        """Shows some of the others."""
        if isinstance(self.who, Place):
            return ChoosePlaceMove(self.who.id, page)
        return ChooseMove(self.cohort.id, self.who, page)

    @property
    def back(self) -> Action:
        """Leads to who they are."""
        if isinstance(self.who, Place):
            return ShowPlace(self.who.id)
        return ShowMember(self.cohort.id, self.who)


def choose_screen(speak: Words, seen: Moving, page: int) -> Screen:
    """Into which cohort, and what that means."""
    say, cohort = speak.say, seen.cohort
    shown, more = paged(seen.others, page, PAGE)
    text = (
        say(
            "What was done stays in the numbers of {cohort}. What the other cohort was given and "
            "is not over is due from now on.",
            cohort=cohort.name,
        )
        if seen.others
        else say("There is no other cohort of yours at this agency.")
    )
    lines = [
        Line(Role.TITLE, say("Move {name} into which cohort?", name=seen.name)),
        Line(Role.TEXT, text),
    ]
    if seen.half_entered and seen.others:
        dropped = say("Answers from paper that are half entered are dropped. Finish them first.")
        lines.append(Line(Role.NOTE, dropped))
    return Screen(
        tuple(lines),
        (
            *(Button(one.name, seen.into(one)) for one in shown),
            *((Button(say("More"), seen.page(page + 1)),) if more else ()),
            Button(say("Back"), seen.back),
        ),
    )


def moved_screen(
    speak: Words, before: Cohort, into: Cohort, name: str, there: ShowMember | ShowPlace
) -> Screen:
    """Somebody was moved; `there` shows them where they are now."""
    say = speak.say
    return Screen(
        (
            Line(Role.TITLE, name),
            Line(Role.TEXT, say("In {cohort} from now on.", cohort=into.name)),
        ),
        (
            Button(into.name, there, main=True),
            Button(before.name, ShowCohort(before.id)),
        ),
    )
