"""The app that the wheel brings: where it lies, what it needs, and a process of it."""

from __future__ import annotations

import importlib.util
import os
import signal
import socket
import subprocess
import sys
import time
import webbrowser
from collections.abc import Mapping, Sequence
from pathlib import Path
from threading import Thread
from types import FrameType

APP_PYTHON = (3, 11)
SETTINGS = "embedscope.toml"
"""Of who may use the dashboard; in the working folder, else beside the runs."""
PATIENCE = 60.0
"""Seconds after which a server that does not answer gets no browser."""
TAKEN = """Another program answers at port {port} already, perhaps this one, started before.
Stop that, or choose another port: --port {free}"""
WRONG = 2


def open_dashboard(
    runs: Path,
    *,
    address: str,
    port: int | None,
    page: str = "",
    browser: bool = True,
    mode: str | None = None,
    i_know: bool = False,
) -> int:
    """Serve the dashboard on a folder of runs until it is stopped; the server's exit status, 2
    where the port is another program's.

    Args:
        runs: the folder; it need not be there yet.
        address: whom it answers.
        port: 8501, or the next that is free, where it is None.
        page: what is opened first, below the server's address.
        browser: whether a browser is opened where there is a screen.
        mode: whom it is for; None: as embedscope.toml says, else this person alone.
        i_know: whether others may reach it though nobody signs in.
    """
    if port and _listens(address, port):
        print(TAKEN.format(port=port, free=free_port(port)), file=sys.stderr)
        return WRONG
    port = port or free_port()
    url = f"http://{address}:{port}/{page}"
    line = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.headless", "true"]
    line += ["--server.port", f"{port}", "--server.address", address]
    print(f"\n  Embedscope: {url}   runs in {runs}   (Ctrl-C stops it)", flush=True)
    if browser and has_screen(os.environ):
        Thread(target=_show, args=(url, address, port), daemon=True).start()
    own = {"EMBEDSCOPE_MODE": mode} if mode else {}
    own |= {"EMBEDSCOPE_I_KNOW": "1"} if i_know else {}
    return _until_it_ends(line, runs, own)


def ask_app(module: str, arguments: Sequence[str], *, runs: Path) -> int:
    """Let the app run one of its modules, such as "core"; its exit status."""
    return _until_it_ends([sys.executable, "-m", module, *arguments], runs)


def app_folder() -> Path:
    """Where app.py lies: within the installed package, or beside it in a checkout."""
    inside = Path(__file__).resolve().parent / "_app"
    return inside if inside.is_dir() else inside.parent.parent


def environment(given: Mapping[str, str], *, app: Path, runs: Path) -> dict[str, str]:
    """The app's: its packages are found by it alone, and its data lie beside the runs, as what it
    makes does by itself.
    """
    path = [f"{app}", *filter(None, [given.get("PYTHONPATH")])]
    places = (Path.cwd() / SETTINGS, runs.parent / SETTINGS)
    found = next((place for place in places if place.is_file()), None)
    return {
        "EMBEDSCOPE_DATA": f"{runs.parent / 'data'}",
        **({"EMBEDSCOPE_CONFIG": f"{found}"} if found else {}),
        **given,
        "EMBEDSCOPE_RUNS": f"{runs}",
        "PYTHONPATH": os.pathsep.join(path),
    }


def what_is_missing() -> str:
    """Why the app cannot be started, and what to do; "" where it can."""
    if sys.version_info < APP_PYTHON:
        return "The dashboard needs Python 3.11 or newer; writing runs works with this one."
    if importlib.util.find_spec("streamlit") is None:
        return (
            "The dashboard is not installed, only what writes runs. Install it with: "
            "pip install 'embedscope[app]'"
        )
    return ""


def free_port(first: int = 8501) -> int:
    """The first port from `first` on that nobody listens on."""
    for port in range(first, first + 100):
        if not _listens("127.0.0.1", port):
            return port
    return first


def _listens(address: str, port: int) -> bool:
    """Whether somebody does, there."""
    with socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET) as tried:
        return tried.connect_ex((address, port)) == 0


def has_screen(given: Mapping[str, str]) -> bool:
    """Whether a browser can show itself here: on a server it would take the terminal."""
    if sys.platform in ("win32", "darwin"):
        return True
    return bool(given.get("DISPLAY") or given.get("WAYLAND_DISPLAY"))


def _until_it_ends(line: Sequence[str], runs: Path, own: Mapping[str, str] | None = None) -> int:
    """Whoever ends this process ends the one that it started, too."""
    app = app_folder()
    given = environment({**os.environ, **(own or {})}, app=app, runs=runs)
    process = subprocess.Popen(line, cwd=app, env=given)

    def end(_signal: int, _frame: FrameType | None) -> None:
        process.terminate()

    before = signal.signal(signal.SIGTERM, end)
    try:
        return process.wait()
    except KeyboardInterrupt:  # the terminal told both
        process.wait()
        return 0
    finally:
        signal.signal(signal.SIGTERM, before)


def _show(url: str, address: str, port: int) -> None:
    ends = time.monotonic() + PATIENCE
    while time.monotonic() < ends:
        if _listens(address, port):
            webbrowser.open(url)
            return
        time.sleep(0.1)
