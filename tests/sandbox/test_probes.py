"""The list that is put to Telegram is put to the sandbox first."""

from bot.sandbox import TOKEN, probe
from tests.helpers.sandbox import Phone, Served


async def test_the_sandbox_answers_as_telegram_does(here: Served, phone: Phone) -> None:
    drifted = [
        (outcome.probe.name, outcome.answer, outcome.probe.answer)
        async for outcome in probe.run(here.url, TOKEN, phone.user)
        if not outcome.agrees
    ]
    assert drifted == []


def test_every_probe_has_its_own_name() -> None:
    names = [entry.name for entry in probe.PROBES]
    assert len(names) == len(set(names))
