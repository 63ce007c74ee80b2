"""Makes originals for the tests of `import`: small PDF and Word files, and what a draft says."""

import io
import re
import zlib
from collections import Counter
from pathlib import Path

import docx

from diarium.desk.intake.importing import drafted
from diarium.desk.intake.known import Known
from diarium.desk.intake.originals import Original
from diarium.desk.intake.readers import read_original
from diarium.reading.document import read_document

PATH = "content/documents/2020/draft.md"


def read(text, known=None, name="paper.txt"):
    """The draft of a text, and its front matter as the engine reads it."""
    original = read_original(name, text) if isinstance(text, bytes) else Original(name, tuple(text.split("\n")))
    made = drafted(original, known or Known())
    checked = read_document(PATH, made.text.encode())
    wrong = [m for m in checked.messages if m.severity == "error" and m.code != "missing-field"]
    assert not wrong, wrong
    return made, checked.value.fields


PAPERS = Path(__file__).parent / "intake"


def of(name):
    """What is made of one of the papers in `intake/`."""
    return read((PAPERS / name).read_bytes(), name=name)


def todos(made):
    return [line.removeprefix("# TODO ").partition(":")[0] for line in made.text.split("\n") if "# TODO" in line]


def gone(original, made):
    """The letters of a paper that stand neither in the text of its draft nor among what was kept above it."""
    kept_above = letters("".join(line for line in made.text.split("\n") if line.startswith('#   "')))
    return letters("\n".join(original.lines)) - letters(body(made)) - kept_above


def people(fields):
    """Name, role, party, organisation and status of every participant."""
    return [(p.name, p.role, p.party, p.organisation, p.status or "present") for p in fields.participants]


def body(made):
    return made.text.split("\n---\n", 1)[1]


def letters(text):
    """Letters and digits of a text, counted: marks, spaces and line breaks may change, these may not."""
    return Counter(re.sub(r"[\W_]+", "", text))


def pdf(*pages, size=11):
    """A PDF whose pages hold these lines; a line is a text, or pairs of a column and a text."""
    kids = " ".join(f"{4 + 2 * at} 0 R" for at in range(len(pages)))
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Kids[{kids}]/Count {len(pages)}>>".encode(),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
    ]
    for at, lines in enumerate(pages):
        drawn = b"".join(_drawn(line, 790 - 15 * row, size) for row, line in enumerate(lines))
        packed = zlib.compress(b"BT\n" + drawn + b"ET")
        objects.append(
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents {5 + 2 * at} 0 R"
            "/Resources<</Font<</F 3 0 R>>>>>>".encode()
        )
        objects.append(f"<</Length {len(packed)}/Filter/FlateDecode>>stream\n".encode() + packed + b"\nendstream")
    out = io.BytesIO(b"%PDF-1.4\n")
    out.seek(0, 2)
    places = []
    for number, content in enumerate(objects, 1):
        places.append(out.tell())
        out.write(f"{number} 0 obj".encode() + content + b"endobj\n")
    table = out.tell()
    out.write(f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode())
    out.write(b"".join(f"{place:010} 00000 n \n".encode() for place in places))
    out.write(f"trailer<</Root 1 0 R/Size {len(objects) + 1}>>\nstartxref\n{table}\n%%EOF\n".encode())
    return out.getvalue()


def _drawn(line, height, size):
    parts = [(60, line)] if isinstance(line, str) else line
    made = b""
    for column, text in parts:
        shown = text.encode("cp1252").replace(b"\\", rb"\\").replace(b"(", rb"\(").replace(b")", rb"\)")
        made += f"/F {size} Tf 1 0 0 1 {column} {height} Tm (".encode() + shown + b") Tj\n"
    return made


def encrypted_pdf():
    plain = pdf(["Text"])
    lock = b"/Encrypt<</Filter/Standard/V 1/R 2/P -4/O<" + b"41" * 32 + b">/U<" + b"42" * 32 + b">>>/ID[<00><00>]"
    return plain.replace(b"trailer<<", b"trailer<<" + lock)


def word(build):
    """A Word file made by a function that is given the document."""
    document = docx.Document()
    build(document)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()
