"""One file at a time, pure: bytes to a parsed document with its messages.

Nothing in this room knows that other files exist.
"""
