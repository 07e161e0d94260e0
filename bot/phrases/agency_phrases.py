"""Agencies in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bot.app.agencies.agency_records import LONGEST, AgencyError, AgencyProblem
from bot.app.agencies.go_live_checklist import GoLiveStatus, MissingItem
from bot.locale import Words
from bot.phrases.contact_phrases import contact_state
from bot.phrases.date_phrases import date_of
from scenarios.languages import LANGUAGES
from storage.agencies.agencies import PROMISED, Agency

LINE = (MissingItem.LINE, MissingItem.CONFIRMATION, MissingItem.RENEWAL)
PLEDGE = (MissingItem.PLEDGE, MissingItem.OFFICER)


@dataclass(frozen=True, slots=True)
class ChecklistItem:
    """An item of the go-live checklist."""

    says: str
    remedy: str
    """The step that completes it; empty once it is complete."""

    @property
    def done(self) -> bool:
        """Whether nothing is missing."""
        return not self.remedy


def go_live_checklist(words: Words, status: GoLiveStatus, timezone: str) -> Iterator[ChecklistItem]:
    say = words.say
    parts = (
        (say("Line for real cases"), contact_state(words, status.line, timezone), LINE),
        (say("Pledge"), _pledge_state(words, status.agency, timezone), PLEDGE),
    )
    for what, value, kinds in parts:
        lacking = next((each for each in status.missing if each in kinds), None)
        remedy = "" if lacking is None else _remedy(words, lacking)
        yield ChecklistItem(say("{what}: {value}", what=what, value=value), remedy)


def go_live_summary(words: Words, status: GoLiveStatus) -> str:
    """Whether everything is in place."""
    if status.live:
        return words.say("Everything is in place.")
    return words.say("Until then everything can be tried out; nothing is blocked.")


def _pledge_state(words: Words, agency: Agency, timezone: str) -> str:
    """An agency's answer about its pledge, as the end of a sentence."""
    say = words.say
    if agency.pledge is None:
        return say("not answered yet")
    promised = agency.pledge == PROMISED
    if not agency.pledge_by or agency.pledge_at is None:
        return say("promised, no name given") if promised else say("refused, no name given")
    who, day = agency.pledge_by, date_of(words, agency.pledge_at, timezone)
    if promised:
        return say("promised on {day} by {who}", day=day, who=who)
    return say("refused on {day} by {who}", day=day, who=who)


def _remedy(words: Words, lacking: MissingItem) -> str:
    say = words.say
    match lacking:
        case MissingItem.LINE:
            return say("Enter its text in each language, call it to check, then confirm it.")
        case MissingItem.CONFIRMATION | MissingItem.RENEWAL:
            return say("Call it to check, then have the person responsible confirm it.")
        case MissingItem.PLEDGE:
            return say(
                "An officer of the agency states whether it promises not to use "
                "anything from here for appraisal or discipline. Either answer is fine."
            )
        case MissingItem.OFFICER:
            return say("Answer it again, with the officer's name and role.")


def agency_problem(words: Words, error: AgencyError) -> str:
    """Why an agency cannot be kept like this."""
    say = words.say
    match error.problem:
        case AgencyProblem.ID:
            return say(
                "An id starts with a lower-case Latin letter and has at most 39 more "
                "letters, digits or hyphens. Please type it again."
            )
        case AgencyProblem.THERE:
            return say(
                "An agency with the id {id} already exists. Please type another one.",
                id=error.about,
            )
        case AgencyProblem.LETTERS if LANGUAGES[error.about].script == "arabic":
            return say("This name needs Arabic letters. Please type it again.")
        case AgencyProblem.LETTERS:
            return say("This name needs Latin letters. Please type it again.")
        case AgencyProblem.COUNTRY:
            return say(
                "A country is two Latin letters, such as {cc}. Please type it again.", cc="BH"
            )
        case AgencyProblem.CALLED:
            return say(
                "Another agency is already called {name}. Please type another name.",
                name=error.name,
            )
        case _:
            return say(
                "A name is one line of at most {n} letters. Please type it again.", n=LONGEST
            )
