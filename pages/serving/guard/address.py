"""An address that others can reach needs a mode in which they sign in: else nothing is served."""

from __future__ import annotations

import ipaddress
import sys

from core.access import Access, access
from core.errors import EmbedscopeError

KNOWS = "--i-know"
WRONG = 2
TOLD = """This server would answer {address}, and in the mode `personal` whoever reaches it may do
everything: start and delete trainings, and read files of this machine. Either
  - serve this machine alone:   --server.address 127.0.0.1   (make run)
  - let people sign in:         EMBEDSCOPE_MODE=team or class   (make run MODE=class)
  - let anybody look:           EMBEDSCOPE_MODE=demo, where nothing is trained or kept
  - or say that you know it:    --i-know, or EMBEDSCOPE_I_KNOW=1
docs/serve.md says more."""


def is_loopback(address: str) -> bool:
    """Whether only this machine can reach it; an empty one stands for all of them."""
    if address == "localhost":
        return True
    try:
        return ipaddress.ip_address(address.strip("[]")).is_loopback
    except ValueError:
        return False


def is_open(address: str, under: Access) -> bool:
    """Whether people who need not sign in may do everything there."""
    knows = under.knows or KNOWS in sys.argv
    return not (under.mode.shared or knows or is_loopback(address))


def served_under() -> str:
    """The path that the owner asks for; "" where that cannot be read: the guard says so."""
    try:
        return access().base
    except EmbedscopeError:
        return ""


def refuse_open_address() -> None:
    """End this process, with a word on what to do, where Streamlit is asked for such an address;
    also where the mode cannot be read.
    """
    from streamlit import get_option

    address = str(get_option("server.address") or "")
    try:
        wrong = is_open(address, access())
    except EmbedscopeError as error:
        _end(str(error))
    if wrong:
        _end(told(address))


def told(address: str, *, through: str = "") -> str:
    """Why, and what to do; `through` which somebody at that address came."""
    if through:
        return TOLD.format(address=f"{address} through {through}")
    return TOLD.format(address=f"at {address}" if address else "at every address of this machine")


def _end(text: str) -> None:
    print(f"\n{text}\n", file=sys.stderr, flush=True)
    sys.exit(WRONG)
