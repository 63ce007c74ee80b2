"""Every message code Diarium can print, with what it means and what to do: the source of `docs/messages.md`.

It decides nothing: what is wrong, and where, is found out where a message is made.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Code:
    meaning: str
    remedy: str
    level: Literal["error", "warning", "either"] = "error"
    acceptable: bool = False  # whether a document may say, with a reason, that it is all right here


# The codes by subject, in the order of docs/messages.md; alphabetical inside each.
GROUPS: dict[str, dict[str, Code]] = {
    "The fields at the top of a file": {
        "bad-date": Code(
            "A date is not written as Diarium reads dates, or no calendar has it, such as 30 February.",
            "Write year, month and day with hyphens: `date: 2017-02-23`. Where the day or the month is not known, leave it out: `date: 2017-02` or `date: 2017`. For several days write the first and the last: `date: 2017-02-16/2017-02-17`.",
        ),
        "bad-value": Code(
            "The field exists, but this value does not fit it: the field knows only certain words, or wants its value written in a certain way.",
            "The message says which words are known, or how to write the value. Choose one of them: `lang: nb`, `draft: true`, `every: 2 years`.",
        ),
        "case-year": Code(
            "The year in the case number does not go with the date of the document: the case would have begun after the document was written, or more than thirty years before.",
            "Compare both with the original. Often a digit is mistyped: `803-1966/2016` for `803-1966/2019`. If the original has them so, accept the message with that as the reason.",
            "warning",
            acceptable=True,
        ),
        "curly-quotes": Code(
            "The value stands in curly quotation marks, as word processors make them. Only straight ones hold a value together; curly ones would be printed as part of it.",
            'Type straight quotation marks: `title: "Møte: budsjett"`. If the curly ones belong to the title, put straight ones around them: `title: "“Byliv”"`.',
        ),
        "cut-value": Code(
            "A space followed by `#` begins a remark that only editors see, so everything after it is not part of the value.",
            'Put the whole value in quotes if the rest belongs to it: `place: "Rådhuset, sal #2"`. If it is a remark, put it on a line of its own: `# checked against the original`.',
            "warning",
            acceptable=True,
        ),
        "duplicate-key": Code(
            "The same field stands twice, so one of its two values would be lost.",
            "Keep one of them. If both values are right and the field takes several, write them as a list: `case: [803-1966/2016, 803-1873/2016]`.",
        ),
        "empty-value": Code(
            "The field is there, but its value is missing, or a list has an entry with nothing in it.",
            "Write the value after the colon, or delete the line. An empty entry of a list is a hyphen with nothing after it: delete it.",
        ),
        "end-before-start": Code(
            "A period ends before it begins. Until you have checked the two dates, the page takes the earlier one as the first.",
            "Write the first day first: `date: 2017-02-16/2017-02-17`.",
            "warning",
            acceptable=True,
        ),
        "front-matter": Code(
            "The lines between the two `---` at the top cannot be read as fields with values.",
            "Write one field a line: its name, a colon, a space, the value, as in `title: Reserapport Oslo`. If a long text goes on in the next line, indent that line by two spaces.",
        ),
        "missing-field": Code(
            "A field that must be there is missing.",
            "Add the line that the message shows. Every document needs at least `title: Reserapport Oslo`, `date: 2017-02-23` and `type: travel-report`.",
        ),
        "missing-space": Code(
            "There is no space after the colon, so the line is not read as a field.",
            "Put a space after the colon: `title: Reserapport Oslo`, not `title:Reserapport Oslo`.",
        ),
        "needs-quotes": Code(
            "The value holds a sign that has a meaning of its own here: a colon followed by a space, or at its beginning a sign such as `[`, `{`, `@`, `%`, `*`, or a hyphen and a space. A line that is indented differently from its neighbours is reported in the same way.",
            'Put the whole value in quotes: `title: "Møte: budsjett"`. If there is no such sign, let every field begin in the same column.',
        ),
        "no-front-matter": Code(
            "The file does not begin with a block of fields between two lines of three hyphens, or the block is never closed.",
            "Let the very first line be `---`, write the fields `title`, `date` and `type` below it, then `---` again, and the text after that.",
        ),
        "nothing-to-accept": Code(
            "The file accepts a message that is not there, or no longer. An acceptance that is left lying would hide the next real fault of its kind.",
            "Delete the entry from `accepted`. If the rule's name is another one, correct it.",
            "warning",
        ),
        "older-than-event": Code(
            "The document is dated before the meeting it tells of. Either a date is mistyped, or the original says so.",
            "Compare `date` and the date of `meeting` with the original. If the original has them so, leave them; the warning does no harm.",
            "warning",
            acceptable=True,
        ),
        "second-document": Code(
            "A second block of fields begins below the first. Only the first is read as fields; the second would be printed as text.",
            "Move its fields into the first block and delete its `---` lines.",
        ),
        "strange-date": Code(
            "The year is unlikely for a document or a meeting: long ago, or far ahead. Often a digit is mistyped, such as 1017 for 2017.",
            "Check the year against the original. If it is right, leave it; the warning does no harm.",
            "warning",
            acceptable=True,
        ),
        "todo": Code(
            "A remark in the fields says that something is left to decide: `import` and `new` leave one wherever the paper did not tell them enough.",
            "Write the field it speaks of, or make sure that it is right as it stands; then delete the line that begins with `# TODO`.",
            "warning",
        ),
        "unbalanced-quotes": Code(
            "A quotation mark opens a value and is never closed, or more text follows after the closing one.",
            'Close it at the end of the value: `title: "Møte: budsjett"`. If the value itself holds quotation marks, put the other kind around it: `title: \'Rapporten "Byliv"\'`.',
        ),
        "unknown-field": Code(
            "There is no field of this name here. Field names are English words, whatever the language of the document.",
            "Correct the name as the message suggests, such as `participants` for `deltagare`. All fields are listed in [front-matter.md](front-matter.md).",
        ),
        "unknown-type": Code(
            "The archive has no document type of this name.",
            "Choose one of those the message lists, such as `type: minutes`. A new type is added to `types` in `content/archive.yml`: `bulletin: {sv: Bulletin, nb: Bulletin, en: Bulletin}`.",
        ),
        "wrong-hyphen": Code(
            "An item of a list begins with a dash or a dot, as word processors make them of a hyphen. Only a hyphen begins an item; with anything else all lines would be read as one value.",
            "Write a hyphen and a space: `- Kari Nordmann`.",
        ),
        "wrong-shape": Code(
            "The field holds another kind of thing than what stands there: a list where one value belongs, a text where further fields belong, or the other way round.",
            "Write it as the message says. Further fields stand below their field, each indented by two spaces: `meeting:` on one line, `  date: 2017-02-16` on the next.",
        ),
        "wrong-space": Code(
            "Something that looks like a space is none: a tab, or a space that never breaks, as word processors and web pages make them. Only ordinary spaces may stand before a field or after its colon.",
            "Delete it and type ordinary spaces instead; two for each step of indentation.",
        ),
        "yaml-feature": Code(
            "A value or a line begins with a sign (`&`, `*`, `!`, `%` or `<<`) that elsewhere makes one place of a file repeat or change another. Diarium does not use these, so that every file says what it says in plain sight.",
            'If the sign belongs to the value, put the value in quotes: `title: "*Utkast* till plan"`. Otherwise write the values out where they belong.',
        ),
    },
    "The text": {
        "empty-heading": Code(
            "A line is marked as a heading but has no words.",
            "Write the heading after the `#` signs, or delete the line.",
            "warning",
            acceptable=True,
        ),
        "explosive": Code(
            "The text refers so often to very long addresses that its page would become enormous. Texts written by people do not do this.",
            "Look for lines such as `[name]: https://…` with a very long address; shorten or delete them.",
        ),
        "glued-words": Code(
            "Two words seem to have lost the space between them, as happens when a document is converted: `budsjettetVedtak`.",
            "Compare with the original and put a space or a new line between them. If it is one word, such as the name of a product, leave it.",
            "warning",
            acceptable=True,
        ),
        "half-open-bold": Code(
            "The signs `**` or `__` stand in the text as they are, because one of a pair is missing or a space stands beside it.",
            "Write them close to the words on both sides: `**Beslut:** Nämnden …`, not `** Beslut:**`.",
            "warning",
            acceptable=True,
        ),
        "html-is-text": Code(
            "The text holds HTML, the code of web pages. It is shown to readers as it stands and has no effect.",
            "Use Markdown instead: `**bold**` for `<b>bold</b>`. If readers are meant to see the code, put it between backquotes.",
            "warning",
            acceptable=True,
        ),
        "invisible-character": Code(
            "A character that nobody sees stands here, often brought along when text was copied. It can hide from searches or turn the order of the letters around. In fields it is an error, in the text a warning.",
            "Delete it; if you cannot find it, delete the words around the mark in the message and type them again.",
            "either",
            acceptable=True,
        ),
        "page-footer": Code(
            "A page number from the paper, such as “Sida 2 (3)”, seems to have been left between the paragraphs.",
            "Delete it if it is no part of the text, and join the sentence it may have torn apart.",
            "warning",
            acceptable=True,
        ),
        "restarted-numbering": Code(
            "A numbered list begins at 1 again right after another list of one item. Usually one list was torn apart when the document was converted.",
            "Number the items as in the original: `1.`, `2.`, `3.`. Text that belongs to an item is indented by three spaces below it.",
            "warning",
            acceptable=True,
        ),
        "skipped-level": Code(
            "A heading is more than one level below the one before it. People who listen to the page use the levels to find their way.",
            "Give it as many `#` signs as the message says. The title is level 1, so the headings of the text begin with `##`.",
            "warning",
            acceptable=True,
        ),
        "space-table": Code(
            "These lines are set in columns with double spaces. Readers would see running text, because a page does not keep such spaces.",
            "Write them as a table: `| Navn | Rolle |`, below it `| --- | --- |`, then one row a line.",
            "warning",
            acceptable=True,
        ),
        "split-sentence": Code(
            "A paragraph begins with a small letter, and the one before it does not end a sentence: a sentence seems to be cut in two, often at the end of a page.",
            "Delete the empty line between the two parts if the original has one sentence there.",
            "warning",
            acceptable=True,
        ),
        "tab-table": Code(
            "These lines are set in columns with tabs. Readers would see running text, because a page does not keep tabs.",
            "Write them as a table: `| Navn | Rolle |`, below it `| --- | --- |`, then one row a line.",
            "warning",
            acceptable=True,
        ),
        "text-lost": Code(
            "Some words of the file would not appear on its page. An archive must not lose text in silence, so nothing is published until this is settled.",
            "Look at the place the message shows. A table row may have more cells than its header, a footnote or a reference such as `[name]: address` may stand there twice, or nothing may refer to it.",
        ),
        "too-deep": Code(
            "Lists, quotations or fields stand inside one another at more levels than Diarium reads. What lies deepest would be lost.",
            "Use fewer levels: move the innermost items out, or turn a level into a heading.",
        ),
        "too-large": Code(
            "The fields, a paragraph, or the whole text is larger than any real document, and would slow down every build.",
            "If it is a real text, split it into several documents, or part the paragraph with empty lines. Otherwise look for something pasted by mistake, such as a picture turned into letters.",
        ),
        "undefined-footnote": Code(
            "The text refers to a footnote that is not there. Readers see the sign as it stands.",
            "Add the note on a line of its own: `[^1]: Se protokollet.` If it was never a footnote, delete the sign.",
            "warning",
            acceptable=True,
        ),
        "unused-footnote": Code(
            "Nothing in the text refers to this footnote. It is printed after the text all the same, so that nothing is lost.",
            "Put its sign where it belongs, such as `[^1]`, or delete the note if the original has none.",
            "warning",
            acceptable=True,
        ),
        "wrong-weekday": Code(
            "A date in the text was not the weekday that stands beside it. The text is shown as it is.",
            "Check both against the original. If the fault is the original's own, mark the weekday: `torsdag [sic] 17.03.2023`.",
            "warning",
            acceptable=True,
        ),
    },
    "Personal data": {
        "identity-number": Code(
            "A personal identity number stands here: Swedish, Norwegian, Danish or Finnish, with the right check digits. Published, it can be misused; the message shows it hidden.",
            "Take it out and mark the place: `[personnummer utelämnat]`. If it is no identity number, accept the message with the reason: `accepted:`, below it `- rule: identity-number`, and `reason: …`.",
            "error",
            acceptable=True,
        ),
        "private-email": Code(
            "An e-mail address stands here that belongs to a person rather than an office: its provider is one that people have at home.",
            "Take it out, or write the office's own address. If the person wants it public, accept the message with that as the reason. The archive's own `contact` is never reported.",
            "warning",
            acceptable=True,
        ),
        "private-phone": Code(
            "A telephone number stands here that is a mobile one, or is called private. Numbers beside an office's own address or called a switchboard are left alone.",
            "Take it out, or write the office's number. If the person wants it public, or it is a telephone for work, accept the message with that as the reason.",
            "warning",
            acceptable=True,
        ),
    },
    "Links and pictures": {
        "anchor-gone": Code(
            "A text links to a passage of another document that was there when the link was made. Its words have changed since, and with them its anchor. The link leads to the document as a whole.",
            "Look for the passage on the published page, point at it, and copy its link. If it is gone for good, link to the document without `#`.",
            "warning",
            acceptable=True,
        ),
        "bad-address": Code(
            "What stands here is no address of the kind this field holds.",
            "An address on the web is written in full: `url: https://oslo.kommune.no/plan`. A former address of this archive begins with a slash: `aliases: /documents/2016/old-name/`.",
        ),
        "broken-link": Code(
            "A link leads to a file, a page, a heading or a name that is not in the archive, or to one that is not published.",
            "Correct it as the message suggests. A document is linked by its file: `[strategin](../2016/strategi.md)`; a person, a city and so on by name: `[[Oslo]]`. Capital and small letters count.",
        ),
        "empty-link": Code(
            "The link has words, but no address, so it leads nowhere.",
            "Write the address between the round brackets: `[planen](https://oslo.kommune.no/plan)`, or keep the words alone.",
            "warning",
            acceptable=True,
        ),
        "remote-picture": Code(
            "The picture lies on another site. It could change or vanish there, and that site would learn who reads the archive.",
            "Save the picture in the document's folder and write its file name: `![Rådhuset sett från sjön](radhuset.jpg)`.",
        ),
        "unsafe-address": Code(
            "The address is of a kind that can do harm or leads elsewhere than it says. In a link, `http:`, `https:`, `mailto:`, `tel:` and paths from the file itself are allowed; in a field that names a file, such a path only.",
            "Use an address that begins with `https://`, or write the path from this file: `../2016/strategi.md`.",
        ),
        "vague-link": Code(
            "The words of the link, such as “her” or “read more”, do not say where it leads. People who listen to a page often hear its links alone.",
            "Let the link's words name the thing: `Läs [protokollet från mars](../2017/protokoll-mars.md)`, not `Läs [här](../2017/protokoll-mars.md)`. In an archived text that must not change, leave it.",
            "warning",
            acceptable=True,
        ),
    },
    "Files and attachments": {
        "attachment-not-missing": Code(
            "An attachment is listed as missing, and the file it names is there. The file is published.",
            "Delete the line `missing: true`. If the file is another one than the one that is missing, take away `file`, and list it by itself.",
            "warning",
        ),
        "attachment-twice": Code(
            "The document lists the same file twice among its attachments. Readers see it once.",
            "Delete one of the two entries, or correct the file name if another file was meant.",
            "warning",
            acceptable=True,
        ),
        "attachment-unlisted": Code(
            "A line of the text names an attachment, as papers do at their end, and the document lists none.",
            "List it: `attachments:`, below it `- title: Budsjettet`, and below that `file: budsjett.pdf` for a file beside the document, `url:` for one elsewhere, or `missing: true` if it could not be had.",
            "warning",
            acceptable=True,
        ),
        "attachment-without-file": Code(
            "An attachment has a title, but nothing says where it is.",
            "Below its title add the one that is true: `file: plan.pdf` for a file beside the document, `url: https://oslo.kommune.no/plan.pdf` for one elsewhere, or `missing: true` if it could not be had.",
        ),
        "bad-attachment": Code(
            "A file, or a picture in the text, cannot be published: it is empty, is something else than its name says, or is of a kind that could run in a reader's browser, on a reader's machine or on the server.",
            "Put the right file there under its right name; a web page or an SVG drawing can be saved as PDF or PNG, and data such as XML be packed into a `.zip`. A pointer of Git LFS becomes the file itself with `git lfs pull`. If an attachment cannot be had, replace `file` by `missing: true`.",
        ),
        "bad-file-name": Code(
            "The name of a file or folder does not work on every computer, hides a character nobody sees, or leaves nothing to make an address of.",
            "Rename it with letters, digits and hyphens, such as `referat-2023-03-16.md`. Å, ä, ö, æ and ø are fine.",
        ),
        "checksum-differs": Code(
            "The document gives the checksum of a file (`sha256`), and the file that lies there has another: it was changed, mixed up or damaged since.",
            "Bring the right file back, from the history of the repository or from a copy. If it was changed on purpose, write the new checksum, which the message names, and say what was changed under `corrections`.",
        ),
        "control-character": Code(
            "A control character stands in the file. It means nothing to readers, and some programs stop at it.",
            "Delete it at the place the message shows. If there are many, the file is perhaps not a text at all: save the original again as text in UTF-8.",
        ),
        "hidden-file": Code(
            "The document's file name begins with a full stop, which hides it, so it is not published.",
            "Take the full stop away to publish it: `referat.md`, not `.referat.md`. If it is to stay unpublished, write `draft: true` in the file instead.",
            "warning",
        ),
        "history-cut-off": Code(
            "The repository was fetched without its whole history, so nobody can tell when a document came or changed. The site then says nothing about it, rather than give the day of the fetch.",
            "Fetch the whole history: `git fetch --unshallow`. In a workflow, set the depth of the fetch to 0, which means all of it.",
            "warning",
        ),
        "misnamed-file": Code(
            "A file, or all files of a folder, are not read because of their name: texts end in `.md`, the settings are called `content/archive.yml`, and each folder right below `content/` has a name of its own.",
            "Rename the file or the folder as the message says: `oslo.markdown` becomes `oslo.md`, `content/document` becomes `content/documents`. Capital and small letters count.",
            "warning",
        ),
        "missing-attachment": Code(
            "The document lists an attachment whose file is not there. Capital and small letters count.",
            "Put the file into the document's folder, correct its name, or write `missing: true` in place of `file` if it could not be had.",
        ),
        "missing-folder": Code(
            "The folder that holds the archive's files is not there. Perhaps the command was started in another place.",
            "Start the command in the archive's own folder, or name that folder: `diarium build --root our-archive`.",
        ),
        "name-collision": Code(
            "Two files would get the same address or the same place, because their names are equal or differ only in capitals or accents; or a page's name is one that Diarium's own pages use.",
            "Rename one of the files, for example by adding the day: `referat-2023-03-16.md`. If both hold the same, delete one.",
        ),
        "not-a-file": Code(
            "Something in the archive's folder is no plain file or folder, but a link to another place or something a computer uses for itself.",
            "Put a copy of the file itself there, or take the thing away.",
        ),
        "not-utf8": Code(
            "The file is stored in an encoding other than UTF-8, so letters such as å and ø would come out wrong.",
            "Open it in the program it was written with, and save it again with the encoding UTF-8. Then check that å, ä, ö, æ and ø look right.",
        ),
        "unlisted-file": Code(
            "A file lies among the documents, but no document lists it, so it is not published.",
            "List it under the document it belongs to: `attachments:`, below it `- title: Programmet`, and below that `file: program.pdf`, indented. Or delete it.",
            "warning",
        ),
        "unmerged": Code(
            "Two people changed the same lines, and Git could not tell which of the two versions is right. It has left both in the file, between lines of seven signs.",
            "Compare the two versions, keep what is right, and delete the lines that begin with `<<<<<<<`, `=======` and `>>>>>>>`.",
        ),
    },
    "Names of people, cities and other things": {
        "alias-claimed-twice": Code(
            "Two files in the registry claim the same name as theirs, so nobody can tell which of the two a document means.",
            "Keep the name in the one it belongs to and delete it from the `aliases` of the other.",
        ),
        "ambiguous-name": Code(
            "Two or more registered people or things share this name, so the name is shown but not linked.",
            "Say which one: for a participant, add the name of the person's file without `.md`, as in `person: anne-solheim-oslo`. Elsewhere use a name or an alias that only one of them has.",
            "warning",
            acceptable=True,
        ),
        "attachment-not-searched": Code(
            "A document names a person who is not to be named. A file beside it may name that person as well, but holds no text that a program can read, as a scanned paper does not.",
            "Look into the file. If the name stands in it, put a copy without it in its place; if not, say so in the document: `accepted: [{rule: attachment-not-searched, reason: Looked through}]`.",
            "warning",
            acceptable=True,
        ),
        "bad-name": Code(
            "The name has no letter or digit, so no address can be made of it.",
            "Write the name in letters or digits. If it is unknown, leave the field out.",
        ),
        "leads-to-itself": Code(
            "A file names itself where another one belongs, or leads back to itself by way of others: a city that is part of a part of itself, a document or a case related to itself.",
            "Name the other one, or delete the line: only one of `part-of: Oslo` in the file of Grünerløkka and `part-of: Grünerløkka` in that of Oslo can be right.",
            "warning",
            acceptable=True,
        ),
        "looks-alike": Code(
            "Two spellings look like the name of one person, city or organisation. Diarium never joins two by itself, so they have a page each; a person's names that differ only in hyphens or accents are taken for one, and the message says so.",
            "If they are one, add the second spelling to `aliases` in the file of the first, as the message shows: `aliases: [Anne Solheim-Berg]`. If they are two, give each a file of their own, such as `content/people/anne-solheim.md`.",
            "warning",
            acceptable=True,
        ),
        "name-in-address": Code(
            "The name of a person who is not to be named stands in an address: in the name of a file, or in a link. Diarium takes names out of texts, but an address that is changed leads nowhere.",
            "Rename the file, or take the link away and keep its text. A former address with the name in it may stay in `aliases`: it is not published.",
        ),
        "name-in-attachment": Code(
            "A file beside a document holds the name of a person who is not to be named, whether or not the document holds it, too. Attachments are published as they are.",
            "Put a copy without the name in its place, or write `missing: true` instead of `file`.",
        ),
        "name-in-settings": Code(
            "The name of a person who is not to be named stands in `content/archive.yml`, as owner, contact or in the accessibility statement, say. Diarium takes it out there as it does everywhere; the message says what stands on the site in its place.",
            "Name the office or the function instead: `contact: The city archive, archive@example.org`.",
            "warning",
        ),
        "name-may-remain": Code(
            "A surname stands alone in a text that does not name its bearer in full, and it is that of a person whose file says `privacy: hidden` or `initials`. Diarium cannot know who is meant, so the word is published.",
            "If that person is meant, write `N.N.`, or the whole name in double square brackets: it goes out with everything else. If it is somebody or something else, accept the message with the reason.",
            "warning",
            acceptable=True,
        ),
        "name-not-hidden": Code(
            "A person who is not to be named is named in a way that Diarium cannot take out, such as `Bj&ouml;rn`. Rather than publish the name, it publishes nothing.",
            "Write the name plainly, as `Björn`, or take it out by hand.",
        ),
        "participant-twice": Code(
            "The same person stands twice in the list of participants. The person is counted once.",
            "Delete one of the two. If the original has both, leave them; if they are two people, tell them apart: `person: anne-solheim-oslo`.",
            "warning",
            acceptable=True,
        ),
        "unknown-id": Code(
            "`person` names a file of the registry that does not exist.",
            "Write the name of a file in `content/people/` without `.md`, such as `person: anne-solheim-oslo`. Write that file if it is not there yet, or take the line away.",
        ),
    },
    "Meetings": {
        "agenda-without-minutes": Code(
            "The archive has the agenda of a meeting that was more than a month ago, but not its minutes.",
            "Add the minutes, with the same `series` and the same `date` under `meeting`. If they cannot be had, accept the message with the reason, in the agenda's file or in the series'.",
            "warning",
            acceptable=True,
        ),
        "approves-not-earlier": Code(
            "`approves` names the meeting the document itself is about, or a later one. Minutes are approved at a later meeting than their own.",
            "Write the date or the number of the earlier meeting: `approves: 2023-01-19`. If the original has it so, accept the message with that as the reason.",
            "warning",
            acceptable=True,
        ),
        "approves-without-series": Code(
            "`approves` says that earlier minutes were approved, but the document does not say which body's.",
            "Add the body or meeting the document belongs to: `series: Internationella beredningen`.",
            "warning",
            acceptable=True,
        ),
        "meeting-unknown": Code(
            "A document or the registry speaks of a meeting of a series and does not tell which one: neither a date nor a number is there. What is written is shown, but it cannot be joined with what else is known of the meeting.",
            "Add what is known: `date: 2017-02-16`, or only `date: 2017-02` or `date: 2017`, or `number: 3/2017`. If nothing is known, accept the message with that as the reason.",
            "warning",
            acceptable=True,
        ),
        "meetings-disagree": Code(
            "Two places give the same meeting of a series different dates, numbers or cities, so one of them is wrong. Two meetings of a series on one day are shown as one.",
            "The message names both places. Compare them with the originals, and correct the `number`, the `date` or the `city`.",
            "warning",
            acceptable=True,
        ),
        "minutes-not-held": Code(
            "The document approves the minutes of an earlier meeting, and these minutes are not in the archive.",
            "Add them, with `type: minutes`, the same `series`, and the `date` or `number` under `meeting`. If they cannot be had, accept the message with the reason, in this file or in the series'.",
            "warning",
            acceptable=True,
        ),
        "next-not-later": Code(
            "The next meeting that a document announces lies before the meeting the document is about.",
            "Compare both dates with the original. If it has them so, accept the message with that as the reason.",
            "warning",
            acceptable=True,
        ),
        "number-missing": Code(
            "The archive holds papers of meetings of this series, and a number between them is left out.",
            "Add the papers of the meeting that is missing. If something is known of it, write it under `editions` in the series' file; if the number was never used, accept the message with that as the reason.",
            "warning",
            acceptable=True,
        ),
    },
    "Addresses that must not vanish": {
        "address-gone": Code(
            "A page was published at this address, and nothing stands there now. Others may link to it or quote it, so an address never simply vanishes.",
            "If the page moved, write its old address in the file where it is now: `aliases: /documents/2017/old-name/`. If it was taken back, restore the file and add `withdrawn:` with its `date` and `reason`.",
        ),
        "bad-lock": Code(
            "A line of `content/addresses.lock`, the list of all published addresses, cannot be read. Diarium keeps this list itself.",
            "Restore the line from the repository's history. If it is a mark left by joining two versions, such as `<<<<<<<`, delete that mark only.",
        ),
        "redirect-loop": Code(
            "A page names its own address as a former one, so the address would lead back to itself.",
            "Delete this line from `aliases`.",
        ),
        "redirect-over-page": Code(
            "A former address is the address of a page that exists, so it cannot lead elsewhere.",
            "Delete the address from `aliases`, or first rename the file whose page stands there.",
        ),
        "redirect-twice": Code(
            "Two pages name the same former address as theirs, or two former addresses differ in capital letters only, which many computers take for one.",
            "Keep it in the file of the page it should lead to, and delete the other.",
        ),
    },
    "The archive as a whole": {
        "no-archive": Code(
            "The folder has no file `content/archive.yml`, so Diarium does not take it for an archive.",
            "Write one with a single line: `name: Our archive`. To begin a new archive, use `diarium init our-archive`; to work on one elsewhere, name its folder with `--root`.",
        ),
    },
    "Layouts": {
        "bad-layout": Code(
            "A layout, the pattern that pages are printed from, cannot be read, because it is not stored as UTF-8.",
            "Save it again with the encoding UTF-8. If you did not change the layouts yourself, ask whoever did.",
        ),
        "template-error": Code(
            "A layout, the pattern that pages are printed from, holds a mistake, so no page can be printed with it.",
            "Undo the last change of the layout at the place the message shows. If you did not change the layouts yourself, pass the message on to whoever did.",
        ),
    },
}

CODES: dict[str, Code] = {name: code for group in GROUPS.values() for name, code in group.items()}

ACCEPTABLE: tuple[str, ...] = tuple(sorted(name for name, code in CODES.items() if code.acceptable))
