"""Search for a recipe's best settings: train it many times, and say which differences are real."""

from __future__ import annotations

import argparse
import datetime
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.commands._working import STOPPED, setting_of, work_in
from core.errors import BadRecipe

if TYPE_CHECKING:
    from core.sweeps.sweep import Sweep
    from core.sweeps.trials import Trial
RANGE = re.compile(r"(?P<low>[^.\s][^\s]*?)\.\.(?P<high>[^\s:]+?)(:(?P<how>log|[\d.e+-]+))?")
SHOWN = 10


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument(
        "what",
        help="a recipe's name or YAML file; a sweep's YAML file; or the folder of a sweep, to go "
        "on with it or to join those who work on it",
    )
    parser.add_argument(
        "--vary",
        action="append",
        default=[],
        metavar="KEY[=VALUES]",
        help="a setting to vary: KEY=0.001..0.1:log, KEY=2..8 (:STEP), KEY=0.1,0.2,0.5; without "
        "values what is sensible; may be repeated",
    )
    parser.add_argument("--set", action="append", default=[], metavar="KEY=VALUE", dest="settings")
    parser.add_argument("--search", help="tpe, random, grid or cma-es (default: tpe)")
    parser.add_argument("--pruning", help="none, median or hyperband (default: none)")
    parser.add_argument("--metric", action="append", dest="metrics", help="two: a Pareto front")
    parser.add_argument("--trials", type=int, help="how many (default: 20); more adds to a sweep")
    parser.add_argument("--hours", type=float, help="begin no trial after so many hours")
    parser.add_argument("--folds", type=int, help="cross-validate every trial")
    parser.add_argument("--seeds", type=int, nargs="+", help="train every trial with each of them")
    parser.add_argument("--workers", type=int, help="processes side by side (default: 1)")
    parser.add_argument("--keep", help="weights to keep: best, all or none (default: best)")
    parser.add_argument("--storage", help="sqlite, or journal for network disks")
    parser.add_argument("--out", type=Path, help="the folder (default: a new one under runs/)")
    parser.add_argument("--show", action="store_true", help="only print what a sweep's folder has")
    parser.add_argument("--json", action="store_true", help="one JSON object at the end")


def run(args: argparse.Namespace) -> int:
    """Train to the last trial: 0; stopped before: 130; failed: 1 or 2."""
    from core.lock import is_locked
    from core.sweeps.sweep import NAME, read_sweep

    folder = Path(args.what)
    if not (folder / NAME).is_file():
        folder = _begin(args)
    elif args.trials or args.hours:
        _extend(folder, args)
    status = 0
    if not args.show:
        status = _join(folder) if is_locked(folder) else work_in(folder, unit="")
    sweep = read_sweep(folder / NAME)
    print(json.dumps(_table(sweep, folder)) if args.json else _text(sweep, folder))
    return status or (STOPPED if _stopped(folder) and not args.show else 0)


def _begin(args: argparse.Namespace) -> Path:
    """A new sweep's folder, filled; raises BadRecipe for nonsense."""
    from core.jobs.jobs import CANCELLED
    from core.jobs.kinds import SWEEP
    from core.jobs.make import make_other_job
    from core.paths import runs_folder
    from core.sweeps.sweep import NAME, refuse, sweep_text

    sweep = _asked(args)
    refuse(sweep)
    now = datetime.datetime.now(datetime.UTC)
    name = sweep.asked.name
    folder: Path = args.out or runs_folder() / f"{now:%Y%m%d-%H%M%S}-sweep-{name}"
    if (folder / NAME).is_file():  # the same command once more goes on
        return folder
    title = sweep.title or f"Sweep of {sweep.asked.title or name}"
    texts = {NAME: sweep_text(sweep)}
    make_other_job(folder, SWEEP, {}, title=title, state=CANCELLED, texts=texts)
    print(folder)
    return folder


def _asked(args: argparse.Namespace) -> Sweep:
    from dataclasses import replace

    from core.recipes.recipe import changed, load_recipe
    from core.settings import table
    from core.sweeps.sweep import Sweep, read_sweep

    path = Path(args.what)
    if path.suffix in (".yaml", ".yml") and path.is_file() and _is_sweep(path):
        sweep = read_sweep(path)
    else:
        sweep = Sweep(recipe=table(load_recipe(args.what)))
    recipe = changed(sweep.asked, dict(map(setting_of, args.settings)))
    space = {**sweep.space, **dict(_varied(text, recipe) for text in args.vary)}
    names = ("search", "pruning", "trials", "hours", "folds", "workers", "keep", "storage")
    told = {name: getattr(args, name) for name in names if getattr(args, name) is not None}
    several: dict[str, Any] = {
        name: tuple(v) for name in ("metrics", "seeds") if (v := getattr(args, name))
    }
    return replace(sweep, recipe=table(recipe), space=space, **told, **several)


