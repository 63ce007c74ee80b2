"""The published site as a bag for others to keep, described by what the settings say of the archive.

It takes no part in a build and packs only what was published.
"""

from __future__ import annotations

from pathlib import Path

from diarium import __version__
from diarium.config import PATH, read_config
from diarium.disk.bag import pack


def hand_over(root: Path, site: Path, folder: Path) -> int:
    """Make the bag; how many files it holds. `NoManifest` or `NotWhole` when the site is not fit to be handed on."""
    settings = root / PATH
    config = read_config(settings.read_bytes() if settings.is_file() else None).value
    about = {
        "Source-Organization": config.owner,
        "Contact-Email": config.contact if "@" in config.contact else "",
        "External-Description": config.name,
        "External-Identifier": config.base_url,
        "Bag-Software-Agent": f"Diarium {__version__}",
    }
    return pack(site, folder, about)
