"""Are the people on two photos kin: pairs, lists of pairs, families, and what speaks for it."""
