"""A third archive to search in: sixty papers of towns around a sound, in five languages, case numbers of six patterns."""

FILES = {}
PLACES = {}  # short names to addresses


def reg(folder, id, name, aliases=()):
    listed = "".join(f"  - {alias}\n" for alias in aliases)
    FILES[f"content/{folder}/{id}.md"] = f"---\nname: {name}\n" + (f"aliases:\n{listed}" if listed else "") + "---\n"


def doc(key, day, lang, type, title, head, body):
    year = day[:4]
    lines = f"title: {title}\ndate: {day}\ntype: {type}\nlang: {lang}\n{head.strip()}"
    FILES[f"content/documents/{year}/{key}.md"] = f"---\n{lines.strip()}\n---\n\n{body.strip()}\n"
    PLACES[key] = f"documents/{year}/{key}/"


FILES["content/archive.yml"] = """name: Sundets arkiv
language: {language}
base-url: https://sundet.example/
case-patterns:
  - 'KF \\d{4}-\\d{3,5}'
  - 'Sak \\d{1,3}/\\d{2}'
  - 'J\\.nr\\. \\d{4}-\\d{4,6}'
  - 'STK/\\d{4}/\\d{1,5}'
"""
reg("cities", "helsingor", "Helsingør", ["Elsinore", "Helsingör"])
reg("cities", "goteborg", "Göteborg", ["Gothenburg", "Gøteborg"])
reg("cities", "malmo", "Malmö", ["Malmø"])
reg("cities", "abo", "Åbo", ["Turku"])
reg("cities", "vasa", "Vasa", ["Vaasa"])
reg("cities", "bodo", "Bodø", ["Bådåddjo"])
reg("cities", "fredrikstad", "Fredrikstad")
reg("cities", "tallinn", "Tallinn", ["Reval"])
reg("cities", "odense", "Odense")
reg("cities", "sonderborg", "Sønderborg", ["Sonderburg"])
reg("series", "sundsforum", "Sundsforum", ["Sound Forum"])
reg("series", "havneradet", "Havnerådet")
reg("people", "jorgen-lovenskiold", "Jørgen Løvenskiold")
reg("organisations", "sydhavn", "Sydhavn kommune")

