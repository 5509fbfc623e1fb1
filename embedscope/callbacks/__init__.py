"""What writes a run from inside a library's own loop, one file a library."""
