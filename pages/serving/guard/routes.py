"""The guard's own addresses: signing in and out, and privacy. They answer whoever comes."""

from __future__ import annotations

import asyncio
from urllib.parse import parse_qs, urlsplit

from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import Receive

from core.access import NOBODY, Access, Person, access
from core.access.people import joined, signed_in
from core.access.sessions import begin, end, person_of
from core.errors import BadAccess, NotAllowed
from pages.serving.base import under_base
from pages.serving.guard import oidc
from pages.serving.guard.asked import COOKIE, Asked
from pages.serving.guard.attempts import Attempts
from pages.serving.guard.documents import document
from pages.serving.guard.forms import (
    BY_ORGANISATION,
    PRIVACY,
    SIGN_IN,
    SIGN_OUT,
    privacy,
    sign_in_form,
    sign_out_form,
)

HEALTH = "/healthz"
"""Answered to whoever asks: that the server is up is all that it says."""
LARGEST = 8192
"""Bytes of a form."""
attempts = Attempts()
_hashing = asyncio.Semaphore(2)
"""A password takes 64 MB and a core to check."""


async def answer(asked: Asked, under: Access, receive: Receive) -> Response | None:
    """What one of them answers; None for every other address."""
    if asked.path in (HEALTH, under_base(HEALTH)):  # a container need not know the base
        return PlainTextResponse("ok")
    if asked.path == under_base(PRIVACY):
        return privacy(under)
    if not under.mode.sign_in:
        return None
    if asked.path == under_base(SIGN_IN):
        return await _sign_in(asked, Request(asked.scope, receive), under)
    if asked.path == under_base(BY_ORGANISATION) and oidc.is_set_up():
        return RedirectResponse(oidc.address(), 303)
    if asked.path == under_base(SIGN_OUT):
        return await _sign_out(asked)
    return None


async def _sign_in(asked: Asked, request: Request, under: Access) -> Response:
    if asked.method != "POST":
        to = _within(request.query_params.get("to", ""))
        return sign_in_form(under, to=to, oidc=oidc.is_set_up())
    given = await _form(request)
    name, to = given.get("name", ""), _within(given.get("to", ""))
    try:
        person = await _known(asked, given, under)
    except (NotAllowed, BadAccess) as error:
        return sign_in_form(under, to=to, name=name, wrong=str(error), oidc=oidc.is_set_up())
    return let_in(asked, person, to=to)


async def _known(asked: Asked, given: dict[str, str], under: Access) -> Person:
    """Who that is; raises NotAllowed, also where there were too many tries, and BadAccess."""
    name, word = given.get("name", ""), given.get("password", "")
    if wait := attempts.wait(asked.client, name):
        raise NotAllowed(f"Too many tries. Wait {max(1, wait // 60)} min, then try again.")
    async with _hashing:
        try:
            if under.mode.joins and given.get("code", ""):
                code = given["code"]
                return await asyncio.to_thread(joined, name, word, code, asked=under.code)
            return await asyncio.to_thread(signed_in, name, word)
        except NotAllowed:
            attempts.failed(asked.client, name)
            raise


def let_in(asked: Asked, person: Person, *, to: str, address: str = "") -> Response:
    """A session for somebody, and the way to where they wanted to go."""
    token = begin(person, address=address)
    response = RedirectResponse(to or under_base("/"), 303)
    response.set_cookie(
        COOKIE,
        token,
        max_age=access().hours * 3600,
        path=under_base("/"),
        secure=asked.is_secure,
        httponly=True,
        samesite="lax",
    )
    return response


async def _sign_out(asked: Asked) -> Response:
    person = await asyncio.to_thread(person_of, asked.token) or NOBODY
    if person == NOBODY:
        return RedirectResponse(under_base(SIGN_IN), 303)
    if asked.method != "POST":
        return sign_out_form(person)
    await asyncio.to_thread(end, asked.token)
    to = oidc.end_address() if oidc.cookie_of(asked) else under_base(SIGN_IN)
    response = RedirectResponse(to, 303)
    response.delete_cookie(COOKIE, path=under_base("/"))
    return response


async def _form(request: Request) -> dict[str, str]:
    """The fields of a form; {} where it is too large."""
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > LARGEST:
            return {}
    found = parse_qs(body.decode("utf-8", "replace"), keep_blank_values=True)
    return {name: values[0] for name, values in found.items()}


def _within(to: str) -> str:
    """An address of ours to go to, never another host's; "" where it is none."""
    parts = urlsplit(to) if to.startswith(under_base("/")) else None
    odd = to.startswith("//") or "\\" in to or any(ord(sign) < 32 for sign in to)
    return "" if parts is None or odd or parts.netloc else to


def refusal_page(text: str, *, status: int) -> Response:
    """A sentence in place of what was asked for."""
    return document("Not answered", "", wrong=text, status=status)
