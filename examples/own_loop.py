"""Watch a plain PyTorch loop in the dashboard: digits under a triplet loss, with a moving map."""

import torch
from sklearn.datasets import load_digits
from torch import nn

import embedscope

MARGIN, STEPS = 0.2, 300

digits = load_digits()
pixels, labels = torch.tensor(digits.data / 16).float(), torch.tensor(digits.target)
train, test, probe = range(1_400), range(1_400, 1_797), range(500)
torch.manual_seed(0)
net = nn.Sequential(nn.Linear(64, 128), nn.ReLU(), nn.Linear(128, 16))
optimiser = torch.optim.Adam(net.parameters(), lr=1e-3)

with embedscope.Run("digits", probe=(digits.images[probe] / 16, labels[probe])) as run:
    for step in range(STEPS):
        chosen = torch.randint(len(train), (128,))
        away = torch.cdist(net(pixels[chosen]), net(pixels[chosen]))
        same = labels[chosen][:, None] == labels[chosen]
        farthest = away.masked_fill(~same, 0).amax(1)
        nearest = away.masked_fill(same, torch.inf).amin(1)
        loss = torch.relu(farthest - nearest + MARGIN).mean()  # batch-hard
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        run.log(step, loss=loss, lr=1e-3, margin=MARGIN)
        if step % 20 == 0 or step == STEPS - 1:
            run.embed(step, net(pixels[probe]))
    run.finish(
        test=(net(pixels[test]), labels[test], digits.images[test] / 16), model=net.state_dict()
    )
print(f"Written to {run.path}")
