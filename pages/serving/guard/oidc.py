"""Sign-in by an organisation (OpenID Connect), as Streamlit's `st.login` does it by authlib.

The provider stands in `.streamlit/secrets.toml`, section [auth]. What comes back is Streamlit's
signed cookie; the guard takes it for a session of its own, so that all who sign in are the same.
"""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from pages.serving.base import under_base
from pages.serving.guard.asked import Asked

ROUTES = ("/auth/login", "/oauth2callback", "/auth/logout")
"""Streamlit's, open to who has not signed in."""
PROVIDER = "default"
NOT_IN_THE_LIST = (
    "{address} is not in this server's list of people. Ask an admin: "
    "python -m core people add {address} --without-password"
)


@cache
def is_set_up() -> bool:
    """Whether a provider is named in secrets.toml."""
    from streamlit.auth_util import get_secrets_auth_section

    section: Any = get_secrets_auth_section()
    return bool(section and section.to_dict().get("client_id"))


def address() -> str:
    """Where the provider is asked."""
    from streamlit.user_info import generate_login_redirect_url

    return str(generate_login_redirect_url(PROVIDER))


def end_address() -> str:
    """Where Streamlit forgets whom the provider let in."""
    return under_base("/auth/logout")


def is_open(path: str) -> bool:
    """Whether an address is one of the sign-in's own."""
    return is_set_up() and path in map(under_base, ROUTES)


def cookie_of(asked: Asked) -> dict[str, Any]:
    """What the provider said of who asks, where Streamlit's cookie is whole and signed; else {}."""
    from streamlit.web.server.starlette.starlette_server_config import USER_COOKIE_NAME

    if not is_set_up() or not asked.cookie(USER_COOKIE_NAME):
        return {}
    from streamlit.auth_util import get_cookie_with_chunks
    from streamlit.web.server.server_util import get_cookie_secret
    from streamlit.web.server.starlette.starlette_app_utils import decode_signed_value

    def signed(name: str) -> bytes | None:
        value = asked.cookie(name)
        secret = get_cookie_secret()
        return decode_signed_value(secret, name, value.encode("latin-1")) if value else None

    found = get_cookie_with_chunks(signed, USER_COOKIE_NAME)
    try:
        said = json.loads(found) if found else {}
    except ValueError:
        return {}
    return said if isinstance(said, dict) and said.get("is_logged_in") else {}


def email_of(said: dict[str, Any]) -> str:
    """The address that the provider vouches for; "" where it says that it did not check it."""
    address = said.get("email")
    unchecked = said.get("email_verified") is False
    return str(address).strip() if isinstance(address, str) and not unchecked else ""
