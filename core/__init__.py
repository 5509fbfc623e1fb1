"""Embedscope's core: data, nets, losses, training and evaluation. Knows no screen."""
