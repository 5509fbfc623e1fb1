"""Lessons: steps to be walked through, predictions kept by person, a class's runs as one study."""
