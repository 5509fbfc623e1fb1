"""Train an embedding of handwritten digits and draw its test images as a map."""

import plotly.express as px

from core.data import load
from core.projection import project
from core.recipes.recipe import changed, load_recipe
from core.tasks import train_recipe

recipe = changed(
    load_recipe("light-2d"),
    {
        "data.name": "digits",
        "net.dimension": 16,
        "batch.size": 128,
        "length.epochs": 10,
        "probe.frames": 5,
    },
)
run = train_recipe(
    recipe,
    "digits-16d",  # a folder of the runs; where it was stopped it goes on
    progress=lambda step, steps, _: print(f"\r{step} of {steps} steps", end=""),
)
card = run.finished()
accuracy = card.metric("test/knn_accuracy")
print(f"\nk-NN accuracy {accuracy.value:.3f} ({accuracy.low:.3f} to {accuracy.high:.3f})")
print(card.verdict)

found = project("tsne", run.embedding("test"))
classes = [card.data.classes[label] for label in load("digits", "test").labels]
figure = px.scatter(x=found.points[:, 0], y=found.points[:, 1], color=classes)
figure.write_html(run.folder / "map.html", include_plotlyjs=True)
print(f"The map: {run.folder / 'map.html'}")
