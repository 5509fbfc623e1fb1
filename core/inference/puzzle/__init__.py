"""A net that learned from jigsaw puzzles puts the tiles of any picture back."""
