"""Embedscope's core: data, nets, losses, training and evaluation. Knows no screen."""

import os

# Training shares its cores with the server and the browser. OpenMP's threads spin while they wait
# for each other, which makes a step up to ten times slower as soon as one core is busy elsewhere;
# asleep they cost nothing. Read when torch is loaded, so it must be said before.
os.environ.setdefault("OMP_WAIT_POLICY", "passive")
