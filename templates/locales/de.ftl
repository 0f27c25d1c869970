# Deutsch

## Die Sprache selbst

language-name = Deutsch
language-tag = de

## Tage, Stunden, Aufzählungen

day = { $weekday }, { $date }
moment = { $day }, um { $clock } Uhr (Zeitzone { $zone })
minute-utc = { $date } um { $clock } Uhr UTC
wait = { $unit ->
    [hours] { $count ->
        [one] { $count } Stunde
       *[other] { $count } Stunden
    }
    [minutes] { $count ->
        [one] { $count } Minute
       *[other] { $count } Minuten
    }
   *[seconds] { $count ->
        [one] { $count } Sekunde
       *[other] { $count } Sekunden
    }
}
days = { $count ->
    [one] { $count } Tag
   *[other] { $count } Tage
}
schedule = { $cadence ->
    [weekly] jeden { $weekday } um { $clock } Uhr (Zeitzone { $zone })
    [some-weekday] einmal in der Woche um { $clock } Uhr (Zeitzone { $zone })
    [monthly] einmal im Monat um { $clock } Uhr (Zeitzone { $zone })
   *[daily] jeden Tag um { $clock } Uhr (Zeitzone { $zone })
}
cadence-name = { $cadence ->
    [weekly] Wöchentlich
    [monthly] Monatlich
   *[daily] Täglich
}
edition-name = { $cadence ->
    [weekly] Wochenausgabe
    [monthly] Monatsausgabe
   *[daily] Tagesausgabe
}
edition-heading = { $cadence ->
    [weekly] Wochenausgabe: { $day }
    [monthly] Monatsausgabe: { $day }
   *[daily] Tagesausgabe: { $day }
}
edition-number = Nr. { $number }
papers = { $count ->
    [one] { $count } Paper
   *[other] { $count } Paper
}
votes = { $count ->
    [one] { $count } Stimme
   *[other] { $count } Stimmen
}
and-more-papers = { $count ->
    [one] und { $count } weiteres Paper
   *[other] und { $count } weitere Paper
}
everything-trending = alles, was im Trend liegt
because-you-follow = weil Sie { $topics } abonniert haben
because-trending = weil es im Trend liegt
trending-in = im Trend bei { $topics }
code = Code
code-of = Code zu { $title }

## Der Rahmen jeder Seite

share-alt = Broadsheet: die Titelseite einer Zeitung aus Forschungspapern
skip-to-content = Zum Inhalt springen
about-broadsheet = Broadsheet schickt allen Leserinnen und Lesern die Forschungspaper, die in ihren Themen im Trend liegen, zu ihrer eigenen Stunde.
about-privacy = Wir speichern Ihre Adresse, Ihre Auswahl und was wir Ihnen geschickt haben: damit diese Mail zu Ihnen kommt und für nichts anderes. In jeder Mail steht ein Link zum Abbestellen.
about-and-feeds = Über uns und Feeds
language = Sprache
link-papers = Paper
link-editions = Ausgaben
link-api = API
link-privacy = Datenschutz
feed-atom = { $list }: Atom-Feed
feed-json = { $list }: JSON-Feed
error-title = Fehler: { $title }
to-front-page = Zur Startseite
to-beginning = Zum Anfang
further = Weiter

## Die Startseite und ihr Formular

home-promise = Die Paper im Trend, direkt in Ihr Postfach!
home-title = Die Paper im Trend, direkt in Ihr Postfach
home-description = Die Forschungspaper, die in Ihren Themen im Trend liegen, per Mail und zu der Stunde, die Sie wählen.
home-jump = Zuerst die Paper von heute lesen
home-trending = Heute im Trend
home-would-get = Das würden Sie bekommen
home-more = Mehr Paper im Trend
home-empty = Die Paper von heute sind noch nicht da.
home-empty-next = Broadsheet liest seine Quellen den ganzen Tag, und diese Spalte füllt sich von selbst. Abonnieren können Sie schon jetzt: Die erste Mail kommt, sobald es zu Ihren Themen etwas Neues gibt.
home-none = Zu diesen Themen liegt gerade nichts im Trend.
home-none-next = Abonnieren können Sie trotzdem: Eine Mail kommt, sobald es etwas Neues gibt, und vorher keine.
home-shown = { $count ->
    [one] { $count } Paper wird gezeigt, Auswahl: { $topics }.
   *[other] { $count } Paper werden gezeigt, Auswahl: { $topics }.
}
home-show = Zeigen, was ich bekäme
subscribe = Abonnieren
email-label = Ihre E-Mail-Adresse
email-hint = Wir schicken einen Link zur Bestätigung. Kein Tracking; in jeder Mail steht ein Link zum Abbestellen.
email-did-you-mean = Meinten Sie <strong>{ $email }</strong>?
email-keep = Nein, { $email } behalten
email-use = Ja, { $email } nehmen
trap-label = Lassen Sie dieses Feld leer
faults = { $count ->
    [one] Eine Angabe fehlt noch oder stimmt nicht
   *[other] { $count } Angaben fehlen noch oder stimmen nicht
}
topics = Themen
topics-hint = Kreuzen Sie an, was Sie lesen möchten. Ohne Auswahl kommt alles, was im Trend liegt.
topics-chosen = { $count ->
    [0] Nichts gewählt: alles, was im Trend liegt
    [one] { $count } Thema gewählt
   *[other] { $count } Themen gewählt
}
topics-chosen-of-several = { $count ->
    [0] Kein Thema gewählt
    [one] { $count } Thema gewählt
   *[other] { $count } Themen gewählt
}
how-often = Wie oft
weekday = Tag
weekday-hint = Für die Wochenausgabe.
hour = Uhrzeit
timezone = Zeitzone
optional = (freiwillig)

