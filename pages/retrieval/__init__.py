"""Retrieval: does a picture find others of its kind?"""
