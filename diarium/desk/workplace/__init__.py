"""The places where editors work, prepared: their editor, a form in the browser, checks before and after a commit.

It writes settings for other people's programs and starts none of them.
"""
