"""Diarium turns a folder of Markdown documents into a linked public archive.

This module only names the package's version; it never imports the rooms, so that starting stays quick.
"""

__version__ = "0.1.0"
