"""The rooms of Home: the race that plays by itself."""
