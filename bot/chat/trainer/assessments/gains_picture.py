"""What the picture of a change says."""

from __future__ import annotations

from bot.app.assessments.assessment_results import Came, Comparison
from bot.chat.trainer.assessments.assessment_phrases import percent, points, signed, track_name
from bot.chat.trainer.assessments.assessment_screens import Seen
from bot.chat.trainer.assessments.gains_screens import compared
from bot.locale import Words
from bot.pictures.gains import Chart, Group, Panel
from scenarios.assessments.gains import Change


def drawing(speak: Words, seen: Seen, came: Came) -> Chart | None:
    """The picture of what changed; None where there are too few to show anything."""
    groups = tuple(_group(speak, one) for one in came.comparisons if one.gains is not None)
    if not groups:
        return None
    name, title = track_name(speak, seen.track), speak.say("What changed")
    note = speak.say("Means of all together, in percent. The fan is the 95% interval of change.")
    return Chart(f"{title} · {name}", note, groups)


def _group(speak: Words, one: Comparison) -> Group:
    say, gains = speak.say, one.gains
    assert gains is not None
    people = speak.count("{n} person took both", "{n} people took both", gains.people)
    return Group(
        f"{compared(speak, one.part)} · {people}",
        say("before"),
        say("after") if one.part == "after" else say("later"),
        (
            _panel(speak, say("Score"), gains.score, wanted=True),
            _panel(speak, say("Too little was done"), gains.missed, wanted=False),
            _panel(speak, say("Too much was done"), gains.over_called, wanted=False),
        ),
    )


def _panel(speak: Words, name: str, change: Change, *, wanted: bool) -> Panel:
    gain, sure = change.gain, tuple[str, ...]()
    if gain.low is not None and gain.high is not None:
        sure = (signed(round(gain.low)), speak.say("to"), signed(round(gain.high)))
    marks = (percent(speak, change.before), percent(speak, change.after))
    return Panel(name, change, marks, points(speak, gain.value), sure, wanted)
