"""Headers every answer carries: what a browser may do with it."""

from __future__ import annotations

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from calendar_export.web import content_security_policy


class SafeHeaders:
    """Pages load nothing from elsewhere, are framed by nobody, and send nobody's address on."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self._policy = content_security_policy()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.setdefault("X-Content-Type-Options", "nosniff")
                headers.setdefault("Referrer-Policy", "no-referrer")
                if headers.get("content-type", "").startswith("text/html"):
                    headers.setdefault("Content-Security-Policy", self._policy)
            await send(message)

        await self.app(scope, receive, guarded if scope["type"] == "http" else send)
