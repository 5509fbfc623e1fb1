"""The parts of the family's page."""
