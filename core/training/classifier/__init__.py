"""Training a classifier: cross-entropy, any optimiser, a validation part, early stopping.

`recipe` says what can be asked, `material` divides the images, `lane` takes the steps, `loop` runs
them, `finish` measures. Told without torch: `shipped` (the recipes), `problems` (what makes no
sense in one), `reading` (curves in words); `layers` builds a net to show its shapes and weights.
What a run leaves beside a run's usual files (core/training/runs.py):

    embedding/test.npy                 what the layer before the last makes of the test images
    embedding/test_probabilities.npy   float16 [n, classes]; a checkpoint may keep test_largest.npy,
                                       float16 [n, k], and test_largest_of.npy, their classes
    frames/                            that same layer's view of the watched images
"""
