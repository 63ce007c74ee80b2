"""The list of a document type is an address like others: it is written down, and leads on when nothing stands in it."""

from archive import DOCUMENT, built, document

SECOND = "content/documents/2017/second.md"


def test_a_list_of_a_type_that_nothing_is_of_any_more_leads_to_all_documents(tmp_path):
    minutes = document().replace("type: report", "type: minutes")
    archive = built(tmp_path, {DOCUMENT: document(), SECOND: minutes})
    lock = archive.root / "content/addresses.lock"
    assert "/documents/type/minutes/\ttype\tminutes\n" in lock.read_text()
    archive.write(SECOND, document())
    built(tmp_path, archive)
    assert 'href="../../../documents/"' in archive.page("documents/type/minutes")
    assert "/documents/type/minutes/" in (archive.root / "site/_redirects").read_text()
    archive.write(SECOND, minutes)
    built(tmp_path, archive)
    assert "documents/2017/second/" in archive.page("documents/type/minutes")
