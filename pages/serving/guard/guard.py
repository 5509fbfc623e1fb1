"""The guard: the outermost layer of the app, so that what is mounted later is guarded as well.

On one's own machine it looks at host and origin and adds headers. Where people sign in, nothing
behind it answers who has not, whether a page, a websocket, a widget, a picture or a download; and
it tells those behind it who asks (`core.access.who`).
"""

from __future__ import annotations

import secrets
from urllib.parse import quote

from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from core.access import LOCAL, Access, Person, Role, access, acting_as, answered_by
from core.access.sessions import person_at, person_of
from core.errors import BadAccess
from pages.serving.base import under_base
from pages.serving.guard import oidc
from pages.serving.guard.address import is_open, told
from pages.serving.guard.asked import BROWSER, PERSON, Asked
from pages.serving.guard.forms import SIGN_IN
from pages.serving.guard.forwarded import CAME_FROM
from pages.serving.guard.hosts import refused
from pages.serving.guard.policy import headers
from pages.serving.guard.routes import answer, let_in, refusal_page
from pages.serving.guard.who import as_header, asking

HEALTH = "/_stcore/health"
"""Streamlit's own, answered to whoever asks, as `/healthz` is."""
VISITOR = Person("", Role.VIEWER)
"""Everybody, in a demonstration."""
POLICY = 1008
"""A websocket's word for: this was refused."""


class Guard:
    """Asks first, and hands on to `app`."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        answered_by(asking)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request or websocket, by the ASGI protocol."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        asked = Asked(scope)
        try:
            under = access()
        except BadAccess as error:
            await _refuse(asked, str(error), 500)(scope, receive, send)
            return
        send = _Adding(asked, under, send)
        if why := _unsafe(asked, under) or refused(asked, under):
            await _refuse(asked, why, 403)(scope, receive, send)
            return
        response = None if asked.is_websocket else await answer(asked, under, receive)
        if response is not None:
            await response(scope, receive, send)
            return
        await self._let_through(asked, under, receive, send)

    async def _let_through(self, asked: Asked, under: Access, receive: Receive, send: Send) -> None:
        if not under.mode.shared:
            await self._app(asked.scope, receive, send)
            return
        person = person_of(asked.token) if under.mode.sign_in else VISITOR
        public = asked.path == under_base(HEALTH) or oidc.is_open(asked.path)
        if person is None and not public:
            await _sign_in_first(asked)(asked.scope, receive, send)
            return
        scope = _told(asked.scope, person)
        if asked.is_websocket and under.mode.sign_in:
            receive = _Still(asked.token, person, receive, send)
        with acting_as(person or Person()):
            await self._app(scope, receive, send)


class _Adding:
    """Adds the policy's headers to an answer, and to its cookies what TLS allows."""

    def __init__(self, asked: Asked, under: Access, send: Send) -> None:
        self._asked, self._under, self._send = asked, under, send

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            asked = self._asked
            host, secure = asked.header(b"host"), asked.is_secure
            given = [(k.lower(), v) for k, v in message.get("headers", [])]
            known = {name for name, _ in given}
            ours = headers(asked.path, host, self._under.frames, secure=secure)
            given = [_kept_ours(name, value, secure=secure) for name, value in given]
            more = [each for each in ours if each[0] not in known]
            message = {**message, "headers": [*given, *more, *self._browser()]}
        await self._send(message)

    def _browser(self) -> list[tuple[bytes, bytes]]:
        """A mark for a browser that has none, where nobody signs in."""
        asked = self._asked
        if self._under.mode.shared or not asked.shows_a_page or asked.cookie(BROWSER):
            return []
        about = f"Path={under_base('/')}; Max-Age=15552000; HttpOnly; SameSite=Lax"
        return [(b"set-cookie", f"{BROWSER}={secrets.token_urlsafe(16)}; {about}".encode())]


class _Still:
    """A websocket's messages, as long as its session lasts: then it is closed."""

    def __init__(self, token: str, person: Person | None, receive: Receive, send: Send) -> None:
        self._token, self._person = token, person
        self._receive, self._send = receive, send

    async def __call__(self) -> Message:
        message = await self._receive()
        if message["type"] == "websocket.receive" and person_of(self._token) != self._person:
            await self._send({"type": "websocket.close", "code": POLICY})
            return {"type": "websocket.disconnect", "code": POLICY}
        return message


def _told(scope: Scope, person: Person | None) -> Scope:
    """The request with who asks in it, and with nothing that it said of that itself."""
    given = [(name, value) for name, value in scope["headers"] if name != PERSON]
    mine = [as_header(person)] if person is not None else []
    return {**scope, "headers": [*given, *mine]}


def _unsafe(asked: Asked, under: Access) -> str:
    """Why nobody is answered at the address at which this came in, or through a proxy from that at
    which they are; "" where that is safe.

    However the server was started: it is the connection's own address, which no proxy can change.
    """
    address, port = asked.scope.get("server") or ("", None)
    if port is not None and is_open(str(address), under):  # else a Unix socket, of this machine
        return told(str(address))
    visitor = asked.scope.get(CAME_FROM)
    return told(visitor, through="a proxy") if visitor and is_open(visitor, under) else ""


def _refuse(asked: Asked, why: str, status: int) -> ASGIApp:
    if asked.is_websocket:
        return _close
    if asked.shows_a_page:
        return refusal_page(why, status=status)
    return JSONResponse({"error": why, "detail": why}, status_code=status)


def _sign_in_first(asked: Asked) -> ASGIApp:
    """A browser is led to the form, or by its organisation's cookie past it; a program is told."""
    if asked.is_websocket:
        return _close
    if not asked.shows_a_page:
        why = "Sign in first: a cookie of this server, or Authorization: Bearer TOKEN."
        refused = {"www-authenticate": "Bearer"}
        return JSONResponse({"error": why, "detail": why}, status_code=401, headers=refused)
    query = asked.scope["query_string"].decode("latin-1")
    here = asked.path + (f"?{query}" if query else "")
    if said := oidc.cookie_of(asked):
        return _by_organisation(asked, said, here)
    return RedirectResponse(f"{under_base(SIGN_IN)}?to={quote(here, safe='')}", 303)


def _by_organisation(asked: Asked, said: dict[str, object], here: str) -> Response:
    address = oidc.email_of(said)
    person = person_at(address) if address else None
    if person is None or person == LOCAL:
        text = oidc.NOT_IN_THE_LIST.format(address=address or "Who has no checked address")
        return refusal_page(text, status=403)
    return let_in(asked, person, to=here, address=address)


async def _close(_scope: Scope, receive: Receive, send: Send) -> None:
    """Refuse a websocket's handshake."""
    await receive()
    await send({"type": "websocket.close", "code": POLICY})


def _kept_ours(name: bytes, value: bytes, *, secure: bool) -> tuple[bytes, bytes]:
    """A cookie that is set: under the app's own path, not for all of its host (one that ends lies
    there from earlier), and by TLS alone where the browser came by it.
    """
    if name != b"set-cookie":
        return name, value
    given, *about = (part.strip() for part in value.split(b";"))
    known = {part.lower() for part in about}
    if b"max-age=0" not in known:
        ours = b"Path=" + under_base("/").encode()
        about = [ours if part.lower() == b"path=/" else part for part in about]
    if secure and b"secure" not in known:
        about.append(b"Secure")
    return name, b"; ".join([given, *about])
