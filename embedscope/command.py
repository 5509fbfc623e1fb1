"""The command `embedscope`: the dashboard on a folder of runs, and what people do with runs."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from embedscope import __version__
from embedscope.dashboard import ask_app, open_dashboard, what_is_missing

WRONG = 2
"""The exit status for what was asked wrongly; 1 says that it failed or cannot be done here."""
RUN_FILES = ("recipe.yaml", "card.json", "history.csv")
"""A folder with one of these is a run (docs/run-format.md)."""
FORMATS = {
    "-dataset.zip": "huggingface",
    "-projector.zip": "projector",
    ".csv": "csv",
    ".faiss": "faiss",
    ".npz": "npz",
    ".onnx": "onnx",
    ".parquet": "parquet",
    ".zip": "safetensors",
}
"""What a file is, by the end of its name: the app's exports (docs/out.md)."""
COMMANDS = ("watch", "export", "import", "get")
SUMMARY = """commands, each with --help of its own:
  embedscope watch DIR            the dashboard on a folder of runs, or on one run, as they train
  embedscope export RUN           its moving map as one HTML file; --to names another kind
  embedscope import LOGDIR        TensorBoard's event files as runs
  embedscope get NAME...          models that the package does not hold; --list names them
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what is asked; the exit status."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    asked = (_commands() if given[:1] and given[0] in COMMANDS else _parser()).parse_args(given)
    missing = what_is_missing()
    if missing:
        print(missing, file=sys.stderr)
        return 1
    status: int = asked.act(asked)
    return status


def _open(asked: argparse.Namespace) -> int:
    if asked.folder and not Path(asked.folder).is_dir():
        return _wrong(
            f"There is no folder {asked.folder}. The commands are {', '.join(COMMANDS)}; "
            "`embedscope --help` tells of each."
        )
    return open_dashboard(_runs(asked.folder), **_how(asked))


def _watch(asked: argparse.Namespace) -> int:
    folder, page = Path(asked.folder).resolve(), "live"
    if any((folder / name).is_file() for name in RUN_FILES):
        folder, page = folder.parent, f"live?runs={quote(folder.name)}"
    return open_dashboard(folder, page=page, **_how(asked))


def _export(asked: argparse.Namespace) -> int:
    found = Path(asked.run)
    here = found.is_dir() and any((found / name).is_file() for name in RUN_FILES)
    name = f"{found.resolve()}" if here else asked.run
    target = Path(asked.to or f"{found.name}.html").resolve()
    if target.suffix.lower() == ".html":
        return ask_app("pages.shared.replay_page", [name, f"{target}"], runs=_runs(None))
    ends = (end for end in FORMATS if target.name.lower().endswith(end))
    kind = next(ends, None)
    if kind is None:
        return _wrong(
            f"{target.name} has no ending that says what it shall be: .html, {', '.join(FORMATS)}."
        )
    line = ["export", name, "--as", FORMATS[kind], "--out", f"{target}"]
    return ask_app("core", line, runs=_runs(None))


def _import(asked: argparse.Namespace) -> int:
    folder = Path(asked.folder)
    if not folder.is_dir():
        return _wrong(f"There is no folder {folder}.")
    more = ["--follow"] if asked.follow else []
    return ask_app("core", ["tensorboard", f"{folder.resolve()}", *more], runs=_runs(asked.runs))


def _get(asked: argparse.Namespace) -> int:
    more = ["--list"] if asked.list else []
    more += ["--from", asked.origin] if asked.origin else []
    return ask_app("core", ["get", *asked.names, *more], runs=_runs(None))


def _how(asked: argparse.Namespace) -> dict[str, Any]:
    """Whom the dashboard answers, where and as what."""
    names = ("address", "port", "browser", "mode", "i_know")
    return {name: getattr(asked, name) for name in names}


def _runs(folder: str | None) -> Path:
    return Path(folder or os.environ.get("EMBEDSCOPE_RUNS", "runs")).resolve()


def _wrong(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return WRONG


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="embedscope",
        usage="embedscope [FOLDER] [--port N] [--no-browser]\n       embedscope COMMAND ...",
        description="Open the dashboard on a folder of runs.",
        epilog=SUMMARY,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"embedscope {__version__}")
    parser.add_argument(
        "folder", nargs="?", help="of runs: EMBEDSCOPE_RUNS, else runs/ in the working folder"
    )
    _served(parser)
    parser.set_defaults(act=_open)
    return parser


def _commands() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="embedscope")
    each = parser.add_subparsers(required=True, metavar="COMMAND")
    watch = each.add_parser("watch", description="Open Live on a folder of runs, or on one run.")
    watch.add_argument("folder", metavar="DIR", help="what a training loop writes to")
    _served(watch)
    watch.set_defaults(act=_watch)
    export = each.add_parser("export", description="Save a run as one file for other people.")
    export.add_argument("run", metavar="RUN", help="its name in the runs folder, or its folder")
    export.add_argument(
        "--to",
        metavar="FILE",
        help=f"its ending says what it is: .html (RUN.html by default), {', '.join(FORMATS)}",
    )
    export.set_defaults(act=_export)
    taken = each.add_parser("import", description="Take TensorBoard's event files as runs.")
    taken.add_argument("folder", metavar="LOGDIR", help="TensorBoard's --logdir")
    taken.add_argument("--follow", action="store_true", help="go on as it grows (Ctrl-C ends it)")
    taken.add_argument("--runs", metavar="DIR", help="where they go: EMBEDSCOPE_RUNS, else runs/")
    taken.set_defaults(act=_import)
    get = each.add_parser("get", description="Fetch models that the package does not hold.")
    get.add_argument("names", nargs="*", metavar="NAME")
    get.add_argument("--list", action="store_true", help="what there is, its size, what is here")
    get.add_argument(
        "--from", dest="origin", metavar="ADDRESS", help="of the release: EMBEDSCOPE_RELEASE"
    )
    get.set_defaults(act=_get)
    return parser


def _served(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--port", type=int, metavar="N", help="8501, or the next that is free")
    parser.add_argument(
        "--address", default="127.0.0.1", help="whom it answers: this machine alone"
    )
    parser.add_argument(
        "--no-browser", dest="browser", action="store_false", help="only say where it is"
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


if __name__ == "__main__":
    sys.exit(main())