## Was an einem Feld nicht stimmt

field-email-empty = Geben Sie Ihre E-Mail-Adresse ein.
field-email-part = Geben Sie eine vollständige E-Mail-Adresse ein, etwa name@example.org.
field-email-accents = Vor dem @ gehen zurzeit nur Buchstaben ohne Akzente und Umlaute.
field-email-local = Der Teil vor dem @ ist nicht gültig. Prüfen Sie ihn auf Leerzeichen, Kommas oder doppelte Punkte.
field-email-domain = Der Teil nach dem @ ist keine Domain. Prüfen Sie die Schreibweise, etwa example.org.
field-email-long = Diese Adresse ist zu lang: Möglich sind 254 Zeichen.
field-email-machine = Dieses Postfach gehört einer Maschine. Nehmen Sie Ihre eigene Adresse.
field-topics-text = Senden Sie Themen als Text.
field-topics-unknown = Eines dieser Themen gibt es nicht. Wählen Sie aus der Liste unter /api/v1/topics.
field-categories-text = Senden Sie Kategorien als Text.
field-categories-form = Geben Sie arXiv-Kategorien wie cs.CL an.
field-categories-unknown = Eine dieser Kategorien gibt es nicht. Wählen Sie aus der Liste unter /api/v1/categories.
field-categories-many = Wählen Sie höchstens 30 Kategorien.
field-keywords-text = Senden Sie Stichwörter als Text.
field-keywords-short = Ein Stichwort hat mindestens 2 Buchstaben.
field-keywords-long = Ein Stichwort hat höchstens 100 Buchstaben.
field-keywords-many = Geben Sie höchstens 20 Stichwörter an.
field-authors-text = Senden Sie Namen als Text.
field-authors-short = Ein Name hat mindestens 2 Buchstaben.
field-authors-long = Ein Name hat höchstens 100 Buchstaben.
field-authors-many = Geben Sie höchstens 50 Namen an.
field-frequency = Wählen Sie täglich, wöchentlich oder monatlich.
field-hour = Wählen Sie eine Stunde von 0 bis 23.
field-weekday = Wählen Sie einen Tag von 1 (Montag) bis 7 (Sonntag).
field-timezone = Wählen Sie eine Zeitzone wie Europe/Berlin.
field-max-papers = Wählen Sie zwischen 1 und 50 Papern.
field-pause-year = Wählen Sie einen Tag innerhalb eines Jahres.
field-pause-past = Wählen Sie einen Tag nach heute, oder lassen Sie das Feld leer.
field-pause-form = Geben Sie ein Datum wie 2026-12-24 ein, oder lassen Sie das Feld leer.
field-form-early = Das ging schneller, als wir es von einer Maschine unterscheiden können. Bitte drücken Sie noch einmal auf „Abonnieren“.
field-form-late = Diese Seite war lange offen. Bitte drücken Sie noch einmal auf „Abonnieren“.
keyword-fruitless = „{ $keyword }“ findet für sich allein nichts. Ergänzen Sie in derselben Zeile ein Wort, nach dem gesucht werden soll.

## Anmelden

inbox-title = Sehen Sie in Ihr Postfach
inbox-sent = Wir haben einen Link an <strong>{ $email }</strong> geschickt. Er gilt 3 Tage.
inbox-busy = <strong>Gerade melden sich viele Menschen an.</strong> Ihre Mail wartet, bis sie an der Reihe ist; das kann bis zu { $wait } dauern.
link-sent = Wir haben einen Link an { $email } geschickt. Er gilt { $days }.
inbox-next = Öffnen Sie die Mail und drücken Sie den Knopf auf der Seite, zu der sie führt. Bis dahin bekommen Sie nichts von uns.
inbox-nothing = Nichts gekommen?
inbox-spam = Warten Sie ein paar Minuten und sehen Sie dann im Spam-Ordner nach.
inbox-check = Prüfen Sie die Adresse oben. Wenn es nicht Ihre ist, <link>melden Sie sich noch einmal an</link>, mit der richtigen.
inbox-once = Eine Adresse, die Broadsheet schon bekommt oder eben erst gefragt hat, bekommt keine zweite Mail.
confirm-title = Abonnement bestätigen
confirm-lead = Ein Knopfdruck, und Sie sind dabei. Vorher wird Ihnen nichts geschickt.
confirm-what = Sie bekommen
confirm-when = Wann
confirm = Bestätigen
confirm-not-you = Das waren nicht Sie? Schließen Sie die Seite; die Adresse wird vergessen, wenn der Link abläuft.
confirmed-title = Sie haben abonniert
confirmed-lead = Ihre erste Ausgabe ist unterwegs. Die nächste kommt am <strong>{ $moment }</strong>.
confirmed-what = Jede bringt Ihnen: { $topics }. Wenn nichts Neues erschienen ist, kommt keine Mail.
read-today = Die Paper von heute lesen
change-choices = Themen oder Uhrzeit ändern
link-ended-title = Dieser Link gilt nicht mehr
confirm-expired-heading = Dieser Link ist abgelaufen
confirm-expired-lead = Ein Bestätigungslink gilt 3 Tage, und der neueste ersetzt die früheren.
confirm-invalid-heading = Dieser Link ist nicht vollständig
confirm-invalid-lead = Mailprogramme trennen lange Links manchmal. Versuchen Sie den aus der Mail noch einmal, oder kopieren Sie ihn ganz.
confirm-again = Einen neuen Link bekommen Sie sofort: Melden Sie sich noch einmal mit derselben Adresse an.
sign-up-again = Noch einmal anmelden

