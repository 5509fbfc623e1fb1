"""The page Studies and its parts."""
