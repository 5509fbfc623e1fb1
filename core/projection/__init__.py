"""From many dimensions to a plane."""
