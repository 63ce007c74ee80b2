"""Checks and publishing on other people's machines: GitHub, GitLab, and before each commit.

A step holds plain commands that run on any machine with a shell, so that tests can run them too. What a step prints for
people goes where the platform shows it; nothing here holds a secret, and each job has only the rights it needs.
"""

from __future__ import annotations

from collections.abc import Mapping

from diarium.desk.workplace.kit import PROGRAM

CHECK = ".github/workflows/check.yml"
PUBLISH = ".github/workflows/publish.yml"
GITLAB = ".gitlab-ci.yml"
BEFORE_COMMIT = ".pre-commit-config.yaml"

# By commit, since a name can be moved to other code.
_ACTIONS: Mapping[str, str] = {
    "checkout": "34e114876b0b11c390a56381ad16ebd13914f8d5 # v4.3.1",
    "setup-python": "a26af69be951a213d495a4c3e4e4022e16d87065 # v5.6.0",
    "upload-artifact": "ea165f8d65b6e75b540449e92b4886f43607fa02 # v4.6.2",
    "configure-pages": "983d7736d9b0ae728b81ab479565c72886d7745b # v5.0.0",
    "upload-pages-artifact": "7b1f4a764d45c48632c6b24a0339c27f5614fb0b # v4.0.0",
    "deploy-pages": "d6db90164ac5ed86f2b6aed7e0febac5b3c0c03e # v4.0.5",
}

_CHECK = """\
# Every change is checked: messages stand in the changed lines, and the summary tells what the change will do.
name: Check

on:
  pull_request:
  push:
    branches: [main]

permissions:
  contents: read

concurrency:
  group: check-${{ github.ref }}
  cancel-in-progress: true

defaults:
  run:
    shell: bash

jobs:
  check:
    name: Check the archive
    runs-on: ubuntu-24.04
    timeout-minutes: 20
    steps:
      - uses: actions/checkout@{checkout}
        with:
          fetch-depth: 0
          persist-credentials: false
      - uses: actions/setup-python@{setup-python}
        with:
          python-version: "3.12"
      - name: Install
        run: {program} --version
      - name: Check
        env:
          SINCE: ${{ github.event.pull_request.base.sha || github.event.before }}
        run: |
          if git cat-file -e "${SINCE:-none}^{commit}" 2> /dev/null; then
            {program} check --format github --since "$SINCE" --report markdown >> "$GITHUB_STEP_SUMMARY"
          else
            {program} check --format github | tee -a "$GITHUB_STEP_SUMMARY"
          fi

  preview:
    name: Preview
    if: github.event_name == 'pull_request'
    runs-on: ubuntu-24.04
    timeout-minutes: 20
    steps:
      - uses: actions/checkout@{checkout}
        with:
          fetch-depth: 0
          persist-credentials: false
      - uses: actions/setup-python@{setup-python}
        with:
          python-version: "3.12"
      - name: Install
        run: {program} --version
      - name: Build with drafts
        run: {program} build --drafts --output preview
      - uses: actions/upload-artifact@{upload-artifact}
        with:
          name: preview
          path: preview
          retention-days: 14
"""

_PUBLISH = """\
# What is on the main branch is published; new addresses are recorded there before anybody can see them.
name: Publish

on:
  push:
    branches: [main]
  schedule:
    - cron: "17 3 * * *" # documents that are not published before a certain day
  workflow_dispatch:

permissions: {}

concurrency:
  group: publish
  cancel-in-progress: false

defaults:
  run:
    shell: bash

jobs:
  build:
    name: Build
    runs-on: ubuntu-24.04
    timeout-minutes: 30
    permissions:
      contents: write # records addresses
      pages: read # asks where the site will lie
    steps:
      - uses: actions/checkout@{checkout}
        with:
          fetch-depth: 0
          persist-credentials: true # the next step but one pushes
      - uses: actions/setup-python@{setup-python}
        with:
          python-version: "3.12"
      - name: Install
        run: {program} --version
      - uses: actions/configure-pages@{configure-pages}
        id: pages
      - name: Build
        env:
          BASE_URL: ${{ steps.pages.outputs.base_url }}
        run: {program} build --format github --base-url "$BASE_URL" | tee -a "$GITHUB_STEP_SUMMARY"
      - name: Record addresses
        run: |
{record}      - uses: actions/upload-pages-artifact@{upload-pages-artifact}
        with:
          path: site

  deploy:
    name: Deploy
    needs: build
    runs-on: ubuntu-24.04
    timeout-minutes: 15
    permissions:
      pages: write # puts the site in place
      id-token: write # proves that this workflow does it
    environment:
      name: github-pages
      url: ${{ steps.deployment.outputs.page_url }}
    steps:
      - uses: actions/deploy-pages@{deploy-pages}
        id: deployment
"""

