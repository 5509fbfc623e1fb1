"""The faces a person sees; thin. One file per screen, found by the constants at its top."""
