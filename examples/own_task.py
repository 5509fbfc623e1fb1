"""Your own task: a classifier whose loss looks most at what it is unsure about (focal loss).

Source: Lin et al., Focal Loss for Dense Object Detection, 2017, https://arxiv.org/abs/1708.02002
"""

from dataclasses import dataclass

from torch.nn.functional import cross_entropy

from core.recipes.recipe import recipe_from_text
from core.registry import join
from core.settings import setting
from core.tasks import classify, train_recipe
from core.tasks.classify import task as classifier

HISTORY, together = classify.HISTORY, classifier.together


@dataclass(frozen=True)
class Settings(classify.Settings):
    focus: float = setting(2.0, title="Focus", help="0 is cross-entropy.", low=0)


class Focal(classifier.Classification):
    def loss_of(self, scores, labels):
        each = cross_entropy(scores, labels, reduction="none")
        return ((1 - (-each).exp()) ** self.recipe.focus * each).mean()


def tasks(runs, **watched):
    return [Focal(t.run, t.splits, t.place) for t in classifier.tasks(runs, **watched)]


if __name__ == "__main__":
    join("core.tasks", __file__)
    asked = "{task: own-task, focus: 3, data: {name: digits}, length: {epochs: 3}}"
    run = train_recipe(recipe_from_text(asked), "digits-focal")
    print(run.finished().verdict)
