"""The rooms of the page Train: a recipe, its form, its layers, the run on screen, earlier ones."""
