"""The rooms of Data: sample pictures, checks, one's own images."""
