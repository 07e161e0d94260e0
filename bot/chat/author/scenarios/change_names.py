"""What a trainer calls the parts and the values that an author writes under keys. Pure."""

from __future__ import annotations

from bot.locale import Words


def part(speak: Words, among: str, name: str) -> str:
    """A part without words of its own: a text by what it is for, and the like."""
    say = speak.say
    if among == "timeout":
        return say("when time runs out")
    if among == "after":
        return say("what is offered afterwards")
    named = {
        "text": say("text"),
        "title": say("title"),
        "brief": say("what it is about"),
        "your_part": say("the learner’s part"),
        "prompt": say("question"),
        "short": say("short words"),
        "feedback": say("what comes of it"),
        "why": say("reason"),
        "critical": say("why it could endanger someone"),
        "answer": say("answer"),
        "stop": say("words at the stop"),
        "name": say("name"),
        "same-move": say("a later question, in new words"),
        "new-setting": say("a later question, in a new setting"),
        "look-alike": say("a later question, a look-alike"),
    }
    return named.get(name, say("another text"))


def value(speak: Words, name: str, among: str) -> str:
    """What it is that changed.

    Args:
        speak: The language.
        name: Of the value.
        among: What sort of part has it.
    """
    say = speak.say
    if among == "cast":
        return say("who this is")
    if among == "variables":
        return say("its numbers")
    named = {
        "go": say("where it leads"),
        "start": say("where it begins"),
        "when": say("when it holds"),
        "seconds": say("the time to answer"),
        "outcome": say("how it ends"),
        "add": say("what it does to hidden counters"),
        "set": say("what it does to hidden counters"),
        "before": say("the order of the rules"),
        "error": say("the kind of error"),
        "sources": say("sources"),
        "signs": say("signs"),
        "indicators": say("signs"),
        "sign": say("whether it is a sign"),
        "kind": say("the kind of decision"),
        "ask": say("how many questions may be asked"),
        "correct": say("what is right"),
        "reasonable": say("what is right"),
        "track": say("field of work"),
        "level": say("level"),
        "use": say("what the case is for"),
        "truth": say("what is behind the case"),
        "should_refer": say("whether it is to be passed on"),
        "hard": say("what may be hard to read"),
        "fact": say("what is told at the end"),
        "worked": say("what is offered afterwards"),
        "parallel": say("what is offered afterwards"),
    }
    return named.get(name, say("something else"))
