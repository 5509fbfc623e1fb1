"""The frames of a lane as points in a plane that stays the same from frame to frame."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from embedscope.drawing.align import turn_onto
from embedscope.drawing.pca import principal_plane

POOLED = 4  # every fourth point of every frame decides where the principal axes lie,
POOL = 40_000  # or every further one: so many points at most
MOST = 400
"""Frames that are read at once, about: of more every second, fourth, and so on, and the last."""


class Frames(Protocol):
    """Whatever keeps frames: the app's run, or `embedscope.drawing.frames.RunFrames`."""

    def frame_steps(self) -> list[int]:
        """Their steps, ascending."""

    def frame(self, step: int) -> NDArray[np.float32]:
        """float32 [n, d] after `step` steps."""


@dataclass(frozen=True)
class Trajectory:
    """A lane's frames so far: `steps` [f], `planes` float32 [f, n, 2], centred on their means."""

    steps: tuple[int, ...]
    planes: NDArray[np.float32]
    frames: tuple[NDArray[np.float32], ...]
    """As they lie on the disk: float32 [n, d] each, mapped."""
    axes: NDArray[np.float32]
    """float32 [d, 2]"""
    share: float
    """Of the variance of all frames that lies in the plane."""
    every: tuple[int, ...] = ()
    """All steps that the run keeps, of which `steps` are some."""

    @property
    def dimension(self) -> int:
        """The number d of the net's outputs."""
        return len(self.axes)


def trajectory(run: Frames, before: Trajectory | None = None) -> Trajectory | None:
    """The frames of `run`; None while there is none. Only those that `before` lacks are read.

    With more than two dimensions the plane is that of the first two principal axes of all frames
    together, so a point keeps its place on screen unless it moves; it is turned to lie as before.
    """
    every = run.frame_steps()
    steps = thinned(every)
    if not steps or (before is not None and before.steps == steps):
        return before if steps else None
    known = dict(zip(before.steps, before.frames, strict=True)) if before else {}
    frames = tuple(known[step] if step in known else run.frame(step) for step in steps)
    axes, share = _axes(frames)
    if before is not None and axes.shape == before.axes.shape:
        axes = _turned(axes, before.axes)
    planes = np.stack([laid(frame, axes) for frame in frames])
    return Trajectory(steps, planes, frames, axes, share, tuple(every))


def laid(frame: NDArray[np.float32], axes: NDArray[np.float32]) -> NDArray[np.float32]:
    """The points of a frame [n, d] in the plane of axes [d, 2], centred: float32 [n, 2]."""
    flat: NDArray[np.float32] = (_centred(frame) @ axes).astype(np.float32)
    return flat


def thinned(steps: Sequence[int]) -> tuple[int, ...]:
    """About MOST of them, evenly; what is shown stays so as more come, until it is halved."""
    stride = 1
    while len(steps) > MOST * stride:
        stride *= 2
    kept = list(steps[::stride])
    return (*kept, steps[-1]) if kept and kept[-1] != steps[-1] else tuple(kept)


def towards(moved: Trajectory, other: Trajectory) -> Trajectory:
    """Turned or mirrored so that its last frame lies as the other's, of the same points, does."""
    found = turn_onto(np.nan_to_num(moved.planes[-1]), np.nan_to_num(other.planes[-1]))
    if found is None:
        return moved
    turn = np.asarray(found, np.float32)
    return replace(moved, planes=moved.planes @ turn, axes=moved.axes @ turn)


def _axes(frames: tuple[NDArray[np.float32], ...]) -> tuple[NDArray[np.float32], float]:
    wide = frames[0].shape[1]
    if wide <= 2:
        return np.eye(wide, 2, dtype=np.float32), 1.0
    apart = max(POOLED, sum(map(len, frames)) // POOL)
    pool = np.concatenate([_centred(frame)[::apart] for frame in frames])
    pool = pool[np.isfinite(pool).all(1)]
    if not len(pool):
        return np.eye(wide, 2, dtype=np.float32), 1.0
    plane = principal_plane(pool)
    return plane.axes, plane.share


def _turned(axes: NDArray[np.float32], before: NDArray[np.float32]) -> NDArray[np.float32]:
    """The same plane, turned or mirrored towards earlier axes (orthogonal Procrustes)."""
    left, _, right = np.linalg.svd(axes.T @ before)
    turned: NDArray[np.float32] = axes @ (left @ right)
    return turned


def _centred(frame: NDArray[np.float32]) -> NDArray[np.float32]:
    """Less the mean of the points that are finite; the others stay not finite."""
    finite = frame[np.isfinite(frame).all(1)]
    if not len(finite):
        return np.asarray(frame)
    middle: NDArray[np.float32] = frame - finite.mean(0, dtype=np.float64).astype(np.float32)
    return middle
