"""What is printed, pure: which pages exist, what each shows, and its bytes.

Nothing in this room decides what is true about the archive; it only shows the `Site`.
"""