def _is_sweep(path: Path) -> bool:
    from core.yaml_text import read_yaml

    content = read_yaml(path.read_text(encoding="utf-8"))
    return isinstance(content, dict) and "space" in content


def _varied(text: str, recipe: Any) -> tuple[str, Any]:
    """One `--vary`: the setting and its values, as sweep.yaml says them."""
    import yaml

    from core.settings import values
    from core.sweeps.space import searchable, suggested

    key, equals, said = (part.strip() for part in text.partition("="))
    if not equals:
        one = next((one for one in searchable(recipe) if one.key == key), None)
        if one is None:
            raise BadRecipe(f"What is sensible for {key} is not known: say --vary {key}=VALUES.")
        return key, suggested(one, values(recipe)[key])
    if found := RANGE.fullmatch(said):
        ends = {end: yaml.safe_load(_number(found[end])) for end in ("low", "high")}
        how = found["how"]
        if how == "log":
            return key, {**ends, "log": True}
        return key, ends if how is None else {**ends, "step": yaml.safe_load(_number(how))}
    return key, [yaml.safe_load(_number(each)) for each in said.strip("[]").split(",")]


def _number(text: str) -> str:
    """As YAML reads it: 1e-4 is a text there, 1.0e-4 a number."""
    try:
        return text if text.strip().lstrip("-").isdecimal() else repr(float(text))
    except ValueError:
        return text


def _extend(folder: Path, args: argparse.Namespace) -> None:
    from dataclasses import replace

    from core import files
    from core.sweeps.sweep import NAME, read_sweep, refuse, sweep_text

    sweep = read_sweep(folder / NAME)
    more = replace(sweep, trials=args.trials or sweep.trials, hours=args.hours or sweep.hours)
    refuse(more)
    files.write_text(folder / NAME, sweep_text(more))


def _join(folder: Path) -> int:
    """Work beside those who have the job; Ctrl-C ends this process's part alone."""
    import signal

    from core.commands._progress import ProgressLine
    from core.sweeps.work import work

    asked: list[bool] = []
    for ending in (signal.SIGINT, signal.SIGTERM):
        signal.signal(ending, lambda *_: asked.append(True))
    line = ProgressLine()
    stop = (folder / "cancel").exists
    finished = work(
        folder,
        progress=lambda step, steps, message: line.show(f"{step / steps:.0%} {message}"),
        stop=lambda: bool(asked) or stop(),
    )
    line.end()
    return 0 if finished else STOPPED


def _stopped(folder: Path) -> bool:
    from core.jobs.jobs import CANCELLED, read_status

    return read_status(folder).state == CANCELLED


def _table(sweep: Sweep, folder: Path) -> dict[str, Any]:
    from core.sweeps.insight import read_insight
    from core.sweeps.trials import read_trials

    trials = read_trials(folder)
    insight = read_insight(folder)
    return {
        "folder": str(folder),
        "metrics": list(sweep.judged_by),
        "trials": [
            {
                "number": trial.number,
                "state": trial.state,
                "params": dict(trial.params),
                "metrics": {name: trial.metric(name).as_dict() for name in sweep.judged_by},
                "seconds": round(trial.seconds, 1),
                "message": trial.message,
            }
            for trial in trials
        ],
        "best": [trial.number for trial in _best(sweep, trials)[:1]],
        "importance": dict(insight.importance),
        "behind": {number: gap.as_dict() for number, gap in insight.behind.items()},
    }


def _best(sweep: Sweep, trials: list[Trial]) -> list[Trial]:
    from core.sweeps.trials import best_first, front

    several = len(sweep.judged_by) > 1
    return front(trials, sweep.judged_by) if several else best_first(trials, sweep.judged_by[0])


def _text(sweep: Sweep, folder: Path) -> str:
    from core.sweeps.trials import read_trials, told

    trials = read_trials(folder)
    counts = {state: sum(t.state == state for t in trials) for state in {t.state for t in trials}}
    head = ", ".join(f"{count} {state}" for state, count in sorted(counts.items()))
    lines = [f"{folder}: {len(trials)} of {sweep.total} trials: {head or 'none yet'}"]
    for trial in _best(sweep, trials)[:SHOWN]:
        figures = "  ".join(f"{name} {told(name, trial.metric(name))}" for name in sweep.judged_by)
        settings = ", ".join(f"{key} {value}" for key, value in trial.params.items())
        lines.append(f"trial {trial.number:3}  {figures}  {settings}")
    return "\n".join(lines)
