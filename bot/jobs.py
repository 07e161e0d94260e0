"""Scheduled jobs: some of each process, some of the leader alone."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from bot.outbox.class_messages import COUNT_EVERY, ClassMessages
from bot.outbox.notice_sending import NoticeSender
from bot.outbox.refresher_sending import RefresherSender
from bot.outbox.timeout_screens import TimeoutScreens
from bot.outbox.undelivered import UndeliveredScreens
from bot.schedule.loop import Job, Loop
from bot.wiring import Services
from storage.db.leader import ProcessGroup


@dataclass(frozen=True, slots=True)
class Outbound:
    """The sending of unasked messages, by the leader only."""

    undelivered: UndeliveredScreens
    timeouts: TimeoutScreens
    notices: NoticeSender
    refreshers: RefresherSender
    classes: ClassMessages

    async def flush(self) -> None:
        """Write down what came of what this process sent."""
        for undelivered_screens in (self.undelivered, self.notices, self.refreshers, self.classes):
            await undelivered_screens.flush()


def loop(parts: Services, outbound: Outbound, crew: ProcessGroup) -> Loop:
    """All jobs, ready to begin.

    Args:
        outbound: What is sent unasked.
        crew: Knows whether this process leads.
    """
    made = Loop()
    live = partial(parts.database.write, crew.live_on)
    made.every(0.5, "say that this program lives", live, lambda: crew.is_late)
    made.every(1, "note what arrived", parts.receipts.flush)
    made.every(2, "record sent messages", parts.app.sent.flush)
    made.every(30, "look for corrections", parts.library.refresh)
    expire = partial(parts.app.background_exports.forget_old, parts.database, parts.app.clock)
    made.every(60, "delete expired console exports", expire)
    for seconds, name, job in _of_the_leader(parts, outbound):
        made.every(seconds, name, job, lambda: crew.leads)
    # The leader's own jobs do this. Whoever leads no more has it left to do.
    made.every(1, "note what came of it", outbound.flush, lambda: not crew.leads)
    return made


def _of_the_leader(parts: Services, outbound: Outbound) -> tuple[tuple[float, str, Job], ...]:
    """The jobs of unasked messages, and those that one process suffices for."""
    return (
        (1, "show what is undelivered", outbound.undelivered.send),
        (1, "let time run out", outbound.timeouts.send),
        (1, "ask classes", outbound.classes.ask),
        (COUNT_EVERY, "show votes come in", outbound.classes.count),
        (60, "end idle classes", outbound.classes.end_idle),
        (1, "tell what is new", outbound.notices.send),
        (2, "explore an edition in use", parts.library.explore),
        (30, "look who is to be reminded", parts.assignment_reminders.queue_reminders),
        (3600, "look which lines expire", parts.contact_expiry.queue_reminders),
        (1, "send what is to be refreshed", outbound.refreshers.send),
        (3600, "plan what has no plan", outbound.refreshers.sweep),
        (3600, "look who is to enter totals", parts.totals_reminder.queue_reminders),
        (60, "move places", parts.transfers.finish),
        (60, "schedule notices of exported files", parts.export_notices.schedule),
        (60, "erase whom it was asked of", parts.erasures.finish),
        (60, "close what was abandoned", parts.attempt_expiry.close),
        (600, "note how the audit ends", parts.audit_anchor.note),
        (3600, "forget old updates", parts.housekeeping.purge),
        (60, "empty the log of what was deleted", parts.housekeeping.empty_log),
        (600, "let go of what is old", parts.retention.nightly),
    )
