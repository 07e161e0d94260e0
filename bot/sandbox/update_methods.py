"""Delivery of updates to the bot."""

import re
from typing import Any, TypeAlias
from urllib.parse import urlsplit

from bot.sandbox import refusals
from bot.sandbox.calls import Call
from bot.sandbox.method_registry import method
from bot.sandbox.updates import Webhook

Json: TypeAlias = dict[str, Any]

MOST_CONNECTIONS = 100
USUAL_CONNECTIONS = 40

_SECRET = re.compile(r"[A-Za-z0-9_-]*")


@method
async def get_updates(call: Call) -> list[Json]:
    """Updates since an offset, at once or as soon as there are some."""
    updates = call.world.updates
    updates.allow(call.get("allowed_updates"))
    batch = await updates.poll(
        call.get("offset", 0), call.get("limit", 100), call.get("timeout", 0)
    )
    times = (2 if call.sandbox.faults.take_repeat() else 1 for _ in batch)
    return [update.shown() for update, n in zip(batch, times, strict=True) for _ in range(n)]


@method
async def set_webhook(call: Call) -> bool:
    """Have updates brought, or no longer when the address is empty."""
    url, secret = call.args["url"].strip(), call.get("secret_token")
    if url:
        _check_url(url)
    _check_secret(secret or "")
    updates = call.world.updates
    updates.allow(call.get("allowed_updates"))
    if call.get("drop_pending_updates"):
        updates.forget()
    connections = min(max(call.get("max_connections", USUAL_CONNECTIONS), 1), MOST_CONNECTIONS)
    hook = Webhook(url, secret, connections, call.get("ip_address")) if url else None
    if hook is None or hook != updates.webhook:  # setting it again changes nothing
        await call.sandbox.bring_to(hook)
    return True


@method
async def delete_webhook(call: Call) -> bool:
    """Have updates fetched again."""
    if call.get("drop_pending_updates"):
        call.world.updates.forget()
    await call.sandbox.bring_to(None)
    return True


@method
def get_webhook_info(call: Call) -> Json:
    """The webhook's address and state."""
    updates = call.world.updates
    hook = updates.webhook
    info: Json = {
        "url": hook.url if hook else "",
        "has_custom_certificate": False,
        "pending_update_count": sum(1 for _ in updates.pending()),
    }
    if hook:
        info["max_connections"] = hook.most_connections
        info |= {"ip_address": hook.ip_address} if hook.ip_address else {}
    if hook and hook.last_error:
        at, message = hook.last_error
        info |= {"last_error_date": int(at.timestamp()), "last_error_message": message}
    return info | ({"allowed_updates": updates.allowed} if updates.allowed else {})


def _check_url(url: str) -> None:
    # A Bot API server of one's own takes plain HTTP, and so do we, on this machine.
    parts = urlsplit(url)
    here = parts.hostname in {"localhost", "127.0.0.1", "::1"}
    if not parts.hostname or not (parts.scheme == "https" or (parts.scheme == "http" and here)):
        raise refusals.bad("bad webhook: An HTTPS URL must be provided for webhook")


def _check_secret(secret: str) -> None:
    if len(secret) > 256:
        raise refusals.bad("secret token is too long")
    if not _SECRET.fullmatch(secret):
        raise refusals.bad("secret token contains unallowed characters")
