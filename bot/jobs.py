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
        """Record the results of this process's calls."""
        for undelivered_screens in (self.undelivered, self.notices, self.refreshers, self.classes):
            await undelivered_screens.flush()


def loop(parts: Services, outbound: Outbound, crew: ProcessGroup) -> Loop:
    """The loop with all jobs, ready to start.

    Args:
        outbound: The senders of unasked messages.
        crew: Knows whether this process is the leader.
    """
    made = Loop()
    live = partial(parts.database.write, crew.live_on)
    made.every(0.5, "renew process lease", live, lambda: crew.is_late)
    made.every(1, "flush display receipts", parts.receipts.flush)
    made.every(2, "flush sent messages", parts.app.sent.flush)
    made.every(30, "refresh library", parts.library.refresh)
    expire = partial(parts.app.background_exports.forget_old, parts.database, parts.app.clock)
    made.every(60, "delete expired console exports", expire)
    for seconds, name, job in _of_the_leader(parts, outbound):
        made.every(seconds, name, job, lambda: crew.leads)
    # The leader's own jobs do this. Whoever leads no more has it left to do.
    made.every(1, "flush outbound outcomes", outbound.flush, lambda: not crew.leads)
    return made


def _of_the_leader(parts: Services, outbound: Outbound) -> tuple[tuple[float, str, Job], ...]:
    """The jobs of unasked messages, and those that one process suffices for."""
    return (
        (1, "send undelivered screens", outbound.undelivered.send),
        (1, "send time-outs", outbound.timeouts.send),
        (1, "send class questions", outbound.classes.ask),
        (COUNT_EVERY, "update vote counts", outbound.classes.count),
        (60, "end idle live sessions", outbound.classes.end_idle),
        (1, "send notices", outbound.notices.send),
        (2, "explore edition", parts.library.explore),
        (30, "schedule assignment reminders", parts.assignment_reminders.queue_reminders),
        (3600, "schedule contact expiry reminders", parts.contact_expiry.queue_reminders),
        (1, "send refreshers", outbound.refreshers.send),
        (3600, "schedule missing refreshers", outbound.refreshers.sweep),
        (3600, "schedule totals reminders", parts.totals_reminder.queue_reminders),
        (60, "finish account transfers", parts.transfers.finish),
        (60, "schedule export notices", parts.export_notices.schedule),
        (60, "finish erasures", parts.erasures.finish),
        (60, "expire attempts", parts.attempt_expiry.close),
        (600, "anchor audit log", parts.audit_anchor.note),
        (3600, "purge expired rows", parts.housekeeping.purge),
        (60, "checkpoint WAL", parts.housekeeping.empty_log),
        (600, "apply retention", parts.retention.nightly),
    )
