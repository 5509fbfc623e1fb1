"""What trained nets say of something new, a photo, faces, a puzzle; and why they say it."""
