"""The parts of the page What can go."""
