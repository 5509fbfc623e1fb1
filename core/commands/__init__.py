"""The command line, one file a command: `python -m core COMMAND`."""
