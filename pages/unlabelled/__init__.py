"""Parts of the page Without labels."""
