"""What stands before everything that the server answers: who asks, from where, and may they?"""
