"""A second archive to search in, unlike the sample in all it can be: other cities, names, letters, languages, case numbers."""

FILES = {}


def reg(folder, id, name, aliases=()):
    listed = "".join(f"  - {alias}\n" for alias in aliases)
    listed = f"aliases:\n{listed}" if listed else ""
    FILES[f"content/{folder}/{id}.md"] = f"---\nname: {name}\n{listed}---\n"


def doc(slug, year, head, body):
    FILES[f"content/documents/{year}/{slug}.md"] = f"---\n{head.strip()}\n---\n\n{body.strip()}\n"


FILES["content/archive.yml"] = """name: Norra arkivet
language: {language}
base-url: https://norr.example/
case-patterns:
  - '[A-ZÅÄÖ]{2,4}[ -]\\d{4}/\\d{3,6}'
  - 'HEL \\d{4}-\\d{6}'
  - '[A-Z]{1,2}\\d{4}/\\d{5}'
"""
reg("cities", "tromso", "Tromsø", ["Romsa", "Tromssa"])
reg("cities", "karasjok", "Karasjok", ["Kárášjohka"])
reg("cities", "lulea", "Luleå", ["Luleju", "Luulaja"])
reg("cities", "turku", "Åbo", ["Turku"])
reg("cities", "jyvaskyla", "Jyväskylä")
reg("cities", "isafjordur", "Ísafjörður")
reg("cities", "thorshofn", "Þórshöfn")
reg("cities", "arhus", "Aarhus", ["Århus"])
reg("cities", "tallinn", "Tallinn", ["Reval"])
reg("cities", "vaxjo", "Växjö")
reg("cities", "sankt-petersburg", "Sankt Petersburg", ["St. Petersburg", "Leningrad"])
reg("people", "paivi-hamalainen", "Päivi Hämäläinen", ["Päivi Virtanen"])
reg("series", "barents", "Barents regionråd", ["Barents Regional Council"])
doc(
    "reise-tromso",
    2019,
    """
title: Reiserapport fra Tromsø
date: 2019-05-14
type: travel-report
lang: nb
case: 2019/01234-5
series: Barents regionråd
cities: [Tromsø, Karasjok]
participants:
  - Þórdís Kolbrún Guðmundsdóttir, ráðherra
  - Áilu Niillas Somby, rådgiver
  - Elle Márjá Vars
  - Åse-Britt Ødegård, ordfører
  - Jens Østergård
""",
    """
Delegasjonen besøkte havnevesenet og sykehusledelsen i Tromsø. Sametinget holdt til i Kárášjohka.

## Kollektivtransport

Ordføreren fortalte om bussrutene, ferjeforbindelser og båtruter. Barnehagene er nye. Se også KS 2019/00123.
""",
)
doc(
    "luleamote",
    2020,
    """
title: Protokoll från mötet i Luleå
date: 2020-03-02
type: minutes
lang: sv
case: KS 2019/00123
series: Barents regionråd
cities: [Luleå]
participants:
  - Carl-Gustaf von Ehrensvärd, kommunalråd
  - Anne af Geijerstam
  - Maria de la Gardie
  - Zoë Łukasiewicz
  - Göran Bäckström
organisation: Luleå kommun
""",
    """
Kommunstyrelsens arbetsutskott behandlade översiktsplanen. Järnvägsförbindelserna och flygplatserna diskuterades.

## Skärgårdstrafiken

Isbrytarna och fartygen går hela vintern. Änglarna på stadsmuseets tak återställdes. Barnens rättigheter togs upp.
""",
)
doc(
    "turku-strategia",
    2021,
    """
title: Turun strategia
date: 2021-11
type: report
lang: fi
case: HEL 2020-001234
cities: [Turku]
participants:
  - Päivi Hämäläinen
  - Väinö Äijälä
""",
    """
Kaupunginhallitus käsitteli päätöksen. Yhteistyö on tärkeää. Kaupungit ja kunnat.
""",
)
doc(
    "aarhus-letter",
    2018,
    """
title: Letter on harbour policies
date: 2018
type: statement
lang: en
case: U2018/04567
cities: [Aarhus, Tallinn]
participants:
  - Seán O'Brien
  - Jean-Luc d'Ormesson
  - Søren Ærø Kjær
""",
    """
The cities agreed on harbour policies. Children's museums were visited. The strategies were discussed by stakeholders.
Sankt Petersburg took part. A proposal for well-being was written.
""",
)
doc(
    "island",
    2017,
    """
title: Fundargerð sveitarstjórnar
date: 2017-09-09
type: minutes
lang: is
case: SN-2017-42
cities: [Ísafjörður, Þórshöfn]
participants:
  - Ásgeir Ægisson
  - Guðrún Ósk Þórðardóttir
""",
    """
Sveitarstjórn ræddi höfnina og skólana. Fundurinn var haldinn í Ísafirði.
""",
)
doc(
    "dansk",
    2016,
    """
title: Referat af møde i kulturudvalget
date: 2016-06-05
type: minutes
lang: da
case: [16-0456, 24.10.00-A26-1-16]
cities: [Aarhus, Växjö]
participants:
  - Søren Kierkegård Sørensen
  - Γιώργος Παπαδόπουλος
  - Дмитрий Шостак
""",
    """
Udvalget drøftede byudvikling og museumsdriften. Cykelstierne blev nævnt. Børnehaverne fik flere midler.
""",
)
