"""A tiny Mini App on a port of its own, which says on its page what it was told."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

from aiohttp import web

Handler: TypeAlias = Callable[[web.Request], Awaitable[web.Response]]

BRIDGE = Path(__file__).parents[2] / "bot" / "web" / "look" / "mini_app.js"

HTML = """<!doctype html>
<html lang="{language}" dir="{direction}">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <title>{title}</title>
  <link rel="stylesheet" href="/style.css">
  <script type="module" src="/app.js"></script>
</head>
<body>
<main>
  <h1>{title}</h1>
  <p id="who"></p>
  <p><label>{label} <input id="field"></label></p>
  <p><button id="expand">Expand</button> <button id="save">Save</button>
    <button id="leave">Close</button> <a id="next" href="/second">Next page</a></p>
  <ol id="log"></ol>
</main>
</body>
</html>
"""

CSS = """
body { margin: 0; font: 16px/1.5 sans-serif; color: var(--tg-theme-text-color, #000);
  background: var(--tg-theme-bg-color, #fff); }
main { padding: 1rem; }
a { color: var(--tg-theme-link-color, #00e); }
"""

SCRIPT = """
import { webApp } from "/bridge.js";

const log = (text) => {
  const line = document.createElement("li");
  line.textContent = text;
  document.getElementById("log").append(line);
};
const on = (id, act) => document.getElementById(id).addEventListener("click", act);

webApp.start();
document.getElementById("who").textContent = webApp.shown ? webApp.platform : "an ordinary page";
if (webApp.initData) {
  fetch("/session", { method: "POST", body: webApp.initData }).then(() => log("signed in"));
}
on("expand", () => webApp.expand());
on("leave", () => webApp.close());
on("save", () => webApp.mainButton("Save · حفظ", () => log("saved")));
if (location.pathname === "/second") {
  webApp.backButton(() => { log("back"); history.back(); });
}
window.webApp = webApp;
"""


@dataclass
class MiniAppServer:
    """The app on its port.

    Attributes:
        received: The initData of each opening.
    """

    origin: str = ""
    received: list[str] = field(default_factory=list)


@asynccontextmanager
async def mini_app(language: str = "en") -> AsyncIterator[MiniAppServer]:
    """Serve the app on a free port of this machine."""
    app = MiniAppServer()
    words = {
        "en": {"direction": "ltr", "title": "Night shift", "label": "Name"},
        "ar": {"direction": "rtl", "title": "المناوبة الليلية", "label": "الاسم"},
    }[language]
    html = HTML.format(language=language, **words)

    async def session(request: web.Request) -> web.Response:
        app.received.append(await request.text())
        return web.Response()

    def file(kind: str, text: str) -> Handler:
        async def answer(_request: web.Request) -> web.Response:
            policy = "default-src 'self'; base-uri 'none'; frame-ancestors http://127.0.0.1:*"
            return web.Response(
                text=text, content_type=kind, headers={"Content-Security-Policy": policy}
            )

        return answer

    pages = web.Application()
    for path in ("/", "/second"):
        pages.router.add_get(path, file("text/html", html))
    pages.router.add_get("/style.css", file("text/css", CSS))
    pages.router.add_get("/app.js", file("text/javascript", SCRIPT))
    pages.router.add_get("/bridge.js", file("text/javascript", BRIDGE.read_text("utf-8")))
    pages.router.add_get("/favicon.ico", file("image/x-icon", ""))
    pages.router.add_post("/session", session)
    runner = web.AppRunner(pages, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    app.origin = f"http://127.0.0.1:{port}"
    try:
        yield app
    finally:
        await runner.cleanup()
