"""The guide of a programme as an HTML page, to open or to print."""

from __future__ import annotations

from collections.abc import Mapping

from bot.locale import Words, words
from scenarios import durations
from scenarios.languages import RTL
from scenarios.model import Scenario
from scenarios.programmes import Part, Programme, Step
from scenarios.rendering import render_text


def page(programme: Programme, language: str, cases: Mapping[str, Scenario]) -> str:
    """Write the page; it needs no other file.

    Args:
        language: `en` or `ar`.
        cases: The library by id: for titles and durations.
    """
    from jinja2 import Environment, PackageLoader  # rarely needed, and large

    speak, guide = words(language), programme.guide
    loader = PackageLoader("bot.scenario_files", "pages")
    return (
        Environment(loader=loader, autoescape=True, trim_blocks=True)
        .get_template("guide.html.j2")
        .render(
            language=language,
            direction="rtl" if language in RTL else "ltr",
            labels=_labels(speak),
            title=programme.title.in_(language),
            about=programme.about.in_(language),
            facts=about(speak, programme),
            steps=steps(speak, programme, cases),
            tests=tests(speak, programme),
            prepare=guide.prepare.in_(language),
            parts=[_part(speak, part) for part in guide.parts],
            close=guide.close.in_(language),
            rubric=[
                {
                    "title": criterion.title.in_(language),
                    "evidence": criterion.evidence.in_(language),
                }
                for criterion in programme.rubric
            ],
        )
    )


def about(speak: Words, programme: Programme) -> str:
    """The duration of the session, and the number of cases."""
    minutes = programme.guide.minutes
    room = speak.count("{n} minute in the room", "{n} minutes in the room", minutes)
    cases = speak.count("{n} case", "{n} cases", len(programme.steps))
    return f"{room} · {cases}"


def steps(speak: Words, programme: Programme, cases: Mapping[str, Scenario]) -> list[str]:
    """Describe the cases of a programme."""
    return [_step(speak, step, cases) for step in programme.steps]


def _step(speak: Words, step: Step, cases: Mapping[str, Scenario]) -> str:
    """Describe a case: its title, duration and pass mark."""
    case = cases.get(step.scenario)
    if case is None:
        return step.scenario
    script = case.script(speak.language)
    parts = [render_text(case, speak.language, 0, "title", case.opening) or case.id]
    parts.append(
        speak.count(
            "About {n} minute", "About {n} minutes", durations.minutes(case, script.language)
        )
    )
    if step.pass_mark is not None:
        parts.append(speak.say("pass mark {mark}%", mark=step.pass_mark))
    return " · ".join(parts)


def tests(speak: Words, programme: Programme) -> str:
    """Say when assessments are taken; empty where there are none."""
    if programme.tests is None:
        return ""
    return speak.count(
        "Tests: one before, one after, and one {n} month later; three cases that are alike.",
        "Tests: one before, one after, and one {n} months later; three cases that are alike.",
        programme.tests.months,
    )


def _part(speak: Words, part: Part) -> Mapping[str, object]:
    language = speak.language
    return {
        "title": part.title.in_(language),
        "minutes": speak.count("{n} minute", "{n} minutes", part.minutes),
        "does": part.does.in_(language),
        "asks": part.asks.in_(language),
        "watch": part.watch.in_(language),
    }


def _labels(speak: Words) -> Mapping[str, str]:
    say = speak.say
    return {
        "cases": say("The cases, in this order"),
        "prepare": say("Before the session"),
        "session": say("The session"),
        "asks": say("Questions for the room"),
        "watch": say("What to watch for"),
        "close": say("At the end"),
        "rubric": say("Signed off after the session is observed"),
        "competence": say("Competence"),
        "evidence": say("Evidence"),
        "trainer": say("Signed by the trainer"),
        "master": say("Signed by the master trainer"),
        "where": say("Date and place"),
        "exercise": say(
            "This session is an exercise. A real case goes to the agency's own line, never into "
            "this course."
        ),
    }
