"""How the server stands: what it works on, what it uses, what failed."""
