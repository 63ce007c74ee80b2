"""The settings of the site that Pelican builds; they change nothing but what the comparison needs."""

SITENAME = "Arkiv"
SITEURL = ""
TIMEZONE = "Europe/Stockholm"
DEFAULT_LANG = "sv"
FEED_ALL_ATOM = "feed.xml"
DEFAULT_PAGINATION = False
