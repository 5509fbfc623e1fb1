"""The callbacks in the loops of the real libraries, on digits."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from sklearn.datasets import load_digits
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

import embedscope
from core.runs.check import problem
from core.runs.run import Run

DIGITS = load_digits()
X, Y = torch.tensor(DIGITS.data[:320] / 16).float(), torch.tensor(DIGITS.target[:320])
PROBE = X[:60]


@pytest.fixture
def run(tmp_path: Path) -> embedscope.Run:
    return embedscope.Run("watched", probe=Y[:60], folder=tmp_path)


def read(run: embedscope.Run) -> Run:
    found = Run(run.path)
    assert problem(found) is None
    return found


def net() -> nn.Module:
    torch.manual_seed(0)
    return nn.Sequential(nn.Linear(64, 32), nn.ReLU(), nn.Dropout(0.5), nn.Linear(32, 10))


def test_lightning(run: embedscope.Run, tmp_path: Path) -> None:
    pl = pytest.importorskip("lightning.pytorch")
    from embedscope.callbacks.lightning import WatchLightning

    class Module(pl.LightningModule):
        def __init__(self) -> None:
            super().__init__()
            self.net = net()

        def forward(self, x: torch.Tensor) -> torch.Tensor:
            return self.net(x)

        def training_step(self, batch: Any) -> torch.Tensor:
            return nn.functional.cross_entropy(self(batch[0]), batch[1])

        def validation_step(self, batch: Any) -> None:
            self.log("val_loss", nn.functional.cross_entropy(self(batch[0]), batch[1]))

        def configure_optimizers(self) -> torch.optim.Optimizer:
            return torch.optim.Adam(self.parameters(), lr=0.01)

    batches = DataLoader(TensorDataset(X, Y), batch_size=32)
    trainer = pl.Trainer(
        max_epochs=2,
        accelerator="cpu",
        logger=False,
        enable_checkpointing=False,
        enable_progress_bar=False,
        enable_model_summary=False,
        default_root_dir=tmp_path,
        callbacks=[WatchLightning(run, PROBE, every=5)],
    )
    trainer.fit(Module(), batches, batches)
    found = read(run)
    history = found.history()
    assert found.frame_steps() == [0, 5, 10, 15, 20]
    assert np.isfinite(history["loss"][1:]).all()
    assert set(history["lr"][1:]) == {0.01}
    assert np.isfinite(history["validation_loss"]).any()
    assert found.has_weights
    assert history["knn_accuracy"][np.isfinite(history["knn_accuracy"])][-1] > 0.5


def test_pytorch_metric_learning(run: embedscope.Run) -> None:
    from pytorch_metric_learning import losses, trainers

    from embedscope.callbacks.metric_learning import watch_iterations

    trunk, embedder = net(), nn.Linear(10, 4)
    optimisers = {
        "trunk_optimizer": torch.optim.Adam(trunk.parameters(), lr=0.01),
        "embedder_optimizer": torch.optim.Adam(embedder.parameters(), lr=0.01),
    }
    trainers.MetricLossOnly(
        models={"trunk": trunk, "embedder": embedder},
        optimizers=optimisers,
        batch_size=32,
        loss_funcs={"metric_loss": losses.TripletMarginLoss()},
        dataset=TensorDataset(X, Y),
        dataloader_num_workers=0,
        data_device=torch.device("cpu"),
        end_of_iteration_hook=watch_iterations(run, PROBE, every=5),
    ).train(num_epochs=2)
    run.finish()
    found = read(run)
    assert found.frame_steps() == [0, 5, 10, 15]
    assert found.frame(0).shape == (60, 4)
    assert np.isfinite(found.history()["loss"]).all()
    assert found.history()["epoch"][-1] == 2


def test_keras(run: embedscope.Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KERAS_BACKEND", "torch")
    keras = pytest.importorskip("keras")
    from embedscope.callbacks.keras import WatchKeras

    layers = keras.layers
    model = keras.Sequential([layers.Input((64,)), layers.Dense(16), layers.Dense(10)])
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile("adam", loss, metrics=["accuracy"])
    watch = WatchKeras(run, X[:60].numpy(), every=5)
    given = X.numpy(), Y.numpy()
    model.fit(*given, epochs=2, batch_size=32, verbose=0, validation_data=given, callbacks=[watch])
    found = read(run)
    history = found.history()
    assert found.frame_steps() == [0, 5, 10, 15, 20]
    assert np.isfinite(history["loss"][1:]).all()
    assert np.isfinite(history["validation_loss"]).sum() == 2
    assert found.has_weights


def test_hugging_face(run: embedscope.Run, tmp_path: Path) -> None:
    transformers = pytest.importorskip("transformers")
    from embedscope.callbacks.transformers import WatchTransformers

    class Module(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.net = net()

        def forward(self, x: torch.Tensor, labels: torch.Tensor | None = None) -> Any:
            scores = self.net(x)
            if labels is None:
                return scores
            return {"loss": nn.functional.cross_entropy(scores, labels), "logits": scores}

    rows = [{"x": x, "labels": y} for x, y in zip(X, Y, strict=True)]
    asked = transformers.TrainingArguments(
        output_dir=str(tmp_path / "hf"),
        num_train_epochs=2,
        per_device_train_batch_size=32,
        logging_steps=2,
        report_to=[],
        save_strategy="no",
        use_cpu=True,
        disable_tqdm=True,
    )
    watch = WatchTransformers(run, PROBE, every=5)
    transformers.Trainer(Module(), asked, train_dataset=rows, callbacks=[watch]).train()
    found = read(run)
    history = found.history()
    assert found.frame_steps() == [0, 5, 10, 15, 20]
    assert np.isfinite(history["loss"]).sum() == 10
    assert np.isfinite(history["lr"]).sum() == 10
    assert found.has_weights
