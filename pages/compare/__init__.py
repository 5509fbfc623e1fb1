"""Compare: which of two models is better over the same images, and where?"""