## Das Formular auf anderen Seiten

embed-on = Thema: { $topics }.
embed-on-everything = Alles, was im Trend liegt.
embed-more = Mehr können Sie über einen Link in jeder Mail wählen.
embed-wait = Einen Augenblick …
embed-failed = Das hat nicht geklappt. Bitte versuchen Sie es in einer Minute noch einmal.

embed-code-title = Das Formular auf Ihrer eigenen Seite
embed-code-description = Drei Wege, das Anmeldeformular auf eine eigene Seite zu setzen.
embed-code-lead = Drei Wege, Broadsheet Ihren Leserinnen und Lesern anzubieten. Jeder führt zu einer Mail, in der sie bestätigen.
embed-code-topics = Nennen Sie Themen nach <code>topics=</code> oder in <code>data-topics</code>, mit ihren Kürzeln aus <link>der Liste</link>, durch Kommas getrennt; ohne sie kommt alles, was im Trend liegt.
embed-code-html = Reines HTML
embed-code-html-lead = Geht auf jeder Seite, braucht kein Skript und antwortet auf einer Seite von uns. Gestalten Sie es, wie Sie möchten.
embed-code-html-label = Das Formular als reines HTML
embed-code-script = Ein Skript
embed-code-script-lead = Setzt dasselbe Formular dorthin, wo es steht, und sagt auf Ihrer Seite, wie es weitergeht. Es lädt sonst nichts und merkt sich nichts.
embed-code-script-label = Das Formular als Skript
embed-code-frame = Ein Rahmen
embed-code-frame-lead = Zeigt das Formular so, wie es hier aussieht.
embed-code-frame-label = Das Formular in einem Rahmen
embed-code-frame-title = Broadsheet abonnieren
embed-code-where = Wo Skript und Rahmen funktionieren
embed-code-sites = Auf { $sites }. Weitere Seiten nennt der Betreiber in <code>EMBED_ORIGINS</code>. Anderswo schickt das Skript das Formular trotzdem ab, und die Antwort öffnet sich hier; der Rahmen bleibt leer.
embed-code-no-sites = Noch ist keine Seite genannt: Das tut der Betreiber in <code>EMBED_ORIGINS</code>. Bis dahin schickt das Skript das Formular trotzdem ab, und die Antwort öffnet sich hier; der Rahmen bleibt leer.

## Einstellungen

preferences-title = Ihre Einstellungen
preferences-preview-title = Vorschau auf Ihre nächste Ausgabe
preferences-for = Für Mails an <strong>{ $email }</strong>.
preferences-saved = <strong>Gespeichert.</strong> Ihre nächste Ausgabe kommt am { $moment }.
preferences-saved-only = <strong>Gespeichert.</strong>
preferences-forgotten = <strong>Vergessen.</strong> Ihre Ausgaben sind wieder geordnet wie die aller anderen. Was Sie unten sonst geändert haben, ist noch nicht gespeichert.
preferences-next = Ihre nächste Ausgabe kommt am { $moment }.
preferences-left = Sie haben abbestellt
preferences-left-next = An diese Adresse wird nichts geschickt. Wenn Sie zurückkommen möchten, melden Sie sich neu an; zur Bestätigung genügt eine Mail.
preferences-paused = <strong>Pause.</strong> Vorher wird nichts geschickt. Leeren Sie unten das Datum und speichern Sie, damit es sofort weitergeht.
preferences-paused-until = <strong>Pause bis { $moment }.</strong> Vorher wird nichts geschickt. Leeren Sie unten das Datum und speichern Sie, damit es sofort weitergeht.
preferences-topics-hint = Kreuzen Sie an, was Sie lesen möchten. Es kommen Paper zu jedem Ihrer Themen, Kategorien, Stichwörter und Namen; ohne all das kommt alles, was im Trend liegt.
categories = arXiv-Kategorien
keywords = Stichwörter
keywords-hint = Eines je Zeile. Alle Wörter müssen vorkommen, gleich in welcher Reihenfolge; "Anführungszeichen" halten eine Wendung zusammen, OR steht zwischen Alternativen, - vor dem, was nicht vorkommen soll.
authors = Autorinnen und Autoren
authors-hint = Ein Name je Zeile, etwa Emmy Noether oder Noether, E.
also-label = Wenn Ihre Auswahl wenig bringt
also-choice = Auch, was anderswo im Trend liegt
also-hint = Bis zu drei Paper von außerhalb, unter eigener Überschrift, wenn es weniger gibt, als Sie möchten.
max-papers = Paper in einer Mail
max-papers-hint = Höchstens, von 1 bis { $limit }.
pause = Pause bis
pause-hint = An diesem Tag kommt wieder Mail. Leer lassen, damit es weitergeht wie bisher.
mail-language = Sprache der Mail
mail-language-hint = Die Paper bleiben in ihrer eigenen.
save = Speichern
preview = Vorschau
leave = Abbestellen
leave-lead = Bestellen Sie ab, und von jetzt an kommt keine Ausgabe mehr.
preview-heading = Ihre nächste Ausgabe mit der Auswahl unten
preview-empty = Zu dieser Auswahl passt gerade nichts Neues, also käme keine Mail.
preview-lead = Käme sie jetzt, enthielte sie { $papers }.
preview-lead-beside = Käme sie jetzt, enthielte sie { $papers }, zusätzlich zu der Ausgabe, die Sie schon haben.
preview-with-also = { $papers } und { $also } von anderswo
also-trending = Auch im Trend
preview-unsaved = <strong>Noch nicht gespeichert.</strong> <link>Ändern Sie die Auswahl</link>, oder drücken Sie unten auf „Speichern“, um sie zu behalten.
taste-heading = Mehr und weniger
taste-lead = Sie haben sich in Ihren Mails zu { $papers } geäußert. Das ordnet, was Sie abonniert haben, und lässt nichts davon weg.
taste-more = Mehr von
taste-less = Weniger von
taste-nothing = noch nichts
taste-forget = Vergessen, was mir gefiel
taste-none = Unter jedem Paper in Ihrer Mail stehen „mehr davon“ und „weniger davon“. Ihre Ausgaben lernen aus dem, was Sie dort drücken, und aus nichts anderem.

