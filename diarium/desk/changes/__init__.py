"""The change report: what the work at hand will do to the published archive, told before it is published.

It compiles and compares; it never builds, and leaves no file behind.
"""
