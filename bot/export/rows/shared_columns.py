"""Columns that several sets have. Each comes in a language."""

from __future__ import annotations

from bot.export.columns import Column, Kind
from bot.locale import Words


def person(speak: Words) -> Column:
    """Who, in what they were given."""
    say = speak.say
    return Column(
        "person",
        Kind.TEXT,
        say("Person"),
        say(
            "Stands for someone, the same in every file of this Basira; says nothing of who it "
            "is, and goes when they erase themselves"
        ),
    )


def learner(speak: Words) -> Column:
    """Who, in what is theirs alone."""
    say = speak.say
    return Column(
        "learner",
        Kind.TEXT,
        say("Learner"),
        say(
            "Stands for someone in what is theirs alone, and cannot be brought together with "
            "“person”; empty where somebody erased themselves"
        ),
    )


def own_agency(speak: Words) -> Column:
    """Where somebody works, in what is theirs alone."""
    say = speak.say
    return Column(
        "agency",
        Kind.TEXT,
        say("Agency"),
        say("Where they worked; empty where fewer than ten people of it are in this set"),
    )


def month(speak: Words) -> Column:
    """When, in what is theirs alone."""
    return Column("month", Kind.TEXT, speak.say("Month"), speak.say("When, by the month in UTC"))


def cohort(speak: Words) -> Column:
    """Which cohort."""
    return Column("cohort", Kind.TEXT, speak.say("Cohort"), speak.say("The cohort's id"))


def cohort_name(speak: Words) -> Column:
    """How it is called."""
    say = speak.say
    return Column("name", Kind.TEXT, say("Name"), say("What its trainer calls the cohort"))


def agency(speak: Words) -> Column:
    """Whose cohort."""
    say = speak.say
    return Column("agency", Kind.TEXT, say("Agency"), say("The agency whose people it trains"))


def work(speak: Words) -> Column:
    """What was given."""
    say = speak.say
    return Column("work", Kind.TEXT, say("Work"), say("The id of what was given"))


def scenario(speak: Words) -> Column:
    """Which case."""
    return Column("scenario", Kind.TEXT, speak.say("Case"), speak.say("The case's id"))


def edition(speak: Words) -> Column:
    """In which wording."""
    say = speak.say
    return Column("edition", Kind.TEXT, say("Edition"), say("Which exact content of the case"))


def mode(speak: Words) -> Column:
    """How it is played."""
    say = speak.say
    meaning = say("“practice”: with what came of each answer; “assessment”: the story only")
    return Column("mode", Kind.TEXT, say("Mode"), meaning)


def programme(speak: Words) -> Column:
    """Of which it is a step."""
    say = speak.say
    return Column(
        "programme", Kind.TEXT, say("Programme"), say("The programme of which it is a step")
    )


def part(speak: Words) -> Column:
    """Which part of a test."""
    say = speak.say
    meaning = say("Of a test: “before” the course, “after” it, or “delayed”")
    return Column("part", Kind.TEXT, say("Part"), meaning)


def given_at(speak: Words) -> Column:
    """Since when it is given."""
    say = speak.say
    return Column("given_at", Kind.MOMENT, say("Given"), say("When it was given"))


def due_at(speak: Words) -> Column:
    """Until when."""
    say = speak.say
    return Column("due_at", Kind.MOMENT, say("Due"), say("Until when it is to be done"))


def withdrawn(speak: Words) -> Column:
    """Whether it was taken back."""
    say = speak.say
    return Column("withdrawn", Kind.TRUTH, say("Withdrawn"), say("Whether it was taken back"))


def attempt(speak: Words) -> Column:
    """Which attempt."""
    say = speak.say
    return Column(
        "attempt", Kind.TEXT, say("Attempt"), say("Stands for one attempt, in every file")
    )


def language(speak: Words) -> Column:
    """In which language."""
    say = speak.say
    return Column("language", Kind.TEXT, say("Language"), say("In which language it was read"))


def answers(speak: Words) -> tuple[Column, ...]:
    """What was decided, and what it came to."""
    say = speak.say
    points = say("points")
    return (
        Column("turn", Kind.WHOLE, say("Turn"), say("The number of the act in its attempt")),
        Column("decision", Kind.TEXT, say("Decision"), say("The scene whose question it was")),
        Column("kind", Kind.TEXT, say("Kind"), say("What sort of question it was")),
        Column(
            "act",
            Kind.TEXT,
            say("Answer"),
            say("The ids of what was picked, joined by +; “timed-out” where time ran out"),
        ),
        Column("band", Kind.TEXT, say("Band"), say("Of an order or a scale: how near it came")),
        Column("points", Kind.NUMBER, say("Points"), say("All points earned here"), points),
        Column("recognise", Kind.NUMBER, say("Recognise"), say("Points for recognising"), points),
        Column("respond", Kind.NUMBER, say("Respond"), say("Points for responding"), points),
        Column("refer", Kind.NUMBER, say("Refer"), say("Points for referring"), points),
        Column("protect", Kind.NUMBER, say("Protect"), say("Points for protecting"), points),
        Column(
            "error",
            Kind.TEXT,
            say("Error"),
            say("“missed”: too little was done; “over-called”: too much; “unsafe”"),
        ),
        Column(
            "critical",
            Kind.TRUTH,
            say("Critical"),
            say("Whether it could have endangered someone in the story"),
        ),
        language(speak),
        Column(
            "seconds",
            Kind.NUMBER,
            say("Time"),
            say("Since the act before, reading included; empty on paper"),
            say("seconds"),
        ),
    )