feedback-title = Mehr oder weniger davon
feedback-ask = Mehr oder weniger davon?
feedback-noted = { $verdict ->
    [less] Notiert: weniger davon
   *[more] Notiert: mehr davon
}
feedback-said = { $verdict ->
    [less] Sie haben gesagt: weniger davon
   *[more] Sie haben gesagt: mehr davon
}
feedback-effect = { $verdict ->
    [less] Ähnliche Paper stehen ab Ihrer nächsten Ausgabe weiter unten. Nichts, was Sie abonniert haben, fällt weg.
   *[more] Ähnliche Paper stehen ab Ihrer nächsten Ausgabe weiter oben. Nichts, was Sie abonniert haben, fällt weg.
}
feedback-press = Drücken Sie einen Knopf, und ähnliche Paper stehen in Ihren Ausgaben weiter oben oder unten. Nichts, was Sie abonniert haben, fällt weg.
feedback-more = Mehr davon
feedback-less = Weniger davon
feedback-more-instead = Doch mehr davon
feedback-less-instead = Doch weniger davon
feedback-undone = <strong>Zurückgenommen.</strong> Es ist, als hätten Sie zu diesem Paper nichts gesagt.
feedback-preferences = <link>Ihre Einstellungen</link> zeigen, was Ihre Ausgaben von Ihnen gelernt haben, und können es vergessen.
undo = Zurücknehmen

## Abbestellen

unsubscribe = Abbestellen
unsubscribe-lead = Drücken Sie den Knopf, und an <strong>{ $email }</strong> kommt keine Ausgabe mehr.
unsubscribe-fewer = Eher zu viele Mails als die falschen? <link>Bekommen Sie lieber weniger</link>: wöchentlich, monatlich, weniger Paper oder eine Pause.
unsubscribed-title = Sie haben abbestellt
unsubscribed-lead = An <strong>{ $email }</strong> kommt keine Ausgabe mehr. Danke, dass Sie gelesen haben.
this-address = diese Adresse
unsubscribed-slip = War es ein Versehen? Mit einem Knopfdruck ist alles wie zuvor.
unsubscribed-return = Um zurückzukommen, <link>melden Sie sich</link> auf der Titelseite neu an; eine Mail genügt zum Bestätigen.
papers-stay-open = Die Paper stehen weiter allen offen, auf <link>der Startseite</link>.
resubscribed-title = Sie haben wieder abonniert
resubscribed-lead = Mails an <strong>{ $email }</strong> kommen weiter wie bisher: { $schedule }.

## Paper und Ausgaben, offen für alle

