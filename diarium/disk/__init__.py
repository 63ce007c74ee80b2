"""The only rooms that touch files or start programs.

Nothing in this room knows what a document means.
"""
