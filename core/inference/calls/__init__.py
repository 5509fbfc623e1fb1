"""A file here is a call that the models process answers by `answer(**question)`."""
