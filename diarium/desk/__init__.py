"""The editor's tools: what writes into `content/` on request, and what explains a build.

Nothing in this room takes part in a build.
"""
