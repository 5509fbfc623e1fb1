"""Parts of the page Self-supervision."""
