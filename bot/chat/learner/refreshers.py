"""Refreshers: what is likely to be remembered, and whether and when questions come."""

from __future__ import annotations

from collections.abc import Iterator

from bot.app.refreshers import refresher_settings
from bot.app.refreshers.recall_forecast import RecallForecast
from bot.app.refreshers.refresher_settings import SNOOZE_DAYS
from bot.chat.kit.context import Context
from bot.chat.kit.routes import button, command, main, tap
from bot.chat.kit.screen import Button, Screen, screen
from bot.chat.learner.refresher_prompts import request_refresher
from bot.fields import Flag, Number
from bot.lines import Line, LineRole, heading, note, text, title
from bot.locale import Words
from bot.phrases.case_phrases import title_of
from bot.phrases.refresher_phrases import next_prompt_text
from storage.refreshers.prompts import RefresherPreferences


@tap("rf")
def refresher_overview(ctx: Context) -> Screen:
    say = ctx.say
    found = refresher_settings.overview(ctx.conn, ctx.request, ctx.app.library.known)
    return screen(
        title(say("What I remember")),
        _forecast(ctx.words, found.forecast),
        text(
            next_prompt_text(ctx.words, found.next_at, ctx.person, ctx.now)
            if found.preferences.state == "on"
            else say("Short questions are off.")
        ),
        note(
            say(
                "A forecast from your answers, which decides nothing. Only you see yours; of a "
                "group of five or more its trainer sees the share."
            )
        ),
        found.forecast.total > 0 and main(button(say("Ask me something now"), request_refresher)),
        _settings(ctx, found.preferences),
        button(say("Today"), "today_page"),
    )


@command("refreshers")
def refreshers(ctx: Context, _rest: str) -> Screen:
    return refresher_overview(ctx)


@tap("rz", writes=True)
def snooze_refreshers(ctx: Context, days: Number) -> Screen:
    refresher_settings.snooze(ctx.conn, ctx.request, ctx.app.library.known, days)
    return refresher_overview(ctx)


@tap("rw", writes=True)
def switch_refreshers(ctx: Context, on: Flag) -> Screen:
    refresher_settings.switch(ctx.conn, ctx.request, ctx.app.library.known, on=on)
    return refresher_overview(ctx)


@tap("rk", writes=True)
def work_nights(ctx: Context, on: Flag) -> Screen:
    refresher_settings.set_nights(ctx.conn, ctx.request, ctx.app.library.known, on=on)
    return refresher_overview(ctx)


def _forecast(words: Words, forecast: RecallForecast) -> Iterator[Line]:
    if not forecast.total:
        yield text(words.say("Nothing yet: questions come from the cases you have played."))
        return
    yield Line(LineRole.PROMPT, words.say("A week from now, if nothing is asked"))
    counts = (
        words.count("Strong: {n}", "Strong: {n}", forecast.strong),
        words.count("Fading: {n} point", "Fading: {n} points", forecast.fading),
        words.count("{n} to review", "{n} to review", forecast.weak),
    )
    yield text("\n".join(counts))
    if forecast.cases:
        yield heading(words.say("Fading most"))
        yield text("\n".join(words.bullet(title_of(words, case)) for case in forecast.cases))


def _settings(ctx: Context, preferences: RefresherPreferences) -> Iterator[Button]:
    say = ctx.say
    if preferences.state != "on":
        yield button(say("Let questions come again"), switch_refreshers, on=True)
        return
    if preferences.snoozed_until is not None and preferences.snoozed_until > ctx.now:
        yield button(say("Resume questions"), snooze_refreshers, 0)
    else:
        label = ctx.words.count("Pause for {n} day", "Pause for {n} days", SNOOZE_DAYS)
        yield button(label, snooze_refreshers, SNOOZE_DAYS)
    nights = preferences.nights_until is not None and preferences.nights_until > ctx.now
    label = say("No longer at night") if nights else say("I am on nights this week")
    yield button(label, work_nights, on=not nights)
    yield button(say("Stop questions"), switch_refreshers, on=False)
