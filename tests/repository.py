"""A Git repository around an archive of a test, with commits on chosen days and nobody's own settings."""

import os
import subprocess


def git(root, *arguments, day="2020-01-01"):
    moment = f"{day}T12:00:00+00:00"
    names = {
        f"GIT_{who}_{what}": said
        for who in ("AUTHOR", "COMMITTER")
        for what, said in (("NAME", "A"), ("EMAIL", "a@b.example"))
    }
    env = {
        **os.environ,
        **names,
        "GIT_AUTHOR_DATE": moment,
        "GIT_COMMITTER_DATE": moment,
        "GIT_CONFIG_GLOBAL": os.devnull,
    }
    done = subprocess.run(["git", *arguments], cwd=root, env=env, check=True, capture_output=True)
    return done.stdout.decode().strip()


def commit(archive, day="2020-01-01", message="Ett meddelande bara för redaktionen"):
    git(archive.root, "add", "-A", day=day)
    git(archive.root, "commit", "-qm", message, day=day)
