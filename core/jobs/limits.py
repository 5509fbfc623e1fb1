"""What is too long: said at the form before a training begins, and by the worker amid it."""

from __future__ import annotations

from collections.abc import Sequence

from core.access import who
from core.access.limits import limit_of, limit_of_owner
from core.access.modes import Limit
from core.data import find
from core.errors import EmbedscopeError, NotAllowed
from core.jobs.job_files import Status
from core.jobs.kinds import TRAIN
from core.recipes.recipe import Recipe

MINUTE = 60.0


def too_long(recipes: Sequence[Recipe]) -> str:
    """Why who asks may not start this training, in a sentence; "" where they may."""
    most = limit_of(who()).max_steps
    longest = max(map(_planned, recipes), default=0) if most is not None else 0
    if most is None or longest <= most:
        return ""
    return (
        f"This training has {longest:,} steps, and {most:,} are the most that yours may have here. "
        "Take fewer steps or epochs, or ask an admin."
    )


def check_length(recipes: Sequence[Recipe]) -> None:
    """Raises NotAllowed with that sentence."""
    if why := too_long(recipes):
        raise NotAllowed(why)


def check_time_left(owner: str, status: Status) -> None:
    """Raises NotAllowed where a job that stopped has used its owner's time up."""
    if why := _out_of_time(limit_of_owner(owner), status.seconds):
        raise NotAllowed(f"{why} It cannot be resumed; an admin can raise the limit.")


def reached(owner: str, kind: str, status: Status) -> str:
    """Why a job that is at work has to stop now, in a sentence; "" where it goes on."""
    limit = limit_of_owner(owner)
    if why := _out_of_time(limit, status.seconds):
        return f"{why} What it had reached is kept."
    most = limit.max_steps
    if kind == TRAIN and most is not None and status.steps > most and status.step >= most:
        return (
            f"Stopped at step {status.step:,} of {status.steps:,}: {most:,} are the most that a "
            f"training of {owner} may have here. What it had reached is kept."
        )
    return ""


def _out_of_time(limit: Limit, seconds: float) -> str:
    most = limit.max_minutes
    if most is None or seconds < most * MINUTE:
        return ""
    return (
        f"Stopped after {seconds / MINUTE:.3g} min: {most:g} min are the most a job may take here."
    )


def _planned(recipe: Recipe) -> int:
    """Steps of a training, as far as they can be told from headers; 0 where they cannot."""
    length, data, batch = (getattr(recipe, name, None) for name in ("length", "data", "batch"))
    if length is None or data is None or length.steps is not None:
        return int(length.steps) if length is not None and length.steps is not None else 0
    size = getattr(batch, "size", None)
    try:
        found = find(data.name)
        images = found.sizes().get("train", 0) if found is not None else 0
    except EmbedscopeError:  # said elsewhere
        images = 0
    return round((length.epochs or 0) * (images // size)) if size else 0
