"""Small answers leave at once.

Streamlit opens its port with a socket that names no protocol, and for such a one asyncio does not
switch Nagle's algorithm off: the second packet of every answer then waits for the receipt of the
first, 40 ms with Linux's delayed receipts, for each script of a first visit and each message of
a page.
"""

from __future__ import annotations

import os
import socket

import psutil


def answer_at_once() -> None:
    """Switch Nagle's algorithm off where this process listens; accepted connections inherit it."""
    for one in psutil.Process().net_connections("tcp"):
        if one.status == psutil.CONN_LISTEN and one.fd >= 0:
            with socket.socket(fileno=os.dup(one.fd)) as listening:  # one socket under two numbers
                listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
