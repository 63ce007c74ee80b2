"""Messages that a document accepts with a reason: gone for this document, and only as long as there is something."""

from archive import DOCUMENT, accepted, document, refused, warned

VAGUE = "Läs [här](https://example.org/plan).\n"


def accept(rule, reason="reason: The original says so."):
    return ["accepted:", f"  - rule: {rule}", *([f"    {reason}"] if reason else [])]


def test_a_message_is_accepted_for_one_document_only(tmp_path):
    files = {DOCUMENT: document(VAGUE, *accept("vague-link")), "content/documents/2017/other.md": document(VAGUE)}
    outcome = warned(tmp_path, files)
    assert [(said.path, said.code) for said in outcome.messages] == [("content/documents/2017/other.md", "vague-link")]


def test_each_rule_is_accepted_on_its_own(tmp_path):
    body = VAGUE + "\n## \n"
    outcome = warned(tmp_path, {DOCUMENT: document(body, *accept("empty-heading"))})
    assert outcome.only.code == "vague-link"


def test_an_acceptance_that_meets_nothing_is_told(tmp_path):
    outcome = warned(tmp_path, {DOCUMENT: document("Text.\n", *accept("vague-link"))})
    assert outcome.only.code == "nothing-to-accept"
    assert outcome.only.line == 6


def test_a_draft_accepts_what_is_not_looked_for_yet(tmp_path):
    accepted(tmp_path, {DOCUMENT: document("Text.\n", "draft: true", *accept("vague-link"))})


def test_there_is_no_acceptance_without_a_reason(tmp_path):
    outcome = refused(tmp_path, {DOCUMENT: document(VAGUE, *accept("vague-link", ""))})
    assert outcome.errors[0].code == "missing-field"
    assert "reason" in outcome.errors[0].message
    assert outcome.about("vague-link"), "and it accepts nothing"


def test_a_rule_that_does_not_exist_or_must_not_be_passed_over_is_told(tmp_path):
    outcome = refused(tmp_path / "a", {DOCUMENT: document(VAGUE, *accept("vague-links"))})
    assert outcome.errors[0].code == "bad-value"
    assert outcome.errors[0].help == "did you mean 'vague-link'?"
    outcome = refused(tmp_path / "b", {DOCUMENT: document("[x](nowhere.md)\n", *accept("broken-link"))})
    assert {said.code for said in outcome.errors} == {"bad-value", "broken-link"}


def test_either_of_two_files_may_accept_what_names_both(tmp_path):
    files = {
        DOCUMENT: document("Text.\n", "officer: Anna Maria Berg"),
        "content/documents/2017/other.md": document("Text.\n", "officer: Anna Berg"),
    }
    assert warned(tmp_path / "a", files).only.code == "looks-alike"
    for number, path in enumerate(files):
        more = files[path].replace("officer", "\n".join(accept("looks-alike")) + "\nofficer")
        accepted(tmp_path / f"b{number}", {**files, path: more})


def test_registry_entries_and_pages_accept_too(tmp_path):
    page = "---\ntitle: About\n" + "\n".join(accept("vague-link")) + "\n---\n\n" + VAGUE
    entry = "---\nname: Anna Berg\n" + "\n".join(accept("vague-link")) + "\n---\n\n" + VAGUE
    accepted(
        tmp_path,
        {DOCUMENT: document(), "content/pages/about.md": page, "content/people/anna-berg.md": entry},
    )
