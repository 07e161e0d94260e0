"""Phrases about cases: title, length, introduction, content, reviews."""

from __future__ import annotations

from collections.abc import Sequence

from babel.dates import format_date

from bot.lines import Line, text, title
from bot.locale import Words
from scenarios.catalogue.tracks import track
from scenarios.durations import minutes
from scenarios.model import Level, Scenario
from scenarios.rendering import render_text
from storage.authoring.sign_offs import SignOff


def title_of(words: Words, scenario: Scenario) -> str:
    """The title of a case, a place."""
    return render_text(scenario, words.language, 0, "title", scenario.opening) or scenario.id


def field_name(words: Words, scenario: Scenario) -> str:
    """The field of work that a case is about."""
    return track(scenario.track).name_in(words.language)


def hook_of(words: Words, scenario: Scenario) -> str:
    """The beginning of a case's story, which gives nothing of its truth away."""
    return render_text(scenario, words.language, 0, "brief", scenario.opening) or ""


def about_minutes(words: Words, minutes: int) -> str:
    return words.count("About {n} minute", "About {n} minutes", minutes)


def introduction(
    words: Words, scenario: Scenario, purpose: str | None = None
) -> tuple[Line, Line, Line, Line]:
    """Title, role, length and brief of a case, but never its kind.

    Args:
        purpose: The purpose of playing it; by default, its level is shown instead.
    """

    def opening(key: str) -> str:
        return render_text(scenario, words.language, 0, key, scenario.opening) or ""

    length = about_minutes(words, minutes(scenario, words.language))
    return (
        title(title_of(words, scenario)),
        text(words.say("Your place: {part}", part=opening("your_part"))),
        text(f"{length}\n{purpose or _level(words, scenario.level)}"),
        text(hook_of(words, scenario)),
    )


def _level(words: Words, level: Level) -> str:
    levels: dict[Level, str] = {
        "foundation": words.say("Foundation: you'll see why after each step"),
        "practitioner": words.say("Practitioner: you'll see why at the end"),
        "advanced": words.say("Advanced: you'll see why at the end"),
    }
    return levels[level]


def sensitive_content(words: Words, scenario: Scenario) -> str:
    """The content of a case that may be upsetting."""
    if not scenario.hard:
        return words.say("Nothing upsetting is known in this case.")
    names = dict.fromkeys(_sensitive_name(words, content) for content in scenario.hard)
    pause = words.say("You may pause or stop at any time, with no penalty.")
    return "\n".join((*map(words.bullet, names), pause))


def _sensitive_name(words: Words, content: str) -> str:
    say = words.say
    names = {
        "threats": say("threats"),
        "violence": say("violence, or talk of it"),
        "injuries": say("injuries"),
        "sexual-violence": say("sexual violence, never shown"),
        "children": say("a child in danger"),
        "confinement": say("someone who may not leave"),
        "humiliation": say("someone who is humiliated"),
        "self-harm": say("thoughts of self-harm"),
        "death": say("a death"),
        "grief": say("grief"),
    }
    return names.get(content, say("something else that may be upsetting"))


def matching_sign_offs(
    words: Words, scenario: Scenario, sign_offs: Sequence[SignOff]
) -> list[SignOff]:
    """The sign-offs of this edition that cover this language."""
    return [
        sign_off
        for sign_off in sign_offs
        if sign_off.edition == scenario.edition and words.language in sign_off.languages
    ]


def review_status(words: Words, scenario: Scenario, sign_offs: Sequence[SignOff] | None) -> str:
    """The number of experts who have reviewed this edition in this language.

    Args:
        scenario: The edition that is on the card, or in the file.
        sign_offs: The case's sign-offs for any edition; None without a database.
    """
    if sign_offs is None:
        return words.say("Whether an expert has reviewed it is not known here.")
    matching = matching_sign_offs(words, scenario, sign_offs)
    if not matching:
        if sign_offs:
            return words.say("Reviewed by an expert in another wording or language only.")
        return words.say("Not yet reviewed by an expert.")
    latest = max(sign_off.at for sign_off in matching)
    # An expert of two fields counts once; each erased one counts separately.
    experts = len({sign_off.by or sign_off.id for sign_off in matching})
    return words.count(
        "Reviewed by {n} expert, {month}.",
        "Reviewed by {n} experts, the last in {month}.",
        experts,
        month=format_date(latest.date(), "MMMM y", locale=words.language),
    )


def expert_line(words: Words, sign_off: SignOff) -> str:
    """The field, the name and the organisation of an expert who signed."""
    say = words.say
    fields = {
        "law": say("law"),
        "protection": say("protection"),
        "health": say("health"),
        "labour": say("labour"),
        "training": say("training"),
        "arabic": say("Arabic language"),
    }
    named = filter(None, (sign_off.by, sign_off.organisation))
    return words.beside(fields.get(sign_off.field, sign_off.field), *named)
