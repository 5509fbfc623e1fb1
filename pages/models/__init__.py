"""The rooms of the page Models: the runs, and encoders that people bring."""
