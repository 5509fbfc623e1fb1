"""The rooms of the triplet lab: its settings, its form, its frames, the race, the earlier races."""
