"""Two models over the same images: what is near what, who is right where, how alike they see."""
