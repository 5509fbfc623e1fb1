"""The rooms of the page Train: recipe, address, form, layers, the training on screen, earlier ones."""