papers-trending = Paper im Trend
papers-newest = Neueste Paper
papers-with = Paper mit „{ $words }“
papers-in = Im Trend: { $topic }
papers-description = Forschungspaper im Trend, und warum jedes davon hier steht.
papers-order = Reihenfolge
papers-topics = Themen
papers-by-topic = Nach Thema
papers-all-topics = Alle Themen
papers-more = Mehr von der Liste
order-match = Passendste
order-trending = Jetzt im Trend
order-day = Beste des Tages
order-week = Beste der Woche
order-month = Beste des Monats
order-newest = Neueste
search-papers = Paper
search-label = In Titeln und Zusammenfassungen suchen
search = Suchen
search-hint = "genau diese Wörter", dies OR das, -ohne
search-narrow = Thema und Tag
search-topic = Thema
search-date = Gelistet am
spelling-used = Zu „{ $typed }“ gibt es nichts. Hier sind die Paper mit „<link>{ $mended }</link>“.
spelling-asked = Meinten Sie „<link>{ $mended }</link>“?
papers-none = Dazu passt noch kein Paper.
papers-none-next = Neue Paper werden jeden Tag gelesen und erscheinen hier von selbst. Unter <link>allen Papern im Trend</link> steht, was es jetzt gibt.
wider-words = Eines dieser Wörter
wider-day = An irgendeinem Tag
wider-time = Aus jeder Zeit
wider-topic = Auch außerhalb von { $topic }
paper-withdrawn = Dieses Paper wurde von seinen Autoren oder seinem Server zurückgezogen.
paper-read = Das Paper lesen
paper-code = Code
paper-abstract = Zusammenfassung
paper-why = Warum es im Trend liegt
paper-similar = Ähnliche Paper
paper-words = wegen der Wörter { $words }
quoted = „{ $words }“
why-score = Sein Wert ist { $score }. Ein gewöhnliches Paper beginnt bei 1; jeder Punkt mehr steht für etwa doppelt so viel Aufmerksamkeit.
why-points = Es hat { $points } Punkte gesammelt (Stimmen, halb gezählte Kommentare, neue Sterne); nach Abzug des Alters sind sie { $warm } wert.
why-typical = Paper seines Themas sammeln gewöhnlich { $typical }; für die Zeit, die es hatte, ist das das { $pace }fache davon.
editions-title = Ausgaben
editions-description = Jede Tages-, Wochen- und Monatsausgabe, wie sie verschickt wurde.
editions-lead = Jede Ausgabe, wie sie verschickt wurde: die Paper, die ihre Leserinnen und Leser bekamen, zusammen.
editions-cadence = Rhythmus
editions-all = Alle
editions-more = Mehr Ausgaben
editions-none = Noch ist keine Ausgabe erschienen.
editions-none-next = Die erste kommt, wenn die ersten Leserinnen und Leser ihre Mail haben. <link>Abonnieren Sie</link>, um dabei zu sein.
edition-empty-description = Eine Ausgabe ohne Paper.
edition-held = Was ihre Leserinnen und Leser bekamen: { $papers }, gewählt aus { $read }, die für sie gelesen wurden. In jeder Mail standen die zu den eigenen Themen.
edition-none = Diese Ausgabe enthält keine Paper.
edition-none-next = Zu den Themen ihrer Leserinnen und Leser gab es nichts Neues, also wurde keine Mail verschickt.
edition-more = Mehr aus dieser Ausgabe
edition-others = Andere Ausgaben
edition-before = Die vorige
edition-next = Die nächste
edition-all = Alle Ausgaben
edition-by-mail = Die nächste kann per Mail zu Ihnen kommen, mit den Papern Ihrer eigenen Themen.

## Feeds

feed-trending = Broadsheet: Paper im Trend
feed-trending-in = Broadsheet: im Trend bei { $topic }
feed-description = Forschungspaper im Trend, die stärksten zuerst.

## Datenschutz

privacy-title = Datenschutz
privacy-description = Was hier von Leserinnen und Lesern gespeichert wird, warum und wie lange, und wie man es sich schicken oder löschen lässt.
privacy-lead = Was hier von Ihnen gespeichert wird, warum und wie lange. Diese Seite entsteht aus den geltenden Einstellungen.
privacy-who = Wer verantwortlich ist
privacy-contact = Schreiben Sie an { $contact }.
privacy-contact-link = Schreiben Sie an <link>{ $contact }</link>.
privacy-kept = Was gespeichert wird
privacy-address = Ihre Adresse
privacy-address-why = Um Ihnen zu schicken, was Sie bestellt haben. Wenn Sie abbestellen, bleibt sie, damit wir das wissen, bis Sie sie unten löschen lassen.
privacy-choices = Ihre Auswahl
privacy-choices-why = Themen, Wörter, Namen, Rhythmus, Uhrzeit und Zeitzone, um Ihre Paper auszuwählen. So lange wie Ihre Adresse.
privacy-consent = Ihre Einwilligung
privacy-consent-why = Wann Sie sich angemeldet, bestätigt, etwas geändert oder abbestellt haben, mit welchem Formular, mit Netzadresse und Browser dieses Augenblicks, als Nachweis, dass Sie gefragt haben. So lange wie Ihre Adresse.
privacy-sent = Was wir geschickt haben
privacy-sent-why = Welche Ausgabe, wann, und was Ihr Mailserver geantwortet hat, damit kein Paper zweimal kommt. So lange wie Ihre Adresse; nach dem Löschen bleibt nur die Anzahl.
privacy-signup = Eine Anmeldung
privacy-signup-why = Der Link in der Mail gilt { $confirmation }. Was niemand bestätigt hat, wird gelöscht; Frist: { $signup }.
privacy-limits = Grenzen
privacy-limits-why = Gegen Mailfluten zählen wir Anmeldungen mit verschlüsselten Prüfwerten von Adresse und Netz, die sich nicht zurücklesen lassen; höchstens { $signup } lang.
privacy-erasure = Nach dem Löschen
privacy-erasure-why = Ein verschlüsselter Prüfwert Ihrer Adresse, damit keine alte Liste Sie zurückbringt. Das kann nur Ihre eigene Anmeldung, per Mail bestätigt.
privacy-not = Was nicht geschieht
privacy-not-pixel = In keiner Mail steckt ein Zählpixel, und Klicks werden nicht gezählt: Links führen geradewegs dorthin, wohin sie sagen.
privacy-not-cookie = Für Leserinnen und Leser wird kein Cookie gesetzt, und die Seiten laden nichts von anderen Seiten.
privacy-not-log = Protokolle enthalten keine Adresse und keinen Link, der etwas öffnet.
privacy-not-passed = Ihre Adresse geht an die Mailserver, die Ihre Mail befördern, und an niemanden sonst.
privacy-sources = Die Paper kommen von { $sources }; dorthin geht nichts über Leserinnen und Leser.
privacy-data = Ihre Daten
privacy-data-lead = Geben Sie Ihre Adresse ein. Wir schicken einen Link, der { $wait } lang und einmal gilt: um alles herunterzuladen, was von Ihnen gespeichert ist, oder um es zu löschen.
privacy-send = Meine Daten schicken
privacy-erase = Meine Daten löschen
privacy-sent-lead = Wenn etwas von <strong>{ $email }</strong> gespeichert ist, ist ein Link dorthin unterwegs. Er gilt { $wait } lang, einmal.
privacy-sent-next = Er führt zu einer Seite mit einem Knopf. Bis Sie ihn drücken, ändert sich nichts.
privacy-sent-unknown = Von einer Adresse, die sich hier nie angemeldet hat, ist nichts gespeichert; dorthin geht keine Mail.
privacy-sent-once = Eine Adresse, die eben erst gefragt hat, bekommt keinen zweiten Link.
privacy-expired-lead = Er gilt einmal und 30 Minuten lang, und nur als Ganzes. Eben wurde nichts geändert.
privacy-expired-again = Um einen neuen Link bitten
export-title = Ihre Daten
export-lead = Drücken Sie den Knopf, und Sie laden alles herunter, was von <strong>{ $email }</strong> gespeichert ist, als JSON-Datei.
export-once = Das geht einmal; für eine weitere Kopie bitten Sie um einen neuen Link.
export-download = Meine Daten herunterladen
erase-title = Ihre Daten löschen
erase-lead = Drücken Sie den Knopf, und alles, was von <strong>{ $email }</strong> gespeichert ist, wird gelöscht, sofort und für immer.
erase-stays = Es kommt keine Ausgabe mehr. Was bleibt, ist ein verschlüsselter Prüfwert der Adresse, der sich nicht zurücklesen lässt, damit keine alte Liste Sie zurückbringt. Anmelden können Sie sich jederzeit wieder.
erased-title = Ihre Daten sind gelöscht
erased-lead = Von Ihnen ist hier nichts mehr gespeichert, und es kommt keine Ausgabe. Danke, dass Sie gelesen haben.

