"""Kinship from two faces: people and relations, pair models, the answer for two photos."""
