"""How good an embedding is: neighbours, classification, silhouette, intervals."""