# Somebody may push while the site is built; the list of addresses merges by itself.
_RECORD = """\
git add content/addresses.lock
if ! git diff --cached --quiet; then
  git -c user.name="{name}" -c user.email="{mail}" commit --quiet --message "Record published addresses"
  for attempt in 1 2 3; do
    git pull --quiet --rebase {pull} && git push --quiet {push} && break
    test "$attempt" -lt 3
  done
fi
"""

_GITLAB = """\
# Every merge request is checked and built for a preview; what is on the default branch is published.
default:
  image: python:3.12

variables:
  GIT_DEPTH: "0"
  PUSH_TO: https://gitlab-ci-token:${CI_JOB_TOKEN}@${CI_SERVER_HOST}/${CI_PROJECT_PATH}.git

stages:
  - check
  - publish

check:
  stage: check
  rules:
    - if: $CI_PIPELINE_SOURCE == "merge_request_event"
  script:
    - {program} --version # installs what is locked, with words of its own that belong to no report
    - {program} check --since "$CI_MERGE_REQUEST_DIFF_BASE_SHA" --report markdown --format gitlab > change-report.md 2> code-quality.json || failed=1
    - cat change-report.md
    - test -z "${failed:-}" || {program} check
  artifacts:
    when: always
    expose_as: What this change does
    paths:
      - change-report.md
    reports:
      codequality: code-quality.json

preview:
  stage: check
  rules:
    - if: $CI_PIPELINE_SOURCE == "merge_request_event"
  script:
    - {program} --version # installs what is locked, with words of its own that belong to no report
    - {program} build --drafts --output preview
  artifacts:
    expose_as: Preview
    paths:
      - preview/
    expire_in: 2 weeks

pages:
  stage: publish
  rules:
    - if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH
  script:
    - {program} --version # installs what is locked, with words of its own that belong to no report
    - {program} build --base-url "$CI_PAGES_URL" --output public
    - |
{record}  artifacts:
    paths:
      - public
"""

_BEFORE_COMMIT = """\
# `pre-commit install` lets this check run before each commit.
repos:
  - repo: local
    hooks:
      - id: diarium-check
        name: Check the archive
        entry: {program} check --format concise
        language: system
        files: ^(content|layouts|assets)/
        pass_filenames: false
"""


def workflows() -> dict[str, str]:
    bot = {"name": "github-actions[bot]", "mail": "41898282+github-actions[bot]@users.noreply.github.com"}
    job = {"name": "$GITLAB_USER_NAME", "mail": "$GITLAB_USER_EMAIL"}
    of_github = _filled(_RECORD, {**bot, "pull": "", "push": "origin HEAD"}).replace("--rebase  &&", "--rebase &&")
    of_gitlab = _filled(
        _RECORD,
        {
            **job,
            "pull": '"$PUSH_TO" "$CI_DEFAULT_BRANCH"',
            "push": '--push-option=ci.skip "$PUSH_TO" HEAD:"$CI_DEFAULT_BRANCH"',
        },
    )
    return {
        CHECK: _made(_CHECK),
        PUBLISH: _made(_PUBLISH, _indented(of_github, 10)),
        GITLAB: _made(_GITLAB, _indented(of_gitlab, 6)),
        BEFORE_COMMIT: _made(_BEFORE_COMMIT),
    }


def _made(text: str, record: str = "") -> str:
    return _filled(text, {"record": record, "program": PROGRAM})


def _filled(text: str, words: Mapping[str, str]) -> str:
    """Words in single braces; double ones belong to the platform."""
    for word, value in words.items():
        text = text.replace(f"{{{word}}}", value)
    for action, commit in _ACTIONS.items():
        text = text.replace(f"{{{action}}}", commit)
    return text


def _indented(text: str, by: int) -> str:
    return "".join(f"{' ' * by}{line}\n" for line in text.rstrip("\n").split("\n"))