## Worauf eine Ausgabe steht

sources-read = Gelesen: { $sources }.
sources-partly = Von { $source } ließ sich heute nicht lesen: { $missing }.
sources-down = Nicht lesbar: { $sources }. Es können also Paper fehlen.
more-categories = { $count ->
    [one] { $count } weitere Kategorie
   *[other] { $count } weitere Kategorien
}
coverage-announcements = { $announced ->
    [one] { $read } von { $announced } Ankündigung in { $name }
   *[other] { $read } von { $announced } Ankündigungen in { $name }
}
coverage-papers = { $announced ->
    [one] { $read } von { $announced } Paper bei { $name }
   *[other] { $read } von { $announced } Papern bei { $name }
}
coverage-read = { $read } gelesen, { $chosen } ausgewählt.
coverage-more = { $count ->
    [one] { $count } weitere Ihrer Kategorien wurde gelesen.
   *[other] { $count } weitere Ihrer Kategorien wurden gelesen.
}

## Was schiefging

not-found-title = Seite nicht gefunden
not-found-lead = Unter dieser Adresse gibt es nichts. Vielleicht ist die Seite umgezogen, oder der Link ist abgeschnitten.
not-found-front = <link>Die Startseite</link> hat die Paper von heute und die Anmeldung.
not-found-papers = <link>Alle Paper im Trend</link>, nach Thema und Datum.
not-found-mail = Ein Link aus einer Mail? Kopieren Sie ihn ganz; lange Links werden manchmal getrennt.
bad-link-title = Dieser Link funktioniert nicht
bad-link-lead = Er ist nicht vollständig, oder er ist nicht von uns. Es wurde nichts geändert.
bad-link-again = Öffnen Sie ihn noch einmal aus der Mail, oder kopieren Sie ihn ganz; Mailprogramme trennen lange Links manchmal.
bad-link-newest = In der neuesten Mail von uns stehen Links zu Ihren Einstellungen und zum Abbestellen; sie gelten weiter.
bad-link-new = Neu hier? <link>Melden Sie sich auf der Startseite an</link>.
too-many-title = Zu viele Anfragen
too-many-lead = Aus Ihrem Netz kamen in kurzer Zeit viele Anfragen, deshalb wurde diese nicht ausgeführt.
too-many-wait = Versuchen Sie es wieder; Wartezeit: <strong>{ $wait }</strong>. Links zum Abbestellen funktionieren jederzeit.
too-many-some = Versuchen Sie es <strong>in ein paar Minuten</strong> wieder. Links zum Abbestellen funktionieren jederzeit.
fault-title = Etwas ist schiefgegangen
fault-lead = Der Fehler liegt bei uns und ist aufgeschrieben. Was Sie eben gesendet haben, ist vielleicht nicht gespeichert.
fault-next = Gehen Sie zurück und versuchen Sie es in einer Minute noch einmal. Wenn es wieder misslingt, schreiben Sie uns mit diesem Zeichen:

## Die Mails

