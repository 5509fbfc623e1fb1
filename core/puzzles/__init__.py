"""Jigsaw puzzles as a task without labels: a net learns to see in what order nine tiles belong.

Source: Noroozi and Favaro, Unsupervised Learning of Visual Representations by Solving Jigsaw
Puzzles, ECCV 2016, https://arxiv.org/abs/1603.09246; report 002
"""
