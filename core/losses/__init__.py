"""Losses: triplet strategies in `strategies/`, margin schedules in `margins/`; one idea a file."""