untitled-paper = Paper ohne Titel
mail-more = und { $count } weitere
mail-new-papers = { $count ->
    [one] { $count } neues Paper
   *[other] { $count } neue Paper
}
mail-trending-papers = { $count ->
    [one] { $count } Paper im Trend
   *[other] { $count } Paper im Trend
}
mail-papers-on = { $papers } zu { $topics }
mail-papers-read = { $papers }, { $read } für Sie gelesen
mail-more-topics = { $count ->
    [one] { $count } weiteres Thema
   *[other] { $count } weitere Themen
}
mail-why-topics = Sie bekommen diese Mail, weil Sie sich bei { $list } angemeldet und { $topics } abonniert haben.
mail-why-topics-since = Sie bekommen diese Mail, weil Sie sich am { $date } bei { $list } angemeldet und { $topics } abonniert haben.
mail-why-everything = Sie bekommen diese Mail, weil Sie sich bei { $list } angemeldet und alles gewählt haben, was im Trend liegt.
mail-why-everything-since = Sie bekommen diese Mail, weil Sie sich am { $date } bei { $list } angemeldet und alles gewählt haben, was im Trend liegt.
mail-pick = von der Redaktion gewählt
mail-comments = { $count ->
    [one] { $count } Kommentar
   *[other] { $count } Kommentare
}
mail-note = Anmerkung:
mail-code = Code:
mail-more-like-this = mehr davon
mail-less-like-this = weniger davon
mail-preferences = Einstellungen
mail-unsubscribe = Abbestellen
mail-read-on-web = Im Web lesen
mail-from = { $list } auf { $host }, { $address }
mail-not-you = Das waren nicht Sie? Lassen Sie diese Mail liegen: Es wird nichts mehr geschickt.
mail-not-you-data = Das waren nicht Sie? Lassen Sie diese Mail liegen: Niemand außer Ihnen hat den Link, und es ändert sich nichts.
mail-confirm-subject = Bestätigen Sie Ihr Abonnement von { $list }
mail-confirm-first = Noch ein Schritt: Bestätigen Sie, dass Sie { $list } in Ihrem Postfach möchten.
mail-confirm-title = Abonnement bestätigen
mail-confirm-asked = Am { $at } hat jemand, hoffentlich Sie, diese Adresse eingegeben, um { $list } zu bekommen: die Forschungspaper im Trend, per Mail.
mail-confirm-button = Der Knopf öffnet eine Seite, auf der Sie bestätigen. Gültigkeit: { $days }.
mail-confirm-link = Dieser Link öffnet eine Seite, auf der Sie bestätigen. Gültigkeit: { $days }.
mail-confirm = Bestätigen
mail-goodbye-subject = Sie haben { $list } abbestellt
mail-goodbye-first = Sie haben { $list } abbestellt. Es kommen keine Ausgaben mehr.
mail-goodbye-title = Auf Wiedersehen, und danke fürs Lesen
mail-goodbye-done = Ihre Adresse steht nicht mehr auf der Liste. Sie müssen nichts tun, und dies ist die letzte Mail.
mail-goodbye-slip = War es ein Versehen, oder möchten Sie lieber weniger Mails als keine?
mail-goodbye-return = Wieder abonnieren
mail-goodbye-choose = Andere Themen oder einen anderen Rhythmus wählen
mail-export-subject = Ihre Daten bei { $list }
mail-export-first = Sie haben um eine Kopie all dessen gebeten, was { $list } von Ihnen gespeichert hat.
mail-export-title = Ihre Daten
mail-export-button = Der Knopf öffnet eine Seite, auf der Sie sie herunterladen. Er gilt einmal, { $wait } lang.
mail-export-link = Dieser Link öffnet eine Seite, auf der Sie sie herunterladen. Er gilt einmal, { $wait } lang.
mail-export = Meine Daten holen
mail-erase-subject = Ihre Daten bei { $list } löschen
mail-erase-first = Sie haben uns gebeten, alles zu löschen, was { $list } von Ihnen gespeichert hat.
mail-erase-title = Ihre Daten löschen
mail-erase-button = Der Knopf öffnet eine Seite, auf der Sie es tun. Er gilt einmal, { $wait } lang. Was gelöscht ist, lässt sich nicht zurückholen, und es kommt keine Ausgabe mehr.
mail-erase-link = Dieser Link öffnet eine Seite, auf der Sie es tun. Er gilt einmal, { $wait } lang. Was gelöscht ist, lässt sich nicht zurückholen, und es kommt keine Ausgabe mehr.
mail-erase = Meine Daten löschen

## Die Themen, benannt nach ihren englischen Namen

group-language = Sprache
group-vision = Bild
group-speech = Ton
group-agents = Agenten
group-learning = Lernen
group-trust = Vertrauen
group-science = Wissenschaft
topic-language-models = Sprachmodelle
topic-multilingual-low-resource-nlp = Mehrsprachiges & kleine Sprachen
topic-tokenization = Tokenisierung
topic-prompting-in-context-learning = Prompting & Lernen im Kontext
topic-long-context-memory = Langer Kontext & Gedächtnis
topic-reasoning-mathematics = Schlussfolgern & Mathematik
topic-code-software-engineering = Code & Softwaretechnik
topic-retrieval-recommendation = Suche & Empfehlung
topic-multimodal-vision-language = Multimodales & Bild mit Sprache
topic-visual-temporal-grounding = Verankerung in Bild & Zeit
topic-image-recognition-perception = Bilderkennung & Wahrnehmung
topic-image-generation-editing = Bilderzeugung & Bearbeitung
topic-video-understanding-generation = Videos verstehen & erzeugen
topic-3d-vision-graphics = 3D-Sehen & Grafik
topic-documents-ocr = Dokumente & OCR
topic-speech-audio = Gesprochenes & Audio
topic-agents-tool-use = Agenten & Werkzeuge
topic-robotics-embodied-ai = Robotik & verkörperte KI
topic-reinforcement-learning = Bestärkendes Lernen
topic-alignment-safety = Alignment & Sicherheit
topic-hallucination-factuality = Halluzination & Faktentreue
topic-interpretability = Interpretierbarkeit
topic-benchmarks-evaluation = Benchmarks & Bewertung
topic-efficient-inference-compression = Sparsame Inferenz & Kompression
topic-training-data-data-curation = Trainingsdaten & Datenpflege
topic-fine-tuning-adaptation = Feinabstimmung & Anpassung
topic-representation-contrastive-learning = Repräsentation & kontrastives Lernen
topic-biomedical-health = Biomedizin & Gesundheit
topic-ai-for-science = KI für die Wissenschaft

