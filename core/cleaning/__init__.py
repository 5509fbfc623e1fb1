"""What may go from the disk: caches by age and size; runs and sets of points only when asked."""
