"""What people bring to map: vectors, tables, images. Nothing of a file is trusted.

Each reader says in a BadUpload what is wrong and what to do; `read` is for a job, `look` reads
headers only.
"""
