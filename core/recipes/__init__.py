"""Recipes: all that decides how a run comes out. One YAML file an experiment, in this folder."""
