"""The kinds of encoders: one file each. What a file defines stands in `core.encoders`."""
