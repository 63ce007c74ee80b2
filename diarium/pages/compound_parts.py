"""Words that municipal papers build other words of; an archive of five documents would not teach them.

Plain lists: `compounds` decides what to make of them.
"""

from __future__ import annotations

PARTS = {
    "sv": """
        abonnemang adress affär aktie allergi ambulans analys anbud anläggning anmälan anställning ansvar ansvarig
        ansökan apotek arbetare arbete arbetslöshet arena arkitektur arkiv artikel assistans atlas avdelning avfall
        avgift avlopp avtal badhus balans bana bank barn bassäng befogenhet befolkning behandling behov belysning
        bensin beredning beräkning besiktning beslut besparing besvär betalning betyg bevakning bevarande bibliotek
        biblioteket bidrag bilaga bilagor bild biograf biologi boende bolag bolån bonde borgarråd borgmästare bostad
        bostäder brand broar brott bruk brygga brytare brännare budget buller buss byggande bygge byggnad byggnation
        byrå byrån bäck bädd båtar center central centret centrum chaufför chef cykel damm dator delegation
        deltagare demokrati depå detaljplan diagnos dialog dike diplom direktör distrikt dokument domstol drift
        drivmedel dykning däck effekt efterfrågan ekonomi elektricitet elev energi enhet erbjudande ersättning
        etablering evenemang exploatering fabrik familj fara farled fartyg fastighet fest film finans fiske fjäll
        fjärr flod flyg flygning flykt flykting folk fond fordon forskning forum fotboll framkomlighet fred frihet
        fritid front frukt främjande fråga frågor fullmäktige förbindelse förbrukning förbud förbund fördelning
        förebyggande föreläsning förening företag förlag förlust förmedling förmån förordning förort förråd
        församling förskola förskole förslag försäkring försäljning försörjning förtroende förvaltning förvar
        förvärv föräldrar gallring garage gata generation gods golv granskning gren grund grupp gräns grönområde
        gudstjänst gymnasiet gymnasium gång gård hall hamn handel handikapp handledning handling hantering helg
        hemlöshet hemtjänst herrgård hiss historia hjälp hotell hushåll huvud huvudstad hyra hyres hyresgäst hälsa
        hälsovård hållbarhet högskola höjd hörande hörsel identitet idrott import industri infart information
        infrastruktur inkomst inköp innovation inriktning insats inspektion inspektör institut integration internet
        intresse intäkt invandring investering invånare jakt jord journal journalist jubileum jämställdhet järn
        järnväg kalender kamera kammare kanal kandidat kansli kapacitet kapital karta kassa katastrof klass klimat
        klubb kläder kollega kollektiv koloni kommission kommitté kommun komplettering koncept koncern konferens
        konflikt konsert konst konstruktion konsult konsument konsumtion kontakt kontor kontrakt kontroll
        koordinator koppling korridor kort kostnad kraft kredit krets krig kris kriterium kropp kultur kund kunskap
        kurs kust kvalitet kvarter kvinna kväll kyrka kyrkogård källa lager lagring lagstiftare lagstiftning land
        landskap landsting larm lastbil ledamot ledamöter ledare ledighet ledning lektion leverans leverantör licens
        linje livsmedel ljud ljus logistik lokal lopp luft lunch läge lägenhet läkare läkemedel länk lärare läsning
        löfte magasin makt mark marknad maskin material medborgare medel medicin medlem metod migration miljö
        minister mobil modell moms moské mottagning museer museerna museet museets museum musik myndighet människa
        märkning mätning mångfald mönster möte natt natur nivå norm nota nybyggnation nämnd näring näringsliv
        nätverk nöje odling offert olja olycka område omsorg operation opinion ordförande ordning organisation orsak
        papper pappers park parti pedagog pengar pension pensionär period person personal pilot plan planering plast
        plats plattform plikt polis politik politiker pool port portal post posten potential poäng praktik pris
        priser problem process produkt produktion program projekt projektering protokoll prov prövning psykiatri
        publik punkt påverkan rabatt rapport rapportering rast reform regel regering region register registrering
        reglering rekrytering rengöring renhållning renovering reparation resa reserapport reservat restaurang
        resultat resurs revision revisor rike riktlinje risk ritning runda räddning ränta rätt rättighet rådhus
        rörelse samarbete samfund samhälle samling sammanträde samordning samråd samtal samverkan sanering
        sekreterare sektion sektor semester seminarium service signal sjukdom sjukhus sjukvård skada skatt skog
        skola skolgång skrift skrivelse skuld skydd skyldighet skärgård slam slott slutsats social sopor sorg spel
        språk spår stad stadga stadsdel stadshus staket stall stat station statistik statsråd stiftelse stimulans
        stipendium stol stolpe storlek storstad strand strategi stress struktur sträcka stråk ström student studie
        studio stuga stycke styrelse styrka styrning stöd stödjande sund svar svårighet syfte synpunkt
        sysselsättning system säkerhet säkring sändning säsong talan taxa teater teknik teknologi telefon tema
        tempel temperatur terapi terminal test text tidning tidskrift tidtabell tillgänglighet tillstånd tillsyn
        tillverkning tillväxt tillägg tjänst tjänstemän toalett tomt torg torn torsdag trafik trafikant trafikled
        transport trappa trygg trygghet träd trädgård träff träning tull tunnel turism turist tvätt täckning
        undersökning ungdom ungdomar union universitet uppdrag uppföljning uppgift uppgifter upphandling upplevelse
        upplysning uppsats utbildning utbyggnad utbyte utgift uthyrning utland utlysning utlåtande utmaning
        utredning utrustning utrymme utsikt utskott utsläpp utställning utveckling utvärdering utökning vaccination
        vakt vaktmästare valkrets vandring vapen varning varor vatten vecka verk verksamhet verktyg vetenskap vikt
        vilja vinter vision visning vistelse volym vuxen väder vägar vägledning vägval välfärd värde värdering värme
        väsende växt våld vård yttrande ägande ägare äldre ämbete ämne ändamål ändring ärende åkare åker ålder
        åldern ångest återvinning åtgärd öppethållande överenskommelse övergång översikt överskott översyn
        översättning övning
    """,
    "nb": """
        administrasjon adresse alder alkohol ambulanse analyse anbud anlegg ansatt ansettelse anskaffelse ansvar
        apotek arbeid arbeider arbeidsliv areal arena arkitektur arkiv arrangement artikkel asyl avdeling avfall
        avgift avløp avtale bakgrunn bane bank barn barnevern beboer bedrift befolkning behandling behov belysning
        beredskap beregning beslutning besøk betaling bevilgning bibel bibliotek bilde biologi bistand boks bolig
        bonde brann bruk bruker brøyting budsjett budsjettet buss bygg byggesak bygging bygning byråd bystyre campus
        datasystem delegasjon delprosjekt deltaker demokrati departement dialog direktør distrikt dokument domstol
        drift drikkevann dyrevern effekt eiendom eksport elektrisitet elev endring energi enhet erfaring erstatning
        etablering europa faggruppe fagskole familie fare farge fartøy fellesskap ferge ferie ferje fest festival
        film finans fisk fiske fiskeri fjell fjernvarme fjord flom flukt flyging flyktning flyplass fokus folk
        folketall fond forbindelse forbruk forbud forbund fordel forebygging foreldre forening forhandling forhold
        formann formannskap formidling formål forprosjekt forsikring forskning forslag forsvar forsyning forum
        forurensning forvaltning foto framtid fredning frihet frist fritid frivillighet frukt funksjon fylke
        fylkesting færge føring gass gate gave generasjon gjeld grense grunn gruppe gudstjeneste gård hage hager
        hall handel handikap handling havn havner heis helg helikopter helse hjelp hjem hjemmetjeneste hotell
        hovedstad hovedutvalg husleie husstand hytte høgskole høring høyde identitet idrett import industri
        informasjon infrastruktur innbygger innhold innkalling innkjøp innkreving innovasjon innsats innspill
        innstilling innsyn inntekt innvandring institutt integrering interesse internett investering investor jakt
        jernbane jord journalist kalender kamera kamp kampanje kanal kandidat kapital kart kartlegging kirke kjøkken
        kjøp kjøretøy klage klasse klima klubb klynge kollektiv kommisjon kommune kompetanse konferanse konflikt
        konkurranse konsekvens konsert konsulent konsum kontakt kontor kontrakt kontroll koordinator kost kraft krav
        kreditt krig krise kriterium kultur kunde kunngjøring kunnskap kunst kurs kvalitet kveld kvinne kyst lagmøte
        lagring laks land landskap ledelse leder ledning lege lekeplass levering linje livsmiljø logistikk lokale
        lovgivning luft luftfart lærer læring løft lønn løsning løype makt marked maskin materiale medisin medlem
        melding metode middel migrasjon miljø minister mobilitet modell moske mottak mulighet muligheter museene
        museer museet museum musikk måling måte møte møter nabolag natt natur naturvern navn nemnd nettverk nivå
        norm notat nybygg næring næringsliv nærmiljø nøkkel olje område omsorg omstilling oppdrag oppfølging
        opplevelse opplæring oppvekst ordfører ordning organisasjon orientering orkester overgang oversettelse
        oversikt park parkering parti pasient penger pensjon pensjonist periode person pilot plan planlegging plass
        plattform plikt politi politiker politikk port portal posisjon post potensial praksis prioritering pris
        problem produksjon produkt profilering program prosedyre prosess prosjekt prøve psykiatri publikum punkt
        påvirkning rapport rapportering referat reform regel region register registrering regjering regulering reise
        rekkefølge rekruttering renhold renovasjon reparasjon representantskap reservat ressurs restaurant resultat
        retning rett rettighet revisjon revisor risiko rute ruter rådgiver rådgivning rådhus rådmann saksbehandler
        saksbehandling saksliste samarbeid samferdsel samfunn samling samordning samtale sekretariat sektor selskap
        seminar senter senteret sentrum sertifisering sikkerhet sikring sjef skade skatt skip skog skole skolegang
        skolestart slott sluttrapport sone sosial spill sport språk spørsmål stab stadion stasjon statistikk
        statsminister statsråd sted stier stipend stortinget strand strategi streik struktur strøm student studie
        studium styre støtte støy svar svømming sykdom sykehjem sykehus sykkel system søknad søppel tale taushet
        taxi teater teknikk teknologi tekst telefon tema temperatur terminal test tidtabell tilbud tilflytting
        tilgang tilgjengelighet tillatelse tillegg tilskudd tilsyn tiltak tjeneste tjenesteyting toalett tomt torg
        trafikant trafikk transport trapp trening trygd trygghet tunnel turisme turist tømmer undersøkelse
        undervisning ungdom universitet utbygging utdanning utfordring utgift utleie utlendinger utredning utslipp
        utstilling utstyr uttalelse utvalg utveksling utvikling vakt valg valgkrets vann varaordfører vare varme
        varsel vedlikehold vedtak vedtekter vegg veier veiledning vekst velferd verdi verk verktøy verneplan vesen
        vilje vind vinter virkemiddel virksomhet visjon vitenskap voksen vold vurdering yrke ytelse åpning
        årsmelding årsrapport økologi økonomi øvelse øyer
    """,
    "da": """
        administration adresse afdeling affald aftale alder ambulance analyse anlæg ansvar ansøgning apotek arbejde
        arbejder arbejdsplads areal arkitektur arkiv asyl bane bank barn behandling behov belysning beredskab
        beslutning bestyrelse betaling bevilling bibliotek billede biograf bolig borger borgmester branche brand
        bruger budget byggeri byggesag bygning byråd bånd bølge børn center centret daginstitution dagsorden
        delegation deltager demokrati dialog direktør dokument domstol drift drikkevand effekt ejendom ejerskab
        ekspert eksport elektricitet elev energi enhed erfaring erhverv erhvervsliv erstatning etablering fabrik
        familie fare fartøj farve ferie festival film fisk fiskeri fjernvarme flygtning folk fond forbindelse
        forbrug forbud forbund forebyggelse forening forhandling forhold formand formidling formål forsikring
        forskel forskning forslag forsvar forsyning forum forurening forvaltning fred fremtid frihed fritid
        frivillig frugt funktion færge gave generation grund gruppe grænse gymnasium gård handel handling have haver
        havn helbred hjem hjemmehjælp hjælp hospital hotel hovedstad husholdning husleje højde højskole høring
        identitet idræt import indbygger indhold indkomst indkøb indsats indstilling industri information
        infrastruktur innovation institut integration interesse internet investering jagt jernbane jord journalist
        kalender kamera kampagne kanal kandidat kapital kirke klima kollektiv kommission kommunalbestyrelse kommune
        konference konflikt konkurrence konsekvens konsulent kontakt kontor kontrakt kontrol koordinator kraft krav
        kredit krig krise kultur kunde kunst kursus kvalitet kvarter kvinde kyst køkken køretøj lager land landbrug
        landsby landskab ledelse leder legeplads levering lokalplan lovgivning luft læge lærer læring løsning magt
        marked maskine materiale medicin medlem melding metode middel migration miljø minister mobilitet model
        museer museerne museet museum musik måling møde møder natur netværk niveau norm næring nærmiljø nævn nøgle
        olie område omsorg opfølgning opgave oplevelse ordfører ordning organisation overenskomst park parkering
        parti patient penge pension periode pilot plads plan planlægning pleje politi politik port portal post
        potentiale praksis pris problem proces produkt produktion program projekt prøve psykiatri publikum punkt
        rapport reform regel regering region register registrering regulering rejse rekruttering renovation
        reparation restaurant resultat rettighed revision revisor risiko rute rådgivning rådhus samarbejde samfund
        samling samordning samtale sekretariat sektor selskab seminar service sikkerhed sikring skade skat skib
        skole skolegang skov slot social sogn spil sport sprog spørgsmål stat station sted stier strand strategi
        struktur strøm student studie styrelse styring støj støtte sundhed svar sygdom sygehus system tale teater
        teknik teknologi tekst telefon tema temperatur terminal test tilbud tilgængelighed tilladelse tilskud tilsyn
        tjeneste torv trafik trafikant transport tryghed træning tunnel turisme turist udbud udbygning uddannelse
        udfordring udgift udledning udlejning udstilling udstyr udvalg udvikling undersøgelse undervisning ungdom
        universitet vagt valg vand vare varme vedligeholdelse vejledning velfærd videnskab vilje vind vinter
        virksomhed vision vold vurdering vækst værdi værk værktøj væsen ytelse åbning årsrapport økologi økonomi
        øvelse
    """,
}

# Shorter words: those that begin compounds before a word of the list, and those that end them behind one.
SHORT = {
    "sv": ("bil by bo is hav sjö tåg väg båt råd el", "väg tåg båt bil råd hus mål nät val hav sjö bad"),
    "nb": ("by bil bo is hav sjø tog vei veg råd båt fly ski", "vei veg tog båt bil råd hus mål hav sjø bad sti lag"),
    "da": ("by bil bo is hav sø tog vej råd båd fly el", "vej tog båd bil råd hus mål net hav sø bad sti"),
}
