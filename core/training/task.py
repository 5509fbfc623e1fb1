"""What a task tells the Trainer: the net, its batches, its loss, what is looked at and measured."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from core.training.device import Place
from core.training.rng import fold_in
from core.training.tally import Tally

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from torch import Tensor, nn

    from core.runs.card import RunCard
    from core.runs.run import Run
    from core.runs.writer import RunWriter
    from core.training.resume import Saved
    from core.training.trainer import Trainer


NONE_KEPT = "data.validation is 0. Set it, for example to a tenth of the training images, or folds."
"""Why a task of images has no validation loss."""


class Task:
    """One run of a task in training. All randomness is a function of the seed and the step.

    `core.tasks.<name>.task` defines a subclass and

        tasks(runs, *, progress, stop) -> list[Task]    of runs that train together
        together(recipes) -> bool                       whether runs race, step by step
    """

    LOGGED = 150
    """Rows of the history, about."""
    LOOKS: int | None = None
    """Times that validation images are looked at, about; None: at the end of every epoch."""
    ONE_ROW = False
    """Whether a look at the validation images stands in the row of the training figures."""

    recipe: Any
    """With the sections of `core.recipes.sections` that the task has."""
    model: nn.Module
    criterion: nn.Module | None = None
    """The loss, where it has weights that learn too."""
    steps: int
    """Of the model that is trained; 0 where it is only fitted."""
    per_epoch: int
    models = 1
    """How many a run trains, one after the other; as many as folds in cross-validation."""
    frames: int | None = None
    """How often the watched images are embedded; None: never."""

    def __init__(self, run: Run, recipe: Any, place: Place) -> None:
        self.run, self.recipe, self.place = run, recipe, place
        self.seed: int = recipe.seed
        self.tally = Tally(place.device)

    def build(self, number: int, *, fresh: bool) -> nn.Module:
        """Model `number` before its first step, on the device; without `fresh` its weights come."""
        raise NotImplementedError

    def step_seed(self, step: int) -> int:
        """What dropout and the like draw from at a step."""
        return fold_in("step", self.seed, step)

    def batch(self, step: int) -> Any:
        """What is learned from at a step, ready for the net."""
        raise NotImplementedError

    def loss(self, batch: Any) -> Tensor:
        """The loss of a batch; what rows tell of it is remembered."""
        raise NotImplementedError

    def through(self, net: Callable[..., Tensor], *inputs: Tensor) -> Tensor:
        """What a net says of a whole batch [n, ...]; where several processes train, each sends its
        rows of the inputs through it, and has what the others' nets say.
        """
        several = self.place.processes
        return several.whole(net(*map(several.part, inputs)), of=len(inputs[0]))

    def row(self) -> dict[str, float]:
        """Figures of training since the last row."""
        return self.tally.read()

    def logs(self, done: int) -> bool:
        """Whether a row is written after step `done`."""
        return done == self.steps or done % max(1, self.steps // self.LOGGED) == 0

    def looks(self, done: int) -> bool:
        """Whether validation images are looked at after step `done`."""
        every = max(1, self.steps // self.LOOKS) if self.LOOKS else self.per_epoch
        return done == self.steps or done % every == 0

    def cannot_validate(self) -> str | None:
        """Why there is no validation loss, with the remedy; None where there is one."""
        return None

    def validate(self) -> dict[str, float]:
        """`validation_loss` and more, by the weights that would be kept; empty where none is."""
        return {}

    def begin(self, writer: RunWriter) -> None:
        """Write what a run's folder holds from the start."""

    def probe(self) -> tuple[NDArray[np.float32], dict[str, float]]:
        """A frame: the watched images' embedding float32 [p, d], and figures of it."""
        raise NotImplementedError

    def message(self, number: int) -> str:
        """What is being done, beside the step."""
        del number
        return ""

    def keep(self, trainer: Trainer) -> None:
        """Write the weights."""
        raise NotImplementedError

    def evaluate(self, trainer: Trainer) -> RunCard:
        """Write what lies beside the weights; the card, with its metrics."""
        raise NotImplementedError

    def diagnose(self, card: RunCard) -> str:
        """What became of it, in words."""
        raise NotImplementedError

    def state(self) -> tuple[dict[str, Mapping[str, Tensor]], dict[str, Any]]:
        """What going on needs of the task's own: tensors by part, and JSON's values."""
        return {"tally": {"sums": self.tally.sums}}, {}

    def restore(self, saved: Saved) -> None:
        """Take back what `state` gave."""
        self.tally.sums = saved.part("tally")["sums"].to(self.place.device)
