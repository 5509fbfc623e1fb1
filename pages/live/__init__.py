"""Live: jobs, and trainings watched as they go, ours and those of people's own loops."""
