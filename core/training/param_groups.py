"""Which weights learn at which rate and which decay; what is backbone, and what is head."""

from __future__ import annotations

from typing import Any

from torch import nn
from torch.nn.modules.batchnorm import _BatchNorm

from core.recipes.sections import LayeredOptimiser, Optimiser


def backbone_of(net: nn.Module) -> list[nn.Module]:
    """What makes the features that the head reads: `net.body`, else all but the last dense layer.

    Empty where the net is nothing but its head.
    """
    body = getattr(net, "body", None)
    if isinstance(body, nn.Module):
        return [body]
    leaves = [module for module in net.modules() if not list(module.children())]
    head = _last_dense(net)
    return [module for module in leaves if module is not head and module is not net]


def param_groups(net: nn.Module, loss: nn.Module | None, asked: Optimiser) -> list[dict[str, Any]]:
    """The weights as an optimiser takes them: each group with its weight decay, and its `factor`
    on the rate, which is 1 but for the backbone.

    The head comes last. One group where there is no difference.
    """
    weights = [*net.parameters(), *(loss.parameters() if loss is not None else ())]
    weights = [weight for weight in weights if weight.requires_grad]
    slower = asked.backbone if isinstance(asked, LayeredOptimiser) else 1.0
    slow = _backbone_weights(net) if slower != 1 else set()
    spared = not asked.decay_biases
    groups = []
    for factor, before in ((slower, True), (1.0, False)):
        own = [weight for weight in weights if (id(weight) in slow) == before]
        for vectors in (False, True) if spared else (None,):
            part = [w for w in own if vectors is None or (w.ndim <= 1) == vectors]
            decay = 0.0 if vectors else asked.weight_decay
            if part:
                groups.append({"params": part, "factor": factor, "weight_decay": decay})
    return groups


def _backbone_weights(net: nn.Module) -> set[int]:
    body = getattr(net, "body", None)
    if isinstance(body, nn.Module):
        return {id(weight) for weight in body.parameters()}
    head = _last_dense(net)
    new = {id(weight) for weight in head.parameters()} if head is not None else set()
    return {id(weight) for weight in net.parameters()} - new


def _last_dense(net: nn.Module) -> nn.Module | None:
    return next((m for m in reversed(list(net.modules())) if isinstance(m, nn.Linear)), None)


def freeze_norms(net: nn.Module) -> None:
    """Let batch norms use the statistics they have; `net.train()` undoes it."""
    for module in net.modules():
        if isinstance(module, _BatchNorm):
            module.eval()
