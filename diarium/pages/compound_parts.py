"""Words that municipal papers build other words of; an archive of five documents would not teach them.

Plain lists: `compounds` decides what to make of them.
"""

from __future__ import annotations

PARTS = {
    "sv": """
        abonnemang adress affär aktie allergi ambulans analys anbud anläggning anmälan anställning ansvar ansvarig
        ansökan apotek arbetare arbete arbetslöshet arena arkitektur arkiv artikel assistans atlas avdelning avfall
        avgift avlopp avtal badhus balans bana bank barn bassäng befogenhet befolkning behandling behov bekämpning
        belastning belysning bensin beredning beräkning besiktning beskrivning beslut besparing besvär besök betalning
        betong betyg bevakning bevarande bibliotek biblioteket bidrag bilaga bilagor bild biograf biologi boende bolag
        bolån bonde borgarråd borgen borgmästare bostad bostäder brand broar brott bruk brygga brytare brännare budget
        budskap buller buss byggande bygge byggnad byggnation byrå byrån båtar bäck bädd center central centret centrum
        chaufför chef cirkulation cykel dagvatten damm dator debatt delegation deltagande deltagare demokrati depå
        detaljplan diagnos dialog digitalisering dike diplom direktör dispens distrikt djur dokument domstol donation
        drift drivmedel dygn dykning däck effekt effektivisering efterfrågan ekonomi elektricitet elektrifiering elev
        energi enhet erbjudande ersättning etablering evakuering evenemang exploatering fabrik familj fara farled fartyg
        fastighet fest fiber film finans fiske fjäll fjärr flod flyg flygning flykt flykting flytt folk fond fordon
        forskning forum fosterhem fotboll framkomlighet framtid fred frihet fritid front frukt fråga frågor främjande
        fullmäktige färja färje förbindelse förbrukning förbud förbund fördelning förebyggande föreläsning förening
        företag förlag förlust förmedling förmån förordning förorening förort förråd församling förskola förskole
        förslag försäkring försäljning försörjning förtroende förtätning förvaltning förvar förvärv föräldrar gallring
        garage garanti gata gemenskap generation genomförande gods golv grannskap granskning gren grund grupp gräns
        grönområde gudstjänst gymnasiet gymnasium gymnastik gång gård habilitering hall hamn handel handikapp
        handledning handling hantering hastighet helg hemlöshet hemsida hemtjänst herre herrgård hiss historia hjälp
        hotell hushåll huvud huvudstad hyra hyres hyresgäst hållbarhet hälsa hälsovård häst högskola höjd hörande hörsel
        identitet idrott import industri infart information infrastruktur inkludering inkomst inköp innovation
        inriktning insamling insats inspektion inspektör institut inställning integration internet intresse intäkt
        invandring investering invigning invånare jakt jord jour journal journalist jubileum jämställdhet järn järnväg
        kalender kamera kammar kammare kanal kandidat kansli kapacitet kapell kapital karta kassa katastrof klagomål
        klass klimat klimatanpassning klubb kläder koldioxid kollega kollektiv koloni kolonilott kommission kommitté
        kommun kommunal kompetens komplettering koncept koncern konferens konflikt konsekvens konsert konst konstnär
        konstruktion konsult konsument konsumtion kontakt kontor kontrakt kontroll koordinator koppling korridor kort
        kostnad kraft kredit krets krig kris kriterium kropp kultur kund kunskap kurs kust kvalitet kvarter kvinna kvot
        kväll kyrka kyrkogård källa körfält laddning lager lagring lagstiftare lagstiftning land landskap landsting
        lantbruk larm lastbil ledamot ledamöter ledare ledighet ledning lekplats lektion leverans leverantör licens
        linje livsmedel ljud ljus logistik lokal lopp luft lunch läge lägenhet läkare läkemedel länk lärare läroplan
        läsning löfte löne löpning magasin makt mark marknad maskin material medborgare medel medicin medlem metod
        migration miljö minister minnes missbruk mobil mobilitet modell moms moské motion mottagande mottagning museer
        museerna museet museets museum musik myndighet målning måltid mångfald människa märkning mätning mönster möte
        natt natur nedläggning nedskärning nivå norm nota nybyggnation nyckeltal nämnd näring näringsliv närvaro nätverk
        nöje odling offert olja olycka ombyggnad omlastning område omröstning omsorg omställning omvårdnad operation
        opinion ordförande ordning organisation orsak papper pappers park parkering parti pedagog pendel pendlar
        pendling pengar pension pensionär period person personal pilot placering plan planering plank planteringar plast
        plats plattform platå plikt polis politik politiker pontong pool port portal post posten potential poäng praktik
        prioritering pris priser problem process produkt produktion prognos program projekt projektering promenad
        promenader protest protokoll prov prövning psykiatri publik pump punkt påverkan rabatt ramp rapport rapportering
        rast reception redovisning reform regel regering region register registrering reglemente reglering rekrytering
        remiss rengöring renhållning rening renovering reparation resa reserapport reservat restaurang resultat resurs
        revision revisor rike riktlinje riktning risk ritning rond runda rådhus råvara räddning ränta rätt rättighet
        rättning rörelse samarbete samfund samfällighet samhälle samling sammanträde samordning samråd samtal samtycke
        samverkan sanering sekreterare sekretess sektion sektor semester seminarium service signal simhall sjuk sjukdom
        sjukhus sjukvård skada skatt skiss skjuts skjutsar skog skola skolgång skolmat skrift skrivelse skuld skydd
        skyldighet skärgård skötsel slam slott sluss slussar slutsats smitta social sopor sorg sortering spel sponsring
        spridning språk spår stad stadga stadsdel stadshus staket stall start stat station statistik statsråd stiftelse
        stimulans stipendium stol stolpe stopp storlek storstad strand strategi stress struktur stråk sträcka ström
        student studie studio stuga stycke styrelse styrka styrning stämma stöd stödjande störning sund svar svårighet
        syfte synpunkt sysselsatt sysselsättning system säck säkerhet säkring sändning säsong talan taxa teater teknik
        teknologi telefon tema tempel temperatur terapi terminal test text tidning tidplan tidskrift tidtabell
        tillgänglighet tillstånd tillsyn tillverkning tillväxt tillägg tjänst tjänstemän toalett tolk tomt torg torn
        torsdag trafik trafikant trafikled transport trappa trygg trygghet träd trädgård träff trängsel träning tull
        tunnel turism turist tvist tvätt täckning underhåll underlag undersökning undervisning ungdom ungdomar union
        universitet uppdrag uppföljning uppgift uppgifter upphandling upplevelse upplysning uppsats uppvärmning
        utbildning utbyggnad utbyte utegym uteservering utgift uthyrning utland utlysning utlåtande utmaning utmärkelse
        utredning utrustning utrymme utsikt utskott utsläpp utsmyckning utställning utveckling utvärdering utökning
        vaccination vakt vaktmästare valkrets vandring vapen varning varor varv vatten vecka verk verksamhet verkstad
        verktyg vetenskap viadukt vikt vilja villa vinter vision visning vistelse volym vräkning vuxen våld vård väder
        vägar vägledning vägnät vägval välfärd väntetid värde värdering värme väsende växel växt yttrande åkare åker
        ålder åldern åldring ångest åskådare återbruk återvinning åtgärd ägande ägare äldre ämbete ämne ändamål ändring
        ängs ärende öppethållande öppning överenskommelse överföring övergång överklagande översikt överskott
        översvämning översyn översättning övning
    """,
    "nb": """
        administrasjon adresse alder alkohol ambulanse analyse anbud anlegg ansatt ansettelse anskaffelse ansvar apotek
        arbeid arbeider arbeidsliv areal arena arkitektur arkiv arrangement artikkel asyl avdeling avfall avgift avløp
        avtale bakgrunn bane bank barn barnevern beboer bedrift befolkning behandling behov belysning beredskap
        beregning beskrivelse beslutning besøk betaling bevilgning bevillings bibel bibliotek bilde biologi bistand boks
        bolig bonde brann bruk bruker brøyting budsjett budsjettet buss bydel bygg bygge byggesak bygging bygning byråd
        bystyre bærekraft campus datasystem delegasjon delprosjekt deltaker demokrati departement dialog digitalisering
        direktør distrikt dokument domstol drift drikkevann dyrevern effekt effektivisering eiendom eksport elektrisitet
        elev elve endring energi enhet erfaring erstatning etablering europa faggruppe fagskole familie fare farge
        fartøy fellesskap ferge ferie ferje fest festival fiber film finans fisk fiske fiskeri fjell fjernvarme fjord
        flom flukt flyging flyktning flyplass fokus folk folketall fond forbindelse forbruk forbud forbund fordel
        forebygging foredrag foreldre forening forhandling forhold formann formannskap formidling formål forprosjekt
        forsikring forskning forslag forsvar forsyning forum forurensning forvaltning foto framkommelighet framtid
        fredning fremkommelighet frihet frist fritid frivillig frivillighet frukt funksjon fylke fylkesting færge føring
        gang gass gate gave generasjon gjeld gjennomføring grense grunn grunneier gruppe gudstjeneste gymsal gård hage
        hager hall handel handikap handling havn havner heis helg helikopter helse hjelp hjem hjemme hjemmetjeneste
        hotell hovedstad hovedutvalg hurtig husleie husstand hytte høgskole høring høyde identitet idrett import
        industri informasjon infrastruktur innbygger innhold innkalling innkjøp innkreving innovasjon innsats innspill
        innstilling innsyn inntekt innvandring institutt integrering interesse internett investering investor jakt
        jernbane jord journalist kalender kamera kamp kampanje kanal kandidat kapital kart kartlegging kirke kjøkken
        kjøp kjøretøy klage klasse klima klubb klynge kollektiv kommisjon kommune kompetanse konferanse konflikt
        konkurranse konsekvens konsert konsesjon konsulent konsum kontakt kontor kontrakt kontroll koordinator kost
        kraft krav kreditt krig krise kriterium kryss kryssing kultur kunde kunngjøring kunnskap kunst kurs kvalitet
        kveld kvinne kvote kyst lade lagmøte lagring laks land landskap ledelse leder ledning lege leilighet lekeapparat
        lekeplass levering linje livsmiljø logistikk lokale lovgivning luft luftfart lysløype lærer læring løft lønn
        løsning løype makt marked maskin materiale matjord medisin medlem medvirkning melding merking metode middel
        migrasjon miljø minister mobilitet modell moske mottak mottakelse mulighet muligheter museene museer museet
        museum musikk måling måltid måte møte møter nabolag natt natur naturvern navn nemnd nettside nettverk nivå norm
        notat nybygg næring næringsliv nærmiljø nøkkel olje område omsorg omstilling oppdrag oppfølging oppgave
        oppgradering opplevelse opplæring oppussing oppvekst ordfører ordning organisasjon orientering orkester overgang
        oversettelse oversikt overvann overvåking park parkering parti pasient pendler pendling penger pensjon
        pensjonist periode person pilot plan planlegging planter plass plattform plikt politi politiker politikk port
        portal posisjon post potensial praksis prioritering pris problem produksjon produkt profilering program
        prosedyre prosent prosess prosjekt prøve psykiatri publikum punkt påvirkning rapport rapportering rassikring
        redegjørelse referat reform regel region register registrering regjering regulering reise rekkefølge
        rekruttering renhold renovasjon rensing rensning reparasjon representantskap reservat ressurs restaurant
        restaurering resultat retning rett rettighet revisjon revisor risiko rute ruter rådgivende rådgiver rådgivning
        rådhus rådmann saksbehandler saksbehandling saksliste samarbeid samband samferdsel samfunn samling samordning
        samtale sanering sekretariat sektor selskap seminar senter senteret sentrum sertifisering sikkerhet sikring
        simhall sjef skade skatt skatte skip skisse skjema skjenke skog skole skolegang skolestart skred skyss slott
        sluttrapport snøskuter sone sosial spill spor sport språk spørsmål stab stadion startlån stasjon statistikk
        statsminister statsråd sted stier stipend stortinget strand strategi streik struktur strøm student studie
        studium styre stølsvei stønad støtte støv støy støyskjerm svar svømming sykdom sykehjem sykehus sykkel system
        søknad søppel takst tale taushet taxi teater teknikk teknologi tekst telefon tema temperatur terminal test
        tidtabell tilbud tilflytting tilgang tilgjengelighet tillatelse tillegg tillits tilpasning tilskudd tilsyn
        tiltak tjeneste tjenesteyting toalett toll tomt tomte torg trafikant trafikk transport trapp trening trygd
        trygghet tunnel turisme turist tursti turvei tømmer uhell undergang undersøkelse undervisning ungdom universitet
        utbygging utdanning utfordring utgift utleie utlendinger utredning utslipp utstilling utstyr uttalelse utvalg
        utveksling utvidelse utvikling vakt valg valgkrets vann varaordfører vare varme varsel vedlikehold vedtak
        vedtekter veger vegg vegnett veier veiledning vekst velferd ventetid verdi verft verk verksted verktøy vern
        verneplan vernet vesen vikar vilje vilt vind vinter virkemiddel virksomhet visjon vitenskap voksen vold
        vurdering yrke ytelse åpning årsmelding årsrapport årsverk økning økologi økonomi øvelse øvings øyer
    """,
    "da": """
        administration adresse afdeling affald aftale alder ambulance analyse anlæg ansvar ansøgning apotek arbejde
        arbejder arbejdsplads areal arkitektur arkiv asyl bane bank barn behandling behov belysning beredskab
        beskrivelse beslutning bestyrelse betaling bevilling bibliotek billede biograf bolig borger borgmester branche
        brand bruger budget bygge byggeri byggesag bygning byråd bånd bølge børn center centret container cykel
        daginstitution dagpleje dagsorden delegation deltager demokrati dialog direktør dokument domstol drift
        drikkevand effekt effektivisering ejendom ejerskab ekspert eksport ekspropriation elbil elektricitet elev energi
        enhed erfaring erhverv erhvervsliv erstatning etablering fabrik familie fare fartøj farve ferie festival fiber
        film finansiering fisk fiskeri fjernvarme fjord flygtning flygtninge folk fond forbindelse forbrug forbud
        forbund forebyggelse forening forhandling forhold formand formidling formål forsikring forskel forskning forslag
        forsvar forsyning forsøg forum forurening forvaltning fred fremtid frihed fritid frivillig front frugt funktion
        færge gave generation grund gruppe grænse gymnasium gård handel handling haver havn helbred helhedsplan hjem
        hjemmehjælp hjælp hjælpe hospital hotel hovedstad husholdning husleje højde højskole højvande høring identitet
        idræt idrætshal import indbygger indhold indkomst indkøb indsamling indsats indstilling industri indvandring
        information infrastruktur innovation institut integration interesse internet investering invitation jagt
        jernbane jord journalist kalender kamera kampagne kanal kandidat kapital kirke klage klima klimatilpasning kloak
        kloakering klub kollektiv kommission kommunalbestyrelse kommune konference konflikt konkurrence konsekvens
        konsulent kontakt kontor kontrakt kontrol koordinator kraft krav kredit krig krise kultur kunde kunst kursus
        kvalitet kvarter kvinde kvote kyst køkken køretøj kørsel ladestander lager land landbrug landsby landskab
        ledelse leder lege legeplads lejer lejlighed levering linje lokalplan lovgivning luft læge lærer læring lærling
        løsning magt marked maskine materiale medicin medlem melding metode middel migration miljø minister mobilitet
        model modtagelse modtager museer museerne museet museum musik måling måltid møde møder natur nedlæggelse
        nedrivning netværk niveau norm næring nærmiljø nævn nøgle olie ombygning omdannelse omfartsvej omlægning område
        omsorg opfølgning opgave oplevelse oplysning ordblind ordfører ordning organisation overdragelse overenskomst
        overskud oversvømmelse park parkering parti passage patient patienter pendler penge pension periode personale
        pilot plads pladser plan planlægning pleje politi politik port portal post potentiale praksis pris problem
        proces produkt produktion program projekt prøve psykiatri publikum punkt rapport reform regel regering region
        register registrering regulering rejse rekruttering renovation renovering rensning reparation ressource
        restaurant resultat rettighed revision revisor risiko rute ruter rådgivning rådhus samarbejde samfund samling
        samordning samtale samtykke sanering sekretariat sektor selskab seminar senior service sikkerhed sikring skade
        skat skatte skib skitse skole skolebus skolegang skov slot social sogn spil spildevand sport sprog spørgsmål
        stat station stationsby sted stier stormflod strand strategi struktur strøm student studie styrelse styring støj
        støtte støv sundhed svar svømmehal svømning sygdom sygehus sygeplejerske system tale teater teknik teknologi
        tekst telefon tema temperatur terminal test tilbud tilgængelighed tilladelse tilskud tilsyn tiltag tjeneste tomt
        torv trafik trafikant transport trivsel tryghed trængsel træning tunnel turisme turist udbud udbygning
        uddannelse udfordring udgave udgift udledning udlejning udligning udsatte udsigt udsmykning udstilling udstyr
        udvalg udvidelse udvikling underretning undersøgelse undervisning ungdom universitet vagt valg vand vandløb vare
        varme vedligeholdelse vejledning velfærd venteliste ventetid videnskab vilje vind vindmølle vinter virksomhed
        vision visitation vold vuggestue vurdering vækst værdi værk værktøj væsen ytelse ældre åbning årsrapport økologi
        økonomi øvelse øvelser
    """,
}

# Shorter words: those that begin compounds before a word of the list, and those that end them behind one.
SHORT = {
    "sv": (
        "bil by bo is hav sjö tåg väg båt råd el kaj",
        "väg tåg båt bil råd hus mål nät val hav sjö bad tid kaj lån lön",
    ),
    "nb": (
        "by bil bo is hav sjø tog vei veg råd båt fly ski kai",
        "vei veg tog båt bil råd hus mål hav sjø bad sti lag tid kai lån",
    ),
    "da": (
        "by bil bo is hav sø tog vej råd båd fly el kaj",
        "vej tog båd bil råd hus mål net hav sø bad sti tid kaj lån",
    ),
}
