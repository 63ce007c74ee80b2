"""From somebody's paper to a draft an editor can review: one module for each step of `diarium import`.

It takes no part in a build, and never writes over a file.
"""
