"""nginx in front of several bots, as `docs/operating.md` has it."""

from __future__ import annotations

import asyncio
import shutil
from asyncio.subprocess import DEVNULL
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from bot.http_server import free_port

PATIENCE = 20.0  # seconds until nginx must answer
CONFIG = """
pid {folder}/nginx.pid;
error_log {folder}/nginx.log warn;
events {{ worker_connections 512; }}
http {{
    access_log off;
    {temporary}
    upstream bots {{
        random;
        {servers}
    }}
    server {{
        listen 127.0.0.1:{port};
        location = /telegram {{
            client_max_body_size 256k;
            client_body_buffer_size 256k;
            proxy_pass http://bots;
            proxy_next_upstream error timeout http_503 non_idempotent;
            proxy_connect_timeout 1s;
            proxy_read_timeout 60s;
        }}
        location / {{ return 404; }}
    }}
}}
"""
_TEMPORARY = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")


@asynccontextmanager
async def in_front_of(ports: Sequence[int], folder: Path) -> AsyncIterator[str]:
    """Hand updates on to whichever bot listens, at random.

    A bot that does not listen is passed over, and an update whose bot dies under it goes to
    another, as `docs/operating.md` has it; where none is left, Telegram brings it again.

    Args:
        ports: Where bots listen, or will.
        folder: For nginx's own files.

    Yields:
        The address for updates.
    """
    port = free_port()
    (folder / "nginx.conf").write_text(
        CONFIG.format(
            folder=folder,
            port=port,
            servers=" ".join(f"server 127.0.0.1:{name} max_fails=0;" for name in ports),
            temporary=" ".join(f"{name}_temp_path {folder}/{name};" for name in _TEMPORARY),
        )
    )
    program = shutil.which("nginx") or "/usr/sbin/nginx"
    arguments = ("-p", folder, "-c", folder / "nginx.conf", "-g", "daemon off;")
    process = await asyncio.create_subprocess_exec(
        program, *arguments, stdin=DEVNULL, stdout=DEVNULL, stderr=DEVNULL
    )
    try:
        async with asyncio.timeout(PATIENCE):
            await _answers(port)
        yield f"http://127.0.0.1:{port}/telegram"
    finally:
        process.terminate()
        await process.wait()


async def _answers(port: int) -> None:
    while True:
        with suppress(OSError):
            _, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.close()
            return
        await asyncio.sleep(0.02)
