"""The command `embedscope`: the dashboard on a folder of runs."""

from __future__ import annotations

import argparse
import importlib.util
import os
import socket
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from embedscope import __version__

APP_PYTHON = (3, 11)
BESIDE = {"DATA": "data", "EMBEDDINGS": "clouds", "OWN": "own", "ENCODERS": "encoders"}
"""Folders of the app that lie beside the runs: the end of their variable, and their name."""


SETTINGS = "embedscope.toml"
"""Of who may use the dashboard; in the working folder, else beside the runs."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Start the dashboard and wait for it; the exit status."""
    asked = _parser().parse_args(arguments)
    missing = what_is_missing()
    if missing:
        print(missing, file=sys.stderr)
        return 1
    runs = Path(asked.folder or os.environ.get("EMBEDSCOPE_RUNS", "runs")).resolve()
    port = asked.port or free_port()
    app = app_folder()
    line = [sys.executable, "-m", "streamlit", "run", "app.py"]
    line += ["--server.port", f"{port}", "--server.address", asked.address]
    print(f"\n  Embedscope: http://{asked.address}:{port}   runs in {runs}   (Ctrl-C stops it)")
    own = environment(os.environ, app=app, runs=runs)
    if asked.mode:
        own["EMBEDSCOPE_MODE"] = asked.mode
    if asked.i_know:
        own["EMBEDSCOPE_I_KNOW"] = "1"
    try:
        return subprocess.run(line, cwd=app, env=own, check=False).returncode
    except KeyboardInterrupt:
        return 0


def app_folder() -> Path:
    """Where app.py lies: within the installed package, or beside it in a checkout."""
    inside = Path(__file__).resolve().parent / "_app"
    return inside if inside.is_dir() else inside.parent.parent


def environment(given: Mapping[str, str], *, app: Path, runs: Path) -> dict[str, str]:
    """The dashboard's: its packages are found by it alone, and its folders lie beside the runs."""
    path = [f"{app}", *filter(None, [given.get("PYTHONPATH")])]
    beside = {f"EMBEDSCOPE_{end}": f"{runs.parent / name}" for end, name in BESIDE.items()}
    places = (Path.cwd() / SETTINGS, runs.parent / SETTINGS)
    if found := next((place for place in places if place.is_file()), None):
        beside["EMBEDSCOPE_CONFIG"] = f"{found}"
    return {
        **beside,
        **given,
        "EMBEDSCOPE_RUNS": f"{runs}",
        "PYTHONPATH": os.pathsep.join(path),
    }


def what_is_missing() -> str:
    """Why the dashboard cannot be started, and what to do; "" where it can."""
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
        with socket.socket() as tried:
            if tried.connect_ex(("127.0.0.1", port)) != 0:
                return port
    return first


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="embedscope", description="Open the dashboard on a folder of runs."
    )
    parser.add_argument("--version", action="version", version=f"embedscope {__version__}")
    parser.add_argument(
        "folder", nargs="?", help="of runs: EMBEDSCOPE_RUNS, else runs/ in the working folder"
    )
    parser.add_argument("--port", type=int, help="8501, or the next that is free")
    parser.add_argument(
        "--address", default="127.0.0.1", help="whom it answers: this machine alone"
    )
    parser.add_argument(
        "--mode",
        choices=["personal", "team", "class", "demo"],
        help="whom it is for (docs/serve.md): as embedscope.toml says, else personal",
    )
    parser.add_argument(
        "--i-know",
        action="store_true",
        help="serve the mode personal at an address that others reach",
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
