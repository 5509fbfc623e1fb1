"""Verify: do two pictures show the same thing?"""
