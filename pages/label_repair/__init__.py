"""Label repair: which labels are wrong, and what becomes of them?"""
