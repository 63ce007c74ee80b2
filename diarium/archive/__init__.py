"""The whole archive at once, pure: names to entities, meetings, cases, addresses, links.

Nothing in this room opens a file, reads a clock or knows HTML layouts; it turns parsed files into a `Site`.
"""