## Die Themen, erklärt

definition-language-models = Textsprachmodelle als solche bauen, vortrainieren oder untersuchen: Architekturen, Skalierung, Ziele der Wortvorhersage, allgemeines Verhalten.
definition-multilingual-low-resource-nlp = Mehr als eine menschliche Sprache, Übertragung zwischen Sprachen, Übersetzung oder Sprachen mit wenig Daten.
definition-tokenization = Wie Text oder Bilder in Token zerlegt werden: Tokenizer, Vokabulare, Modelle auf Bytes oder Zeichen, gelernte diskrete Bildtoken.
definition-prompting-in-context-learning = Beispiele im Kontext, Entwurf und Abstimmung von Prompts, wie Modelle aus ihrem Kontext lernen.
definition-long-context-memory = Sehr lange Eingaben, Verwaltung des KV-Caches, Erweiterung des Kontexts, Suche in langen Eingaben, Gedächtnismodule.
definition-reasoning-mathematics = Gedankenketten, mehrstufiges oder logisches Schließen, Rechnen, Mathematik, Zählen.
definition-code-software-engineering = Programme schreiben, ergänzen, reparieren oder testen; Agenten, die programmieren.
definition-retrieval-recommendation = Informationssuche, RAG, Rangfolgen, Einbettungen für die Suche, Empfehlungssysteme.
definition-multimodal-vision-language = Modelle, die Sprache mit Bildern, Videos oder anderen Sinnen verbinden: Bild-Sprach-Modelle, Bildbeschreibung, Fragen zu Bildern.
definition-visual-temporal-grounding = Wörter an Bereiche, Rahmen, Masken oder Augenblicke binden: verweisende Ausdrücke, Verankerung in Bild, Zeit und Oberflächen.
definition-image-recognition-perception = Klassifikation, Erkennung, Segmentierung, Verfolgung, Tiefe und andere Wahrnehmung aus Bildern ohne Schwerpunkt auf Sprache.
definition-image-generation-editing = Bilder erzeugen oder bearbeiten: Diffusion, autoregressive Bildmodelle, Bilder aus Text, Stil und Ausbesserung.
definition-video-understanding-generation = Video als Haupteingabe oder -ausgabe: Video-Sprachmodelle, Augenblicke finden, Videoerzeugung, Weltmodelle aus Video.
definition-3d-vision-graphics = 3D-Rekonstruktion, Gaussian Splatting, NeRF, Punktwolken, Netze, Avatare, menschliche Bewegung, Rendering.
definition-documents-ocr = Dokumente, Diagramme, Tabellen und Text in Bildern lesen; OCR und Seitenaufbau.
definition-speech-audio = Spracherkennung, Sprachsynthese, Verbesserung, Musik und Klang.
definition-agents-tool-use = Handelnde Agenten aus Sprach- oder multimodalen Modellen: Werkzeugaufrufe, Bedienen von Oberflächen und Web, mehrere Agenten, Planen in Umgebungen.
definition-robotics-embodied-ai = Roboter, Greifen, Fortbewegung, Navigation, autonomes Fahren und Drohnen, Modelle aus Bild, Sprache und Handlung.
definition-reinforcement-learning = RL als zentrales Verfahren: Optimierung der Strategie, RLVR, GRPO, Belohnungsmodelle, Banditen.
definition-alignment-safety = RLHF und Abstimmung auf Vorlieben, Weigerungen, Jailbreaks, schädliche Inhalte, Wasserzeichen, Privatsphäre, Angriffe und Abwehr, Missbrauch und Falschinformation.
definition-hallucination-factuality = Erfundene oder unbelegte Ausgaben erkennen oder verringern; sachliche Richtigkeit.
definition-interpretability = Erklären, was Modelle berechnen: Zuschreibung, Sonden, mechanistische Analyse, Analyse der Aufmerksamkeit.
definition-benchmarks-evaluation = Ein neuer Benchmark, Testdatensatz, eine Metrik oder eine planmäßige Bewertung als Hauptbeitrag.
definition-efficient-inference-compression = Schnellere oder kleinere Modelle: spekulatives Dekodieren, früher Ausstieg, Ausdünnen von Token, Quantisierung, Destillation, parallele Inferenz, auf dem Gerät.
definition-training-data-data-curation = Trainingsdaten sammeln, mischen, filtern oder erzeugen; herausfinden, woran ein Modell gelernt hat.
definition-fine-tuning-adaptation = Anweisungstraining, sparsame Feinabstimmung, Adapter, Übertragung, Anpassung an Fachgebiete, Verschmelzen von Modellen, fortlaufendes Lernen.
definition-representation-contrastive-learning = Einbettungen, kontrastives oder selbstüberwachtes Vortraining, Angleichen von Merkmalsräumen.
definition-biomedical-health = Medizin, klinische Texte, medizinische Bilder, Biologie, Chemie, Wirkstoffe.
definition-ai-for-science = Physik, Klima, Erdbeobachtung, Werkstoffe, Astronomie, technische Simulation mit Lernverfahren.
