"""What keeps the project's own papers in step; no part of the app."""
