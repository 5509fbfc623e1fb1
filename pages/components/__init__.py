"""Our own browser components: plain JavaScript, no build step."""
