"""Health and metrics for Prometheus.

A face like the others, open to whoever reaches its address: so it tells numbers, and nobody's id.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from typing import Final

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.app.errors import StorageTrouble
from bot.app.operations.vitals import RuntimeGauges, Vitals, VitalsReader
from bot.app.operations.wait_times import BOUNDS, WaitHistogram
from bot.http_server import health, serving

KIND: Final = "text/plain; version=0.0.4; charset=utf-8"  # as Prometheus names its format


def app(looking: VitalsReader, running: RuntimeGauges) -> Starlette:
    """The application: `/health` and `/metrics`.

    Args:
        looking: Looks how the program fares.
        running: Knows whether updates are being taken in.
    """

    def taking() -> bool:
        return running.taking()  # which it learns only later

    async def metrics(_: Request) -> Response:
        try:
            found = await looking.read()
        except StorageTrouble:
            return Response(status_code=503)
        return Response(written(found), headers={"Content-Type": KIND})

    return Starlette(
        routes=[
            Route("/health", health(taking), methods=["GET"]),
            Route("/metrics", metrics, methods=["GET"]),
        ]
    )


@asynccontextmanager
async def served(listen: str, looking: VitalsReader, running: RuntimeGauges) -> AsyncIterator[None]:
    """Serve them until the block ends.

    Raises:
        CannotListen: The address to listen at cannot be had.
    """
    async with serving(app(looking, running), listen):
        yield


def written(vitals: Vitals) -> str:
    """Vitals in the text format of Prometheus; what is not known is left out."""
    gauges = (
        f"# HELP {name} {tells}\n# TYPE {name} gauge\n{name}{labels} {value}\n"
        for name, tells, labels, value in _gauges(vitals)
    )
    return "".join(
        (
            *gauges,
            *_counters(vitals),
            *_histogram(vitals.waits),
        )
    )


def _counters(vitals: Vitals) -> Iterator[str]:
    for name, tells, value in (
        ("spared", "Doubles of taps, and more than one person may have waiting.", vitals.spared),
        ("unreadable", "Updates that could not be read.", vitals.unreadable),
    ):
        full = f"basira_updates_{name}_total"
        yield f"# HELP {full} {tells}\n# TYPE {full} counter\n{full} {value}\n"


def _histogram(waits: WaitHistogram) -> Iterator[str]:
    """The histogram of waiting times, in Prometheus's format."""
    name, up_to = "basira_tap_seconds", waits.up_to()
    yield f"# HELP {name} From a tap that came in to its next screen at Telegram.\n"
    yield f"# TYPE {name} histogram\n"
    for bound, count in zip((*BOUNDS, "+Inf"), up_to, strict=True):
        yield f'{name}_bucket{{le="{bound}"}} {count}\n'
    yield f"{name}_sum {waits.seconds:.6f}\n{name}_count {up_to[-1]}\n"


def _gauges(vitals: Vitals) -> Iterator[tuple[str, str, str, float]]:
    """Name, what it tells, labels and value of each."""
    which = f'{{version="{vitals.version}",schema="{vitals.schema}"}}'
    yield "basira_info", "Version and schema that run.", which, 1
    for name, tells, value in (
        ("taking_updates", "1 while updates are taken in.", int(vitals.taking)),
        ("leads", "1 where this program sends what nobody asked for.", int(vitals.leads)),
        ("updates_under_way", "Updates that came in and are not committed.", vitals.under_way),
        ("update_oldest_seconds", "How long the first of them has been.", _exactly(vitals)),
        ("units_waiting", "Units of work that are not committed.", vitals.writing),
        ("messages_waiting", "Messages that have not gone yet.", vitals.waiting),
        ("promises_due", "What should have been sent or done by now.", vitals.due),
        ("promises_late_seconds", "By how much the first is late.", _seconds(vitals)),
        ("updates_set_aside", "Updates not handled in 7 days.", vitals.set_aside),
        ("retention_refused", "1 while retention waits for an operator.", _is(vitals.refused)),
        ("audit_anchor_fails", "1 where its last note failed.", int(vitals.anchor_fails)),
        ("cases", "Cases that can be played.", vitals.scenarios),
        ("case_files_broken", "Files of cases that do not load.", vitals.broken),
    ):
        yield f"basira_{name}", tells, "", value
    if vitals.room is not None:
        yield "basira_disk_free_bytes", "Free for SQLite.", "", vitals.room.free * 1_000_000
    for name, tells, at in (
        ("begun", "When the last backup was begun, since 1970.", vitals.backup_begun),
        ("succeeded", "When the last backup that succeeded ended, since 1970.", vitals.backup),
    ):
        if at is not None:
            yield f"basira_backup_{name}_seconds", tells, "", int(at.timestamp())


def _is(found: object) -> int:
    return int(found is not None)


def _seconds(vitals: Vitals) -> int:
    return max(0, int(vitals.late.total_seconds()))


def _exactly(vitals: Vitals) -> float:
    return round(vitals.oldest.total_seconds(), 3)
