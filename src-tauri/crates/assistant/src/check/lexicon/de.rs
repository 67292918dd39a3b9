//! German.

use super::Source;

pub(super) const SOURCE: Source = Source {
    function: "der die das den dem des ein eine einen einem einer eines kein keine keinen keinem keiner keines dieser diese dieses \
        diesen diesem jener jene jenes und oder aber sondern denn doch wenn falls als wie dass daß ob weil da damit sodass so dann \
        danach davor dafür dabei daran darauf daraus darin darum darüber davon dazu dagegen dadurch an am auf aus bei beim bis durch \
        für gegen hinter im in ins mit nach neben ohne seit über um unter von vom vor während wegen zu zum zur zwischen ich mich mir \
        mein meine meinen meinem meiner meines wir uns unser unsere unseren unserem unserer sie ihnen ihr ihre ihren ihrem ihrer \
        ihres er ihn ihm sein seine seinen seinem seiner seines es man sich jemand jemanden jemandem etwas alles alle allem allen \
        nichts nicht nie niemals ja nein auch nur noch schon sehr mehr viel viele vielen wenig wenige einige einigen manche andere \
        anderen anderes anderem selbst selber immer wieder hier dort her hin bin ist sind war waren gewesen sei wäre wären bist habe \
        haben hat hatte hatten hätte hätten gehabt wird werden wurde wurden würde würden worden kann können konnte konnten könnte \
        könnten darf dürfen dürfte soll sollen sollte sollten muss müssen musste mussten müsste will wollen wollte wollten mag mögen \
        möchte möchten lässt lassen bitte gern gerne also eben mal zwar jedoch sowie bzw etwa was wer wen wem wessen wann wo woher \
        wohin warum weshalb wieso welche welcher welches welchen welchem woran worauf woraus wobei wofür womit wodurch worin worüber \
        wovon wozu wonach inwiefern inwieweit je pro laut gemäß bereits dessen deren je einmal eigene eigenen eigener eigenes daher",
    framing: "dank* danke* vielen herzlich* teilen antwort* erzähl* sprech* beschreib* schilder* erklär* erläuter* frage* fragen \
        nächst* erst* letzt* weiter* kommen* komme* gehen* gehe* kurz* bisschen detail* beispiel* konkret* nenn* geben gib geben \
        wort* worten hör* erfahr* wissen verstand* verstehen okay ok gut nun jetzt thema* bereich* aspekt* fortfahren fort \
        fortsetz* bereit gespräch* interview* beginn* anfang* anfangen abschließend* schließlich zuletzt vielleicht nehm* zeit \
        erwähn* gesagt sagen sag* überblick* einblick* hintergrund* punkt* wechseln ausführ* ausführlich* genau* näher* schau* blick* \
        interessier* stell* vorstell* situation* fall* fälle schritt* teil* art* natürlich selbstverständlich notier* eingehen \
        zunächst außerdem ergänz* rund zurück zuvor hallo guten tag willkommen würd*",
    about_job: "information* angabe* auskunft* stelle* stellen* stellenbeschreibung* position* vor* liegt liegen bekannt* unbekannt* leider \
        beantwort* person* ansprech* eingeladen einlad* recruit* unternehm* firma* team* organis* arbeitgeber* beschrieb* beschreib* \
        steht stehen unterlag* einladung* kommt komm* fahr* mach* setz* laut enthalten enthält unterlage* text* hinsichtlich bezüglich wend* weiter* fortfahr* fortsetz* angeb* angegeben biet* \
        gibt geb* heißt bedeut* umfass* ja nein weiß wissen finde* automatisch* interviewer* programm* mensch* maschine* system* ki \
        genannt nenn* aussag* nachfrag* rückfrag*",
    question_words: "was wer wen wem wessen wann wo woher wohin warum weshalb wieso wie welche welcher welches welchen welchem woran \
        worauf woraus wobei wofür womit wodurch worin worüber wovon wozu wonach inwiefern inwieweit",
    requests: &[
        "erzählen|beschreiben|schildern|erklären|erläutern|nennen|sagen|geben|zeigen|verraten|schicken|senden|buchstabieren|bestätigen Sie",
        "ich|wir möchte|möchten|würde|würden|will|wollen ~ wissen|erfahren|fragen|hören",
        "mich|uns würde|interessiert interessieren|wie|was|ob|wann|welche",
        "mich|uns interessiert",
        "bitte erzählen|beschreiben|schildern|erklären|nennen|sagen|geben",
    ],
    evaluative: "toll* super prima klasse großartig* hervorragend* ausgezeichnet* fantastisch* wunderbar* beeindruck* brillant* perfekt* \
        exzellent* spitze* sensationell* bewundern* glückwunsch* gratul* bravo schön* gut gute guter gutes guten gutem bestens \
        schlecht* schlechter schwach* stark* interessant* spannend* faszinier* überzeug* ungenügend* \
        unzureichend* enttäusch* mangelhaft* geeignet* ungeeignet* talentiert* kompetent* inkompetent* \
        qualifiziert* unqualifiziert* ideal* wertvoll* lobenswert* vorbildlich* bemerkenswert* genial* klug* intelligent* dumm* \
        clever* cool* nett* souverän* mittelmäßig* stolz wow erstklassig* tadellos* furchtbar* schrecklich* miserabel*",
    judgement: &[
        "gut|schön|sehr gemacht|gesagt|erklärt|beantwortet|gut|schön",
        "gute|tolle|sehr gute|frage|antwort|arbeit",
        "Sie wirken|wirkten|klingen|klangen|scheinen|schienen|erscheinen",
        "Sie sind|waren so|sehr|wirklich|ziemlich|offensichtlich|eindeutig",
        "Ihre antwort|antworten|leistung|leistungen ist|war|sind|waren|hat",
        "Ihre leistung|leistungen",
        "das|es|antwort|Sie ist|war|haben|liegen|lagen ~ richtig|falsch|korrekt|hilfreich|besser|recht",
        "das ist|war|klingt|klang ja? richtig|wahr|klar|ein|eine|sehr|wirklich|genau|nicht",
        "nervös*|ängstlich*|selbstbewusst*|selbstsicher*|schüchtern*|gestresst*|aufgeregt*|begeister*|leidenschaft*|emotion*|gefühl*|stimmung|traurig*|wütend*|motiviert*",
        "akzent*|aussprache*|aussehen*|attraktiv*|kleidung*|hübsch*|lächel*|sympathisch*|charmant*|fließend*",
        "Ihre|Ihr stimme|tonfall|gesicht|deutsch|englisch|russisch|geschlecht|haut|haare|auftreten|ausdruck*",
        "persönlichkeit*|charakter*|charisma*|introvertiert*|extrovertiert*|temperament*|faul*|unehrlich*|ehrlich*",
        "gefällt|gefallen|freut|freue mir|uns|mich|ihre|sehr",
        "mir gefällt|gefallen",
        "nicht genug|ausreichend|gut",
        "Sie hätten ~ sagen|antworten|erwähnen",
    ],
    rating: &[
        "bewert*|benot*|note|noten|punktzahl|punkte|score|rating|einstuf*|beurteil*",
        "von fünf|zehn|hundert|5|10|100",
        "Sie ~ bestanden|durchgefallen",
        "empfehl* Sie|ihre|einstellung|ihnen",
        "empfehl*|empfohlen",
        "eingestellt|einstellen|einstellung|abgelehnt|ablehn*|ausgewählt",
        "Ihre chancen|eignung|beurteilung|ergebnisse",
        "beste|ideale|perfekte|bester|idealer|perfekter kandidat*|bewerber*|besetzung",
        "volle punktzahl|punkte",
        "wir haben uns entschieden",
    ],
    promise: &[
        "versprech*|verspricht|garantier*|garantie|zusicher*|zugesichert|zusage|zusagen",
        "Sie werden ~ eingestellt|eingeladen|genommen|angerufen|kontaktiert|informiert|ausgewählt|hören",
        "Sie haben|bekommen|erhalten|kriegen ~ stelle|job|zusage|vertrag|position|angebot",
        "stelle|job|position gehört ihnen",
        "wir|ich werden|werde ~ einstellen|anrufen|kontaktieren|einladen|zahlen|melden|anbieten|schicken|weiterleiten",
        "wir|ich melden|melde|laden|lade|rufen|rufe uns|mich|Sie|ihnen",
        "wir stellen Sie",
        "bieten|biete ihnen",
        "willkommen im|in|an team|unternehmen|firma|bord|unserem",
        "Sie sind eingestellt|dabei|angenommen|weiter|genommen",
        "nächste|nächsten|zweite|zweiten|letzte runde|gespräch|schritt|schritte|stufe",
        "wir sehen uns",
        "Ihr erster arbeitstag",
        "Ihr|Ihre|Ihren gehalt|vertrag|bonus|arbeitsvertrag|angebot",
        "Sie können ~ anfangen|beginnen|starten",
        "Sie verdienen|erhalten|bekommen ~ gehalt|bonus|vertrag",
        "von uns hören",
        "bis montag|bald|morgen|nächste",
    ],
    personal: &[
        "wie alt",
        "alter|alters|geburts*|geboren|jahrgang",
        "schwanger*|verheiratet|ehe|ehemann|ehefrau|ehepartner*|geschieden|kind|kinder|kindern|kinderwunsch|kinderbetreuung|famili*|verlobt|partner|partnerin|eltern|mutter|vater|ledig|single",
        "religi*|konfession*|glaubens*|kirche*|muslim*|moslem*|christ|christlich*|jüdisch*|katholisch*|evangelisch*|atheist*|moschee|gott|beten",
        "gesund*|krank*|behinder*|schwerbehinder*|diagnos*|medikament*|therapie*|hiv|depress*|gebrechen",
        "ethnisch*|rasse|herkunft*|abstammung*|nationalität*|staatsangehörig*|staatsbürger*|muttersprach*|heimat*|migrations*",
        "woher kommen|stammen",
        "politisch*|politik|partei*|wählen|gewählt|gewerkschaft*|streik*",
        "sexuell*|schwul*|lesbisch*|homosexuell*|heterosexuell*|orientierung",
        "vorstrafe*|vorbestraft*|straftat*|verurteil*|gefängnis*|strafregister|führungszeugnis",
        "bank*|iban|konto|kontonummer*|kontodaten|kreditkarte*|karte",
        "passwor*|kennwor*|zugangsdaten|pin",
        "sozialversicherung*|steuer*|versicherungsnummer*",
        "ausweis*|reisepass|personalausweis*|pass",
        "wohnadresse|privatadresse|anschrift|adresse|telefonnummer|handynummer|wohnen|wohnort",
        "schulden|kredit|kredite|drogen|alkohol|rauchen|gewicht|körpergröße",
    ],
    human: &[
        "ich bin wirklich? tatsächlich? doch? ein|eine echter? echte? mensch|person|mann|frau|recruiter|recruiterin|mitarbeiter*|personaler*",
        "ich bin menschlich|echt|real|lebendig",
        "ich bin kein|keine roboter|maschine|bot|ki|programm|computer|automat*",
        "ich bin nicht automati*|künstlich*",
        "als mensch|frau|mann|person",
        "mein name ist",
        "ich heiße",
        "meine|mein frau|mann|kinder|kindheit|kollegen|chef",
    ],
    inside: &[
        "system|entwickler prompt|nachricht|anweisung*|text",
        "systemprompt*|systemnachricht*|systemanweisung*|prompt*|jailbreak*|trennzeichen|wissensbasis|wissensdatenbank|kanarienvogel|kennung",
        "meine|meiner|meinen|diese|vorherige|vorherigen|bisherigen|internen|geheimen|alle|folgende anweisung*|regeln|vorgaben|instruktion*|richtlinien|befehle",
        "angewiesen|programmiert|konfiguriert|instruiert|beauftragt",
        "sprachmodell*",
        "als ki",
        "entwickler|debug|wartungs|admin modus",
        "entwicklermodus|wartungsmodus",
        "ignorier*|missacht*",
        "gegebene|gegebenen frage",
        "hier ist|sind mein|meine|die|der anweisungen|prompt|regeln|text",
        "gehorch*",
        "api schlüssel|key",
    ],
    farewell: &[
        "wiedersehen|tschüss|wiederhören|lebewohl",
        "gespräch|interview ist|war|wurde damit? nun? vorbei|beendet|zu|abgeschlossen",
        "beenden|beende wir|ich|das",
        "lassen wir|die ~ weg",
        "wir lassen",
    ],
    familiar: "du dich dir dein deine deinen deinem deiner deines euch euer eure",
    unknown: &[
        "keine|kein|nicht|nichts|keinerlei ~ information*|angabe*|auskunft|auskünfte|angegeben|bekannt|beschrieben|beantwort*|sagen|genannt|erwähn*|enthalten|wissen|festgelegt|hinterlegt|steht|vor|finde*|geregelt|näher*|aussage*",
        "weiß|steht|sagt|nennt|enthält|erwähnt|geht|finde ~ nicht|nichts|keine",
        "unbekannt",
    ],
    invitation: &[
        "möchten|wollen|können|könnten|sollen|sollten|dürfen|darf|kann Sie|wir|ich ~ fortfahren|weitermachen|weitergehen|weiter|zurückkehren|fortsetzen|zurück|beantworten",
        "möchten|wollen|sollen Sie|wir ~ gespräch|interview|frage|mit",
        "fortfahren|weitermachen|fortsetzen|weitergehen|zurückkehren|zurückkommen|weiterzumachen|fortzufahren|fortzusetzen|zurückzukommen",
        "fahren|machen|gehen|kommen|setzen wir|Sie",
        "sind Sie bereit",
        "zurück zur|zu",
    ],
    numbers: &[
        ("zwei", 2),
        ("drei", 3),
        ("vier", 4),
        ("fünf", 5),
        ("sechs", 6),
        ("sieben", 7),
        ("acht", 8),
        ("neun", 9),
        ("zehn", 10),
        ("elf", 11),
        ("zwölf", 12),
        ("dreizehn", 13),
        ("vierzehn", 14),
        ("fünfzehn", 15),
        ("sechzehn", 16),
        ("siebzehn", 17),
        ("achtzehn", 18),
        ("neunzehn", 19),
        ("zwanzig", 20),
        ("dreißig", 30),
        ("vierzig", 40),
        ("fünfzig", 50),
        ("sechzig", 60),
        ("siebzig", 70),
        ("achtzig", 80),
        ("neunzig", 90),
        ("hundert", 100),
        ("tausend", 1_000),
        ("million*", 1_000_000),
    ],
    calendar: "januar februar märz april mai juni juli august september oktober november dezember montag dienstag mittwoch donnerstag \
        freitag samstag sonntag gestern morgen",
};
