"""The pure parts of the measurements: clocks, the loop that ours is compared with, the photos."""

import io
import itertools

import numpy as np
import pytest
from PIL import Image

from bench import timing
from bench.naive import batch_hard
from bench.photos import SIZE, photos


def test_ways_take_turns_and_the_ratio_is_a_median(monkeypatch):
    calls, clock = [], itertools.count()
    monkeypatch.setattr(timing.time, "perf_counter", lambda: float(next(clock)))
    ways = {name: lambda name=name: calls.append(name) for name in "ab"}
    taken = timing.in_turns(ways, rounds=3, warm_up=1)
    assert calls == list("ab") * 4
    assert taken == {"a": [1.0] * 3, "b": [1.0] * 3}
    assert timing.ratio([2.0, 4.0, 90.0], [1.0, 1.0, 10.0]) == 4.0
    assert timing.milliseconds([0.001, 0.0125, 5.0]) == "12.5 ms"


def test_waiting_ends_when_it_is_done_or_takes_too_long():
    answers = iter([False, False, True])
    assert timing.until(lambda: next(answers), seconds=5, every=0.001)
    assert not timing.until(lambda: False, seconds=0.01, every=0.001)


def test_the_naive_loop_by_hand():
    """Anchor 0 and 1: 1 - 9 and 1 - 4, anchor 2 has no positive; margin 5."""
    points, labels = [[0.0, 0.0], [1.0, 0.0], [3.0, 0.0]], [0, 0, 1]
    assert batch_hard(points, labels, 5.0) == pytest.approx((0.0 + 2.0) / 2)


def test_ours_gives_what_the_loop_gives():
    import torch

    from core.losses import strategies

    torch.manual_seed(0)
    points, labels = torch.randn(40, 2), torch.randint(0, 4, (40,))
    ours = strategies.build("batch-hard", dimension=2, classes=4, options={})
    expected = batch_hard(points.tolist(), labels.tolist(), 0.3)
    assert float(ours(points, labels, 0.3).loss) == pytest.approx(expected, rel=1e-4)


def test_photos_are_a_megapixel_and_differ():
    first, second = photos(2)
    assert first != second
    assert SIZE[0] * SIZE[1] == pytest.approx(1e6, rel=0.01)
    with Image.open(io.BytesIO(first)) as photo:
        assert photo.size == SIZE
        picture = np.asarray(photo)
    middle, corner = picture[400:460, 550:600].mean(), picture[:40, :40].mean()
    assert corner - middle > 20  # the garment is darker than the background


def test_our_step_and_the_plain_one_learn(tmp_path):
    """Both really train: what is timed is a step, not a shell of one."""
    import torch

    from bench.steps import our_step, plain_step, prepared

    ours = prepared(tmp_path / "run", batch=64, precision="fp32")
    before = [weight.detach().clone() for weight in ours.model.parameters()]
    our_step(ours)()
    assert ours.step == 1
    moved = [not torch.equal(a, b) for a, b in zip(before, ours.model.parameters(), strict=True)]
    assert all(moved)
    plain_step(batch=64)()
