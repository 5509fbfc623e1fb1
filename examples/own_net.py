"""Your own net: three dense layers, which see an image as a row of pixels."""

from torch import nn

from core.recipes.recipe import changed, load_recipe
from core.registry import join
from core.tasks import train_recipe

INPUT_SHAPE = (1, 28, 28)
LAYERS = (("first", "2", (256,)), ("penultimate", "4", (64,)))


def build(*, dimension: int, pretrained: bool = False) -> nn.Module:
    return nn.Sequential(
        nn.Flatten(),
        nn.Linear(28 * 28, 256),
        nn.ReLU(),
        nn.Linear(256, 64),
        nn.ReLU(),
        nn.Linear(64, dimension),
    )


if __name__ == "__main__":
    join("core.nets", __file__)
    digits = {"data.name": "digits", "data.validation": 150, "length.epochs": 5}
    recipe = changed(load_recipe("simple-cnn"), {**digits, "net.name": "own-net"})
    run = train_recipe(recipe, "digits-own-net")
    right = run.finished().metric("test/accuracy")
    print(f"{right.value:.1%} of {right.n} test images ({right.low:.1%} to {right.high:.1%})")
