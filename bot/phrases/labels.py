"""Names of people, agencies, roles and modes in a language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from bot.app.access.rights import ADMIN, FOCAL, MASTER, SUPERVISOR, TRAINEE, TRAINER
from bot.app.agencies import agency_records
from bot.app.assignments.assignment_counts import AssignmentCounts
from bot.app.library import Library
from bot.locale import Words
from bot.phrases.assigned_work_phrases import programme_title
from bot.phrases.case_phrases import field_name, title_of
from bot.phrases.date_phrases import last_day_of
from bot.phrases.phrase_context import PhraseContext
from scenarios.languages import SCRIPTS
from storage.agencies.agencies import OTHER, Agency
from storage.assignments.assignments import Assignment
from storage.people.roles import EVERYWHERE
from storage.playing.attempts import ASSESSMENT

T = TypeVar("T")


def person_name(speak: Words, names: Mapping[str, str]) -> str:
    """Someone's name, in the letters of the language where it is kept in them."""
    scripts = sorted(SCRIPTS, key=lambda script: script != speak.traits.script)
    return next(filter(None, map(names.get, scripts)), None) or speak.say("No name given")


def role_name(speak: Words, role: str) -> str:
    names = {
        TRAINEE: speak.say("trainer in training"),
        SUPERVISOR: speak.say("supervisor"),
        FOCAL: speak.say("focal point"),
        TRAINER: speak.say("trainer"),
        MASTER: speak.say("master trainer"),
        ADMIN: speak.say("admin"),
    }
    return names.get(role, role)


def agency_name(ctx: PhraseContext, agency_id: str) -> str:
    """An agency's name, or the meaning of `*` and `other`."""
    return agency_label(ctx.words, agency_id, agency_records.names_of(ctx.conn, agency_id))


def agency_label(words: Words, agency_id: str, names: Mapping[str, str]) -> str:
    """An agency by its names in every language; by its id where it has none."""
    if agency_id == EVERYWHERE:
        return words.say("all agencies")
    if agency_id == OTHER:
        return words.say("another place")
    return names.get(words.language, agency_id)


def mode_name(speak: Words, mode: str) -> str:
    return speak.say("assessment") if mode == ASSESSMENT else speak.say("for practice")


def title_in(library: Library, speak: Words, scenario_id: str) -> str:
    """The title of a scenario; its id if it is no longer in the library."""
    scenario = library.known.get(scenario_id)
    return title_of(speak, scenario) if scenario else scenario_id


def given_title(library: Library, speak: Words, assignment: Assignment) -> str:
    """The title of what is assigned: of its case, or of the programme of which it is a step."""
    if assignment.programme is not None:
        return programme_title(speak, assignment.programme)
    return title_in(library, speak, assignment.scenario)


def listed_title(library: Library, words: Words, scenario_id: str) -> str:
    """The field of work and the title of a case, for those who assign it."""
    scenario = library.known.get(scenario_id)
    if scenario is None:
        return scenario_id
    return words.beside(field_name(words, scenario), title_of(words, scenario))


def assigned_name(speak: Words, title: str, assignment: Assignment, timezone: str) -> str:
    """An assignment by its case, its mode and its last day, so that no two look alike."""
    day = last_day_of(speak, assignment.due_at, timezone)
    return speak.beside(title, mode_name(speak, assignment.mode), day)


def numbers(speak: Words, value: AssignmentCounts) -> str:
    """The numbers who have done and passed an assignment; of a withdrawn one without the total."""
    say = speak.say
    if value.assignment.withdrawn_at is None:
        done = say("Done: {done} of {all}", done=value.done, all=value.everybody)
    else:
        done = say("Done: {done}", done=value.done)
    return done + " · " + say("passed: {passed}", passed=value.passed)


def listed_assignment(
    library: Library, words: Words, value: AssignmentCounts, timezone: str
) -> str:
    """An assignment in a list: its title, last day, and how many have done it.

    Practice, which most assignments are, is not named, so that the label fits a small screen.
    """
    given, say = value.assignment, words.say
    done = (
        say("{done} of {all}", done=value.done, all=value.everybody)
        if given.withdrawn_at is None
        else say("Done: {done}", done=value.done)
    )
    mode = [mode_name(words, ASSESSMENT)] if given.mode == ASSESSMENT else []
    day = last_day_of(words, given.due_at, timezone)
    return words.beside(given_title(library, words, given), *mode, day, done)


def headed(text: str) -> str:
    """A text that begins a line."""
    return text[:1].upper() + text[1:]


def name_of_agency(words: Words, agency: Agency) -> str:
    return agency.names.get(words.language, agency.id)
