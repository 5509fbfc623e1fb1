"""A classifier's recipe as controls, filled with what the recipe says."""

from __future__ import annotations

from core.studies.shipped import shipped
from core.tasks.classify.settings import ClassificationRecipe
from pages.shared.form import Form, Group
from pages.shared.image_settings import hidden, looks

GROUPS = (
    Group(
        "Net and data",
        (
            "net.encoder",
            "net.name",
            "net.hidden",
            "data.name",
            "data.classes",
            "data.validation",
            "net",
            "freeze",
            "normalise.enabled",
            "data.augment",
            "data.zoom_range",
        ),
    ),
    Group("Optimiser", ("optimiser.name", "optimiser.lr", "schedule", "batch.size", "optimiser")),
    Group("Length", ("length", "early_stopping", "keep")),
    Group(
        "Regularisation",
        ("optimiser.weight_decay", "net.dropout", "loss.label_smoothing", "mixup", "ema"),
        folded=True,
        telling=True,
    ),
    Group(
        "Seeds, folds, a class held out",
        ("seed", "seeds", "data.folds", "data.fold", "data.hold_out", "data.repeat"),
        folded=True,
        telling=True,
    ),
    Group("Precision, device, loss", ("precision", "device", "loss"), folded=True),
)


def classifier_form(start: ClassificationRecipe, prefix: str) -> Form[ClassificationRecipe]:
    """The form; a folded part of it is open where `start` differs there from the shipped recipe."""
    return Form(start, prefix, base=shipped()[start.name], looks=looks, hidden=hidden)