doc(
    "farjor",
    "2014-03-11",
    "sv",
    "minutes",
    "Färjelinjernas framtid",
    """
case: KF 2014-0312
series: Sundsforum
cities: [Malmö, Helsingør]
participants:
  - name: Østen Brådvik
    role: hamnchef
    party: S
  - name: Tuulikki Yli-Kärkkäinen
    party: C
  - name: Ebba Grubbe-Thott
    organisation: Malmö hamn
""",
    """
Färjetrafikens framtid diskuterades. Kajanläggningarna behöver renoveras, och kommunalskatten räcker inte.

## Bullerskydd

Bullerskyddsåtgärderna försenas. Boendeparkeringen
vid norra piren tas bort, sade **Østen** *Brådvik*. Äldreomsorgens lokaler ligger bredvid.
""",
)
doc(
    "farger",
    "2015-09-02",
    "nb",
    "minutes",
    "Referat om ferjesambandet",
    """
case: 2015/00871-12
series: Havnerådet
cities: [Bodø, Fredrikstad]
participants:
  - name: Østen Brådvik
    role: havnesjef
    party: S
  - Ragnfrid Ådnøy-Lie
  - Kåre Skjærseth
""",
    """
Ferjesambandet og hurtigbåtrutene ble drøftet. Eldreomsorgen og barnehageplassene hører til en annen sak.

## Kystsoneplanen

Kystsoneplanen legges ut på høring. Se STK/2016/77 og J.nr. 2016-004410.
""",
)
doc(
    "havneplan",
    "2016-05-20",
    "da",
    "report",
    "Udviklingsplan for havnefronten",
    """
case: J.nr. 2016-004410
cities: [Helsingør, Sønderborg, Odense]
participants:
  - name: Jørgen Løvenskiold
    party: V
  - name: Inge-Lise Præstegaard
  - name: Bodil Kjærsgård Nørrelykke
organisation: Sydhavn kommune
""",
    """
Lokalplanerne for havnefronten fremlægges. Cykelstierne og boligbyggeriet udvides.

## Støjgrænser

Støjgrænserne overskrides ved containerterminalen. Børnehaverne flyttes, siger borgmesterens kontor.
""",
)
doc(
    "harbour",
    "2016-11-30",
    "en",
    "statement",
    "Statement on harbour dues",
    """
case: STK/2016/77
cities: [Tallinn, Gothenburg]
participants:
  - name: Saoirse Ó Ceallaigh
    organisation: Port Authority
  - name: J. R. Whitfield-Nash
  - name: Østen Brådvik
""",
    """
Harbour dues were raised by the authorities. Ferries and shipping companies protested; the committees' decision stands.

## Noise

The children's day-care centres next to the quays are exposed to noise. Policies will be reviewed in Elsinore.
""",
)
doc(
    "satama",
    "2017-02-14",
    "fi",
    "report",
    "Sataman kehittäminen",
    """
case: KF 2017-1204
cities: [Turku, Vasa]
participants:
  - Tuulikki Yli-Kärkkäinen
  - Mäkelä, Jyrki
""",
    """
Satama laajenee. Lautakunta päätti asiasta. Meluntorjunta on kesken. Vaasan laivayhteys jatkuu.
""",
)
doc(
    "kulturhus",
    "2017-08-23",
    "sv",
    "agenda",
    "Kallelse om kulturhusets ombyggnad",
    """
case: Sak 14/17
series: Sundsforum
cities: [Göteborg]
participants:
  - Hjördis af Ugglas-Lönn
  - Anna-Stina Åkerhielm
""",
    """
Kulturhusets ombyggnad. Upphandlingsunderlaget skickas ut. Skolskjutsarna samordnas med kollektivtrafiken i Göteborgs hamn.
""",
)
doc(
    "svar",
    "2018-01-05",
    "sv",
    "statement",
    "Yttrande över kustplanen",
    """
case: [KF 2018-0007, Sak 14/17]
cities: [Malmö]
participants:
  - name: Ebba Grubbe-Thott
  - name: Lars Erik Öhrström
    status: absent
""",
    """
Remissvaret avser kustplanen och vattenskyddsområdet. I Åbos och Vasas yttranden nämns isvägarna. Malmös synpunkter bifogas.

Diarienumret 803-77/2018 gäller en annan sak, liksom KF 2018-00071.
""",
)
doc(
    "reise",
    "2018-06-18",
    "nb",
    "travel-report",
    "Reiserapport fra Gøteborg",
    """
cities: [Göteborg, Odense]
participants:
  - name: Ø. Brådvik
  - name: Kåre Skjærseth
    party: H
""",
    """
Vi møtte Gøteborgs havnedirektør. Byutviklingsprosjektene og landstrømanlegget ble vist fram. Skjærseths foredrag ble godt mottatt.
""",
)
doc(
    "moede",
    "2019-10-09",
    "da",
    "minutes",
    "Referat fra mødet i havneudvalget",
    """
case: 19-00512
series: Havnerådet
cities: [Helsingør]
participants:
  - Inge Lise Præstegaard
  - Søren Aagesen Thygaard
  - H. C. Ørskov
""",
    """
Havneudvalget drøftede kajpladserne. Sagsbehandlingstiden er for lang. "Det er ikke godt nok," sagde Ørskov.
""",
)
doc(
    "protokoll",
    "2020-12-01",
    "sv",
    "minutes",
    "Protokoll från styrgruppen",
    """
case: KF 2020-0312
series: Sundsforum
cities: [Vasa, Åbo]
participants:
  - name: Hjördis af Ugglas-Lönn
    status: chair
  - name: Østen Brådvik
    party: M
""",
    """
Styrgruppen beslutade om energieffektivisering. Flyktingmottagandet och sjukvårdspersonalens villkor togs upp.
Barnkonsekvensanalysen saknas. Nästa möte hålls i Reval.
""",
)
doc(
    "letter",
    "2021-04-16",
    "en",
    "report",
    "Report on the coastal path",
    """
case: STK/2021/5
cities: [Elsinore]
participants:
  - Saoirse O'Kelly
  - Jorgen Lovenskiold
""",
    """
The coastal path runs along the quay. Cities and counties shared their studies; cyclists' needs were analysed.
""",
)
doc(
    "vedtak",
    "2022-02",
    "nn",
    "minutes",
    "Vedtak i hamnestyret",
    """
case: Sak 3/22
series: Havnerådet
cities: [Bodø]
participants:
  - Ragnfrid Ådnøy-Lie
""",
    """
Hamnestyret vedtok reguleringsplanen. Sykkelvegane vert bygde ut. Kommunane samarbeider om skredsikring.
""",
)

# Thirty-six and some more that are plain: their dates, types, cities and languages are all that counts.
_WORDS = {
    "sv": "Dagordningen godkändes.",
    "nb": "Dagsorden ble godkjent.",
    "da": "Dagsordenen blev godkendt.",
    "en": "The agenda was approved.",
    "fi": "Esityslista hyväksyttiin.",
}
_TYPES = ("minutes", "agenda", "report", "statement")
_CITIES = ("Odense", "Tallinn", "Fredrikstad")
PLAIN = []  # key, day, language, type, city
for _number in range(48):
    _lang = tuple(_WORDS)[_number % 5]
    _day = f"{2003 + _number // 6}-{_number % 12 + 1:02}-{_number % 27 + 1:02}"
    _row = (f"plain-{_number:02}", _day, _lang, _TYPES[_number % 4], _CITIES[_number % 3])
    PLAIN.append(_row)
    doc(
        _row[0],
        _day,
        _lang,
        _row[3],
        f"Nr {_number}",
        f"cities: [{_row[4]}]\ncase: 900-{_number + 10}/{_day[:4]}",
        f"{_WORDS[_lang]} Punkt {_number + 500}.",
    )
