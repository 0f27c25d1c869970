# Français

## La langue elle-même

language-name = Français
language-tag = fr

## Jours, heures, listes

day = { $weekday } { $date }
moment = { $day } à { $clock } (fuseau { $zone })
minute-utc = { $date } à { $clock } UTC
wait = { $unit ->
    [hours] { $count ->
        [one] { $count } heure
       *[other] { $count } heures
    }
    [minutes] { $count ->
        [one] { $count } minute
       *[other] { $count } minutes
    }
   *[seconds] { $count ->
        [one] { $count } seconde
       *[other] { $count } secondes
    }
}
days = { $count ->
    [one] { $count } jour
   *[other] { $count } jours
}
schedule = { $cadence ->
    [weekly] chaque { $weekday } à { $clock } (fuseau { $zone })
    [some-weekday] une fois par semaine à { $clock } (fuseau { $zone })
    [monthly] une fois par mois à { $clock } (fuseau { $zone })
   *[daily] chaque jour à { $clock } (fuseau { $zone })
}
cadence-name = { $cadence ->
    [weekly] Chaque semaine
    [monthly] Chaque mois
   *[daily] Chaque jour
}
edition-name = { $cadence ->
    [weekly] Édition hebdomadaire
    [monthly] Édition mensuelle
   *[daily] Édition quotidienne
}
edition-heading = { $cadence ->
    [weekly] Édition hebdomadaire du { $day }
    [monthly] Édition mensuelle du { $day }
   *[daily] Édition quotidienne du { $day }
}
edition-number = Nº { $number }
papers = { $count ->
    [one] { $count } article
   *[other] { $count } articles
}
votes = { $count ->
    [one] { $count } vote
   *[other] { $count } votes
}
and-more-papers = { $count ->
    [one] et { $count } autre article
   *[other] et { $count } autres articles
}
everything-trending = tout ce qui est en vue
because-you-follow = parce que vous suivez { $topics }
because-trending = parce qu’il est en vue
trending-in = en vue dans { $topics }
code = code
code-of = code de { $title }

## Le cadre de chaque page

share-alt = Broadsheet : la une d’un journal d’articles de recherche
skip-to-content = Aller au contenu
about-broadsheet = Broadsheet envoie à chaque lecteur les articles de recherche en vue dans ses propres thèmes, à l’heure qu’il a choisie.
about-privacy = Nous conservons votre adresse, vos choix et ce que nous vous avons envoyé, pour vous adresser cet e-mail et pour rien d’autre. Chaque e-mail contient un lien pour se désabonner.
about-and-feeds = À propos et flux
language = Langue
link-papers = Articles
link-editions = Éditions
link-api = API
link-privacy = Confidentialité
feed-atom = { $list } : flux Atom
feed-json = { $list } : flux JSON
error-title = Erreur : { $title }
to-front-page = Vers la page d’accueil
to-beginning = Au début
further = Suite

## La page d’accueil et son formulaire

home-promise = Les articles en vue, dans votre boîte mail !
home-title = Les articles en vue, dans votre boîte mail
home-description = Les articles de recherche en vue dans vos thèmes, par e-mail, à l’heure que vous choisissez.
home-jump = Lire d’abord les articles du jour
home-trending = En vue aujourd’hui
home-would-get = Ce que vous recevriez
home-more = D’autres articles en vue
home-empty = Les articles du jour ne sont pas encore arrivés.
home-empty-next = Broadsheet lit ses sources tout au long de la journée et cette colonne se remplit d’elle-même. Vous pouvez déjà vous abonner : le premier e-mail part dès qu’il y a du nouveau dans vos thèmes.
home-none = Rien n’est en vue dans ces thèmes pour l’instant.
home-none-next = Vous pouvez tout de même vous abonner : un e-mail part dès qu’il y a du nouveau, et pas avant.
home-shown = { $count ->
    [one] { $count } article affiché, pour { $topics }.
   *[other] { $count } articles affichés, pour { $topics }.
}
home-show = Voir ce que je recevrais
subscribe = S’abonner
email-label = Votre adresse e-mail
email-hint = Nous envoyons un lien de confirmation. Aucun pistage ; chaque e-mail contient un lien pour se désabonner.
email-did-you-mean = Vouliez-vous dire <strong>{ $email }</strong> ?
email-keep = Non, garder { $email }
email-use = Oui, prendre { $email }
trap-label = Laissez ce champ vide
faults = { $count ->
    [one] Un point est à revoir
   *[other] { $count } points sont à revoir
}
topics = Thèmes
topics-hint = Cochez ce que vous voulez lire. Sans choix, vous recevez tout ce qui est en vue.
topics-chosen = { $count ->
    [0] Aucun choix : tout ce qui est en vue
    [one] { $count } thème choisi
   *[other] { $count } thèmes choisis
}
topics-chosen-of-several = { $count ->
    [0] Aucun thème choisi
    [one] { $count } thème choisi
   *[other] { $count } thèmes choisis
}
how-often = À quel rythme
weekday = Jour
weekday-hint = Pour l’édition hebdomadaire.
hour = Heure
timezone = Fuseau horaire
optional = (facultatif)

## Ce qui ne va pas dans un champ

field-email-empty = Saisissez votre adresse e-mail.
field-email-part = Saisissez une adresse e-mail complète, par exemple nom@example.org.
field-email-accents = Avant le @, seules les lettres sans accent fonctionnent pour l’instant.
field-email-local = La partie avant le @ n’est pas valable. Vérifiez qu’elle ne contient ni espaces, ni virgules, ni points doublés.
field-email-domain = La partie après le @ n’est pas un domaine. Vérifiez son orthographe, par exemple example.org.
field-email-long = Cette adresse est trop longue : la limite est de 254 caractères.
field-email-machine = Cette boîte appartient à une machine. Prenez votre propre adresse.
field-topics-text = Envoyez les thèmes sous forme de texte.
field-topics-unknown = L’un de ces thèmes n’existe pas. Choisissez dans la liste sur /api/v1/topics.
field-categories-text = Envoyez les catégories sous forme de texte.
field-categories-form = Indiquez des catégories arXiv comme cs.CL.
field-categories-unknown = L’une de ces catégories n’existe pas. Choisissez dans la liste sur /api/v1/categories.
field-categories-many = Choisissez au plus 30 catégories.
field-keywords-text = Envoyez les mots-clés sous forme de texte.
field-keywords-short = Un mot-clé a au moins 2 lettres.
field-keywords-long = Un mot-clé a au plus 100 lettres.
field-keywords-many = Indiquez au plus 20 mots-clés.
field-authors-text = Envoyez les noms sous forme de texte.
field-authors-short = Un nom a au moins 2 lettres.
field-authors-long = Un nom a au plus 100 lettres.
field-authors-many = Indiquez au plus 50 noms.
field-frequency = Choisissez chaque jour, chaque semaine ou chaque mois.
field-hour = Choisissez une heure de 0 à 23.
field-weekday = Choisissez un jour de 1 (lundi) à 7 (dimanche).
field-timezone = Choisissez un fuseau horaire comme Europe/Berlin.
field-max-papers = Choisissez entre 1 et 50 articles.
field-pause-year = Choisissez un jour d’ici un an.
field-pause-past = Choisissez un jour après aujourd’hui, ou laissez ce champ vide.
field-pause-form = Saisissez une date comme 2026-12-24, ou laissez ce champ vide.
field-form-early = C’était trop rapide pour que nous puissions écarter une machine. Appuyez encore une fois sur « S’abonner ».
field-form-late = Cette page était ouverte depuis longtemps. Appuyez encore une fois sur « S’abonner ».
keyword-fruitless = « { $keyword } » ne trouve rien à lui seul. Ajoutez sur la même ligne un mot à chercher.

## S’inscrire

inbox-title = Regardez votre boîte mail
inbox-sent = Nous avons envoyé un lien à <strong>{ $email }</strong>. Il est valable 3 jours.
inbox-busy = <strong>Beaucoup de personnes s’inscrivent en ce moment.</strong> Votre e-mail attend son tour, ce qui peut prendre jusqu’à { $wait }.
link-sent = Nous avons envoyé un lien à { $email }. Il est valable { $days }.
inbox-next = Ouvrez l’e-mail et appuyez sur le bouton de la page à laquelle il mène. D’ici là, vous ne recevez rien de nous.
inbox-nothing = Rien n’est arrivé ?
inbox-spam = Attendez quelques minutes, puis regardez dans le dossier des indésirables.
inbox-check = Vérifiez l’adresse ci-dessus. Si ce n’est pas la vôtre, <link>inscrivez-vous de nouveau</link> avec la bonne.
inbox-once = Une adresse qui reçoit déjà Broadsheet, ou qui vient de demander, ne reçoit pas de second e-mail.
confirm-title = Confirmez votre abonnement
confirm-lead = Une pression et vous êtes abonné. Rien ne vous est envoyé avant.
confirm-what = Vous recevrez
confirm-when = Quand
confirm = Confirmer
confirm-not-you = Ce n’était pas vous ? Fermez la page ; l’adresse est oubliée quand le lien expire.
confirmed-title = Vous êtes abonné
confirmed-lead = Votre première édition est en route. La suivante arrive le <strong>{ $moment }</strong>.
confirmed-what = Chacune vous apporte : { $topics }. Quand rien de nouveau n’a paru, il n’y a pas d’e-mail.
read-today = Lire les articles du jour
change-choices = Changer les thèmes ou l’heure
link-ended-title = Ce lien ne fonctionne plus
confirm-expired-heading = Ce lien a expiré
confirm-expired-lead = Un lien de confirmation est valable 3 jours, et le plus récent remplace les précédents.
confirm-invalid-heading = Ce lien n’est pas complet
confirm-invalid-lead = Les logiciels de messagerie coupent parfois les longs liens. Essayez de nouveau celui de l’e-mail, ou copiez-le en entier.
confirm-again = Vous pouvez avoir un nouveau lien tout de suite : inscrivez-vous de nouveau avec la même adresse.
sign-up-again = S’inscrire de nouveau

## Le formulaire sur d’autres sites

embed-on = Sur { $topics }.
embed-on-everything = Sur tout ce qui est en vue.
embed-more = Vous pouvez choisir davantage par un lien dans chaque e-mail.
embed-wait = Un instant…
embed-failed = Cela n’a pas fonctionné. Réessayez dans une minute.

embed-code-title = Le formulaire sur votre propre site
embed-code-description = Trois façons de placer le formulaire d’inscription sur une page à vous.
embed-code-lead = Trois façons de proposer Broadsheet à vos lecteurs. Chacune mène à un e-mail dans lequel ils confirment.
embed-code-topics = Nommez les thèmes après <code>topics=</code> ou dans <code>data-topics</code>, par leurs identifiants dans <link>la liste</link>, séparés par des virgules ; sans eux, c’est tout ce qui est en vue.
embed-code-html = HTML simple
embed-code-html-lead = Fonctionne sur tout site, sans script, et répond sur une page à nous. Mettez-le en forme comme vous voulez.
embed-code-html-label = Le formulaire en HTML simple
embed-code-script = Un script
embed-code-script-lead = Place le même formulaire là où il se trouve et dit sur votre page ce qui se passe ensuite. Il ne charge rien d’autre et ne retient rien.
embed-code-script-label = Le formulaire par un script
embed-code-frame = Un cadre
embed-code-frame-lead = Montre le formulaire tel qu’il est ici.
embed-code-frame-label = Le formulaire dans un cadre
embed-code-frame-title = S’abonner à Broadsheet
embed-code-where = Où le script et le cadre fonctionnent
embed-code-sites = Sur { $sites }. L’exploitant nomme d’autres sites dans <code>EMBED_ORIGINS</code>. Ailleurs, le script envoie tout de même le formulaire et la réponse s’ouvre ici ; le cadre reste vide.
embed-code-no-sites = Aucun site n’est encore nommé : l’exploitant le fait dans <code>EMBED_ORIGINS</code>. D’ici là, le script envoie tout de même le formulaire et la réponse s’ouvre ici ; le cadre reste vide.

## Préférences

preferences-title = Vos préférences
preferences-preview-title = Aperçu de votre prochaine édition
preferences-for = Pour les e-mails à <strong>{ $email }</strong>.
preferences-saved = <strong>Enregistré.</strong> Votre prochaine édition arrive le { $moment }.
preferences-saved-only = <strong>Enregistré.</strong>
preferences-forgotten = <strong>Oublié.</strong> Vos éditions sont de nouveau classées comme celles de tous. Ce que vous avez changé d’autre ci-dessous n’est pas encore enregistré.
preferences-next = Votre prochaine édition arrive le { $moment }.
preferences-left = Vous êtes désabonné
preferences-left-next = Rien n’est envoyé à cette adresse. Pour revenir, inscrivez-vous de nouveau ; il suffit d’un e-mail à confirmer.
preferences-paused = <strong>En pause.</strong> Rien n’est envoyé avant. Videz la date ci-dessous et enregistrez pour reprendre maintenant.
preferences-paused-until = <strong>En pause jusqu’au { $moment }.</strong> Rien n’est envoyé avant. Videz la date ci-dessous et enregistrez pour reprendre maintenant.
preferences-topics-hint = Cochez ce que vous voulez lire. Les articles viennent de chacun de vos thèmes, catégories, mots-clés et auteurs ; sans aucun choix, vous recevez tout ce qui est en vue.
categories = Catégories arXiv
keywords = Mots-clés
keywords-hint = Un par ligne. Tous ses mots doivent apparaître, dans n’importe quel ordre ; des "guillemets" gardent une expression entière, OR se place entre des variantes, - devant ce qu’il faut écarter.
authors = Auteurs
authors-hint = Un par ligne, par exemple Emmy Noether ou Noether, E.
also-label = Quand vos choix apportent peu
also-choice = Aussi ce qui est en vue ailleurs
also-hint = Jusqu’à trois articles d’ailleurs, sous un titre à part, quand il y en a moins que vous ne voulez.
max-papers = Articles par e-mail
max-papers-hint = Au plus, de 1 à { $limit }.
pause = Pause jusqu’au
pause-hint = Les e-mails reprennent ce jour-là. Laissez vide pour continuer à les recevoir.
mail-language = Langue de l’e-mail
mail-language-hint = Les articles restent dans la leur.
save = Enregistrer
preview = Aperçu
leave = Partir
leave-lead = Désabonnez-vous et plus aucune édition n’arrive, dès maintenant.
preview-heading = Votre prochaine édition, avec les choix ci-dessous
preview-empty = Rien de nouveau ne correspond à ces choix, donc aucun e-mail ne partirait.
preview-lead = Si elle arrivait maintenant, elle contiendrait { $papers }.
preview-lead-beside = Si elle arrivait maintenant, elle contiendrait { $papers }, en plus de l’édition que vous avez déjà.
preview-with-also = { $papers } et { $also } d’ailleurs
also-trending = Aussi en vue
preview-unsaved = <strong>Pas encore enregistré.</strong> <link>Changez les choix</link>, ou appuyez sur « Enregistrer » ci-dessous pour les garder.
taste-heading = Plus et moins
taste-lead = Vous vous êtes exprimé sur { $papers } dans vos e-mails. Cela classe ce que vous suivez et n’en écarte rien.
taste-more = Plus de
taste-less = Moins de
taste-nothing = rien encore
taste-forget = Oublier ce que j’ai aimé
taste-none = Sous chaque article de votre e-mail figurent « plus comme ça » et « moins comme ça ». Vos éditions apprennent de ce que vous y pressez, et de rien d’autre.

feedback-title = Plus ou moins comme ça
feedback-ask = Plus ou moins comme ça ?
feedback-noted = { $verdict ->
    [less] Noté : moins comme ça
   *[more] Noté : plus comme ça
}
feedback-said = { $verdict ->
    [less] Vous avez dit : moins comme ça
   *[more] Vous avez dit : plus comme ça
}
feedback-effect = { $verdict ->
    [less] Les articles semblables descendent dès votre prochaine édition. Rien de ce que vous suivez n’est écarté.
   *[more] Les articles semblables montent dès votre prochaine édition. Rien de ce que vous suivez n’est écarté.
}
feedback-press = Appuyez sur un bouton, et les articles semblables montent ou descendent dans vos éditions. Rien de ce que vous suivez n’est écarté.
feedback-more = Plus comme ça
feedback-less = Moins comme ça
feedback-more-instead = Plutôt plus comme ça
feedback-less-instead = Plutôt moins comme ça
feedback-undone = <strong>Annulé.</strong> C’est comme si vous n’aviez rien dit de cet article.
feedback-preferences = <link>Vos préférences</link> montrent ce que vos éditions ont appris de vous, et peuvent l’oublier.
undo = Annuler

## Partir

unsubscribe = Se désabonner
unsubscribe-lead = Appuyez sur le bouton et plus aucune édition n’arrive à <strong>{ $email }</strong>.
unsubscribe-fewer = Trop d’e-mails plutôt que les mauvais ? <link>Recevez-en moins</link> : chaque semaine, chaque mois, moins d’articles, ou une pause.
unsubscribed-title = Vous êtes désabonné
unsubscribed-lead = Plus aucune édition n’arrive à <strong>{ $email }</strong>. Merci de nous avoir lus.
this-address = cette adresse
unsubscribed-slip = C’était une erreur ? Une pression et tout est comme avant.
unsubscribed-return = Pour revenir, <link>inscrivez-vous de nouveau</link> sur la une ; un e-mail suffit pour confirmer.
papers-stay-open = Les articles restent ouverts à tous sur <link>la page d’accueil</link>.
resubscribed-title = Vous êtes de nouveau abonné
resubscribed-lead = Les e-mails à <strong>{ $email }</strong> continuent comme avant : { $schedule }.

## Articles et éditions, ouverts à tous

papers-trending = Articles en vue
papers-newest = Articles les plus récents
papers-with = Articles avec « { $words } »
papers-in = En vue : { $topic }
papers-description = Les articles de recherche en vue, et pourquoi chacun est ici.
papers-order = Ordre
papers-topics = Thèmes
papers-by-topic = Par thème
papers-all-topics = Tous les thèmes
papers-more = Suite de la liste
order-match = Les plus proches
order-trending = En vue maintenant
order-day = Le meilleur du jour
order-week = Le meilleur de la semaine
order-month = Le meilleur du mois
order-newest = Les plus récents
search-papers = Articles
search-label = Chercher dans les titres et les résumés
search = Chercher
search-hint = "mots exacts", ceci OR cela, -sans
search-narrow = Thème et jour
search-topic = Thème
search-date = Paru dans la liste le
spelling-used = Rien ne contient « { $typed } ». Voici les articles avec « <link>{ $mended }</link> ».
spelling-asked = Vouliez-vous dire « <link>{ $mended }</link> » ?
papers-none = Aucun article ne correspond pour l’instant.
papers-none-next = De nouveaux articles sont lus chaque jour et apparaissent ici d’eux-mêmes. <link>Tous les articles en vue</link> montre ce qu’il y a maintenant.
wider-words = L’un de ces mots
wider-day = N’importe quel jour
wider-time = De toute époque
wider-topic = Aussi hors de { $topic }
paper-withdrawn = Cet article a été retiré par ses auteurs ou par son serveur.
paper-read = Lire l’article
paper-code = Code
paper-abstract = Résumé
paper-why = Pourquoi il est en vue
paper-similar = Articles semblables
paper-words = pour ses mots { $words }
quoted = « { $words } »
why-score = Son score est de { $score }. Un article ordinaire commence à 1 ; chaque point de plus représente environ deux fois plus d’attention.
why-points = Il a réuni { $points } points (votes, commentaires comptés pour moitié, nouvelles étoiles), qui en valent { $warm } une fois l’âge déduit.
why-typical = Les articles de son thème réunissent d’ordinaire { $typical } ; c’est { $pace } fois cela pour le temps qu’il a eu.
editions-title = Éditions
editions-description = Chaque édition quotidienne, hebdomadaire et mensuelle, telle qu’elle a été envoyée.
editions-lead = Chaque édition telle qu’elle a été envoyée : les articles qu’ont reçus ses lecteurs, réunis.
editions-cadence = Rythme
editions-all = Toutes
editions-more = D’autres éditions
editions-none = Aucune édition n’a encore paru.
editions-none-next = La première vient quand les premiers lecteurs ont leur e-mail. <link>Abonnez-vous</link> pour en être.
edition-empty-description = Une édition sans articles.
edition-held = Ce qu’ont reçu ses lecteurs : { $papers }, sur { $read } lus pour eux. L’e-mail de chacun contenait ceux de ses propres thèmes.
edition-none = Cette édition n’a pas d’articles.
edition-none-next = Il n’y avait rien de nouveau dans les thèmes de ses lecteurs, donc aucun e-mail n’est parti.
edition-more = Suite de cette édition
edition-others = Autres éditions
edition-before = La précédente
edition-next = La suivante
edition-all = Toutes les éditions
edition-by-mail = La prochaine peut vous parvenir par e-mail, avec les articles de vos propres thèmes.

## Flux

feed-trending = Broadsheet : articles en vue
feed-trending-in = Broadsheet : en vue dans { $topic }
feed-description = Articles de recherche en vue, les plus forts d’abord.

## Confidentialité

privacy-title = Confidentialité
privacy-description = Ce qui est conservé ici d’un lecteur, pourquoi et combien de temps, et comment le recevoir ou l’effacer.
privacy-lead = Ce qui est conservé de vous ici, pourquoi et combien de temps. Cette page est écrite d’après les réglages en vigueur.
privacy-who = Qui est responsable
privacy-contact = Écrivez à { $contact }.
privacy-contact-link = Écrivez à <link>{ $contact }</link>.
privacy-kept = Ce qui est conservé
privacy-address = Votre adresse
privacy-address-why = Pour vous envoyer ce que vous avez demandé. Quand vous partez, elle reste, pour que nous sachions que vous êtes parti, jusqu’à ce que vous la fassiez effacer ci-dessous.
privacy-choices = Vos choix
privacy-choices-why = Thèmes, mots, auteurs, rythme, heure et fuseau horaire, pour choisir vos articles. Conservés avec votre adresse.
privacy-consent = Votre consentement
privacy-consent-why = Quand vous vous êtes inscrit, avez confirmé, changé quelque chose ou êtes parti, par quel formulaire, avec l’adresse réseau et le navigateur du moment, comme preuve de votre demande. Conservé avec votre adresse.
privacy-sent = Ce que nous avons envoyé
privacy-sent-why = Quelle édition, quand, et ce qu’a répondu votre serveur de messagerie, pour qu’aucun article n’arrive deux fois. Conservé avec votre adresse ; après effacement, seul le nombre reste.
privacy-signup = Une inscription
privacy-signup-why = Le lien de l’e-mail est valable { $confirmation }. Ce que personne n’a confirmé est supprimé au bout de { $signup }.
privacy-limits = Limites
privacy-limits-why = Contre les flots d’e-mails, nous comptons les inscriptions par des empreintes à clé de l’adresse et du réseau, qu’on ne peut pas relire, pendant { $signup } au plus.
privacy-erasure = Après effacement
privacy-erasure-why = Une empreinte à clé de votre adresse, pour qu’aucune vieille liste ne vous ramène. Seule votre propre inscription, confirmée par e-mail, le peut.
privacy-not = Ce qui n’est pas fait
privacy-not-pixel = Aucun e-mail ne contient de pixel espion, et les clics ne sont pas comptés : les liens mènent tout droit là où ils le disent.
privacy-not-cookie = Aucun cookie n’est posé pour les lecteurs, et les pages ne chargent rien d’autres sites.
privacy-not-log = Les journaux ne contiennent ni adresse ni lien qui ouvre quelque chose.
privacy-not-passed = Votre adresse va aux serveurs de messagerie qui portent vos e-mails, et à personne d’autre.
privacy-sources = Les articles viennent de { $sources } ; on ne leur dit rien des lecteurs.
privacy-data = Vos données
privacy-data-lead = Saisissez votre adresse. Nous y envoyons un lien valable { $wait }, une fois : pour télécharger tout ce qui est conservé de vous, ou pour l’effacer.
privacy-send = M’envoyer mes données
privacy-erase = Effacer mes données
privacy-sent-lead = Si quelque chose est conservé de <strong>{ $email }</strong>, un lien y est en route. Il est valable { $wait }, une fois.
privacy-sent-next = Il mène à une page avec un bouton. Tant que vous n’y appuyez pas, rien ne change.
privacy-sent-unknown = Rien n’est conservé d’une adresse qui ne s’est jamais inscrite ici, donc aucun e-mail n’y part.
privacy-sent-once = Une adresse qui vient de demander ne reçoit pas de second lien.
privacy-expired-lead = Il fonctionne une fois et pendant 30 minutes, et seulement entier. Rien n’a été changé à l’instant.
privacy-expired-again = Demander un nouveau lien
export-title = Vos données
export-lead = Appuyez sur le bouton et vous téléchargez tout ce qui est conservé de <strong>{ $email }</strong>, en fichier JSON.
export-once = Cela fonctionne une fois ; pour une autre copie, demandez un nouveau lien.
export-download = Télécharger mes données
erase-title = Effacer vos données
erase-lead = Appuyez sur le bouton et tout ce qui est conservé de <strong>{ $email }</strong> est effacé, maintenant et pour de bon.
erase-stays = Plus aucune édition n’arrive. Il reste une empreinte à clé de l’adresse, qu’on ne peut pas relire, pour qu’aucune vieille liste ne vous ramène. Vous pouvez vous inscrire de nouveau à tout moment.
erased-title = Vos données sont effacées
erased-lead = Plus rien n’est conservé de vous ici, et aucune édition n’arrive. Merci de nous avoir lus.

## Sur quoi repose une édition

sources-read = Sources lues : { $sources }.
sources-partly = De { $source }, n’ont pas pu être lus aujourd’hui : { $missing }.
sources-down = N’ont pas pu être lus : { $sources } ; il peut donc manquer des articles.
more-categories = { $count ->
    [one] { $count } autre catégorie
   *[other] { $count } autres catégories
}
coverage-announcements = { $announced ->
    [one] { $read } annonce sur { $announced } dans { $name }
   *[other] { $read } annonces sur { $announced } dans { $name }
}
coverage-papers = { $announced ->
    [one] { $read } article sur { $announced } de { $name }
   *[other] { $read } articles sur { $announced } de { $name }
}
coverage-read = Lu : { $read } ; retenu : { $chosen }.
coverage-more = { $count ->
    [one] { $count } autre de vos catégories a été lue.
   *[other] { $count } autres de vos catégories ont été lues.
}

## Ce qui a échoué

not-found-title = Page introuvable
not-found-lead = Il n’y a rien à cette adresse. La page a peut-être changé de place, ou le lien est coupé.
not-found-front = <link>La page d’accueil</link> a les articles du jour et l’inscription.
not-found-papers = <link>Tous les articles en vue</link>, par thème et par date.
not-found-mail = Un lien venu d’un e-mail ? Copiez-le en entier ; les longs liens sont parfois coupés.
bad-link-title = Ce lien ne fonctionne pas
bad-link-lead = Il n’est pas complet, ou il n’est pas de nous. Rien n’a été changé.
bad-link-again = Ouvrez-le de nouveau depuis l’e-mail, ou copiez-le en entier ; les logiciels de messagerie coupent parfois les longs liens.
bad-link-newest = Notre e-mail le plus récent contient des liens vers vos préférences et pour se désabonner ; ils restent valables.
bad-link-new = Nouveau ici ? <link>Inscrivez-vous sur la page d’accueil</link>.
too-many-title = Trop de demandes
too-many-lead = Beaucoup de demandes sont venues de votre réseau en peu de temps, donc celle-ci n’a pas été exécutée.
too-many-wait = Réessayez dans <strong>{ $wait }</strong>. Les liens pour se désabonner fonctionnent à tout moment.
too-many-some = Réessayez dans <strong>quelques minutes</strong>. Les liens pour se désabonner fonctionnent à tout moment.
fault-title = Un problème est survenu
fault-lead = La faute est de notre côté et elle est notée. Ce que vous venez d’envoyer n’a peut-être pas été enregistré.
fault-next = Revenez en arrière et réessayez dans une minute. Si cela échoue encore, écrivez-nous avec cette référence :

## Les e-mails

untitled-paper = Article sans titre
mail-more = et { $count } de plus
mail-new-papers = { $count ->
    [one] { $count } nouvel article
   *[other] { $count } nouveaux articles
}
mail-trending-papers = { $count ->
    [one] { $count } article en vue
   *[other] { $count } articles en vue
}
mail-papers-on = { $papers } sur { $topics }
mail-papers-read = { $papers }, { $read } lus pour vous
mail-more-topics = { $count ->
    [one] { $count } autre thème
   *[other] { $count } autres thèmes
}
mail-why-topics = Vous recevez cet e-mail parce que vous vous êtes inscrit à { $list } et suivez { $topics }.
mail-why-topics-since = Vous recevez cet e-mail parce que vous vous êtes inscrit à { $list } le { $date } et suivez { $topics }.
mail-why-everything = Vous recevez cet e-mail parce que vous vous êtes inscrit à { $list } et prenez tout ce qui est en vue.
mail-why-everything-since = Vous recevez cet e-mail parce que vous vous êtes inscrit à { $list } le { $date } et prenez tout ce qui est en vue.
mail-pick = choix de la rédaction
mail-comments = { $count ->
    [one] { $count } commentaire
   *[other] { $count } commentaires
}
mail-note = Note :
mail-code = Code :
mail-more-like-this = plus comme ça
mail-less-like-this = moins comme ça
mail-preferences = Préférences
mail-unsubscribe = Se désabonner
mail-read-on-web = Lire sur le web
mail-from = { $list } sur { $host }, { $address }
mail-not-you = Ce n’était pas vous ? Ignorez cet e-mail : plus rien ne sera envoyé.
mail-not-you-data = Ce n’était pas vous ? Ignorez cet e-mail : personne d’autre que vous n’a le lien, et rien ne changera.
mail-confirm-subject = Confirmez votre abonnement à { $list }
mail-confirm-first = Encore une étape : confirmez que vous voulez { $list } dans votre boîte mail.
mail-confirm-title = Confirmez votre abonnement
mail-confirm-asked = Le { $at }, quelqu’un, vous espérons-nous, a saisi cette adresse pour recevoir { $list }, les articles de recherche en vue par e-mail.
mail-confirm-button = Le bouton ouvre une page où vous confirmez. Il est valable { $days }.
mail-confirm-link = Ce lien ouvre une page où vous confirmez. Il est valable { $days }.
mail-confirm = Confirmer
mail-goodbye-subject = Vous avez quitté { $list }
mail-goodbye-first = Vous avez quitté { $list }. Plus aucune édition n’arrivera.
mail-goodbye-title = Au revoir, et merci de nous avoir lus
mail-goodbye-done = Votre adresse n’est plus sur la liste. Vous n’avez rien à faire, et ceci est le dernier e-mail.
mail-goodbye-slip = C’était une erreur, ou préférez-vous moins d’e-mails plutôt qu’aucun ?
mail-goodbye-return = S’abonner de nouveau
mail-goodbye-choose = Choisir d’autres thèmes ou un autre rythme
mail-export-subject = Vos données chez { $list }
mail-export-first = Vous avez demandé une copie de tout ce que { $list } conserve de vous.
mail-export-title = Vos données
mail-export-button = Le bouton ouvre une page où vous les téléchargez. Il fonctionne une fois, pendant { $wait }.
mail-export-link = Ce lien ouvre une page où vous les téléchargez. Il fonctionne une fois, pendant { $wait }.
mail-export = Obtenir mes données
mail-erase-subject = Effacer vos données chez { $list }
mail-erase-first = Vous nous avez demandé d’effacer tout ce que { $list } conserve de vous.
mail-erase-title = Effacer vos données
mail-erase-button = Le bouton ouvre une page où vous le faites. Il fonctionne une fois, pendant { $wait }. Ce qui est effacé ne peut pas être rétabli, et plus aucune édition n’arrive.
mail-erase-link = Ce lien ouvre une page où vous le faites. Il fonctionne une fois, pendant { $wait }. Ce qui est effacé ne peut pas être rétabli, et plus aucune édition n’arrive.
mail-erase = Effacer mes données

## Les thèmes, nommés d’après leur nom anglais

group-language = Langage
group-vision = Image
group-speech = Son
group-agents = Agents
group-learning = Apprentissage
group-trust = Confiance
group-science = Science
topic-language-models = Modèles de langage
topic-multilingual-low-resource-nlp = Multilinguisme & langues peu dotées
topic-tokenization = Tokenisation
topic-prompting-in-context-learning = Prompts & apprentissage en contexte
topic-long-context-memory = Contexte long & mémoire
topic-reasoning-mathematics = Raisonnement & mathématiques
topic-code-software-engineering = Code & génie logiciel
topic-retrieval-recommendation = Recherche & recommandation
topic-multimodal-vision-language = Multimodalité & vision-langage
topic-visual-temporal-grounding = Ancrage visuel & temporel
topic-image-recognition-perception = Reconnaissance d’images & perception
topic-image-generation-editing = Génération & retouche d’images
topic-video-understanding-generation = Compréhension & génération de vidéos
topic-3d-vision-graphics = Vision 3D & graphisme
topic-documents-ocr = Documents & OCR
topic-speech-audio = Parole & audio
topic-agents-tool-use = Agents & usage d’outils
topic-robotics-embodied-ai = Robotique & IA incarnée
topic-reinforcement-learning = Apprentissage par renforcement
topic-alignment-safety = Alignement & sûreté
topic-hallucination-factuality = Hallucination & exactitude
topic-interpretability = Interprétabilité
topic-benchmarks-evaluation = Bancs d’essai & évaluation
topic-efficient-inference-compression = Inférence économe & compression
topic-training-data-data-curation = Données d’entraînement & leur tri
topic-fine-tuning-adaptation = Ajustement fin & adaptation
topic-representation-contrastive-learning = Représentations & apprentissage contrastif
topic-biomedical-health = Biomédecine & santé
topic-ai-for-science = IA pour la science

## Les sujets, expliqués

definition-language-models = Construire, préentraîner ou analyser les modèles de langue en tant que tels : architectures, passage à l’échelle, prédiction du mot suivant, comportement général.
definition-multilingual-low-resource-nlp = Plus d’une langue humaine, transfert entre langues, traduction, ou langues avec peu de données.
definition-tokenization = Comment texte ou images sont découpés en tokens : tokeniseurs, vocabulaires, modèles à l’octet ou au caractère, tokens visuels discrets appris.
definition-prompting-in-context-learning = Exemples en contexte, conception ou réglage d’invites, comment les modèles apprennent de leur contexte.
definition-long-context-memory = Entrées très longues, gestion du cache KV, extension du contexte, recherche dans de longues entrées, modules de mémoire.
definition-reasoning-mathematics = Chaînes de pensée, raisonnement logique ou en plusieurs étapes, arithmétique, mathématiques, comptage.
definition-code-software-engineering = Écrire, compléter, réparer ou tester des programmes ; agents qui programment.
definition-retrieval-recommendation = Recherche d’information, RAG, classement, plongements pour la recherche, systèmes de recommandation.
definition-multimodal-vision-language = Modèles qui joignent la langue aux images, à la vidéo ou à d’autres sens : modèles vision-langage, légendes, questions sur des images.
definition-visual-temporal-grounding = Relier les mots à des régions, cadres, masques ou moments : expressions référentielles, ancrage de syntagmes, ancrage temporel, interfaces.
definition-image-recognition-perception = Classification, détection, segmentation, suivi, profondeur et autres perceptions à partir d’images, sans accent sur la langue.
definition-image-generation-editing = Produire ou retoucher des images : diffusion, modèles autorégressifs, du texte à l’image, style et retouche.
definition-video-understanding-generation = La vidéo comme entrée ou sortie principale : modèles de langue vidéo, recherche de moments, génération de vidéo, modèles du monde.
definition-3d-vision-graphics = Reconstruction 3D, Gaussian splatting, NeRF, nuages de points, maillages, avatars, mouvement humain, rendu.
definition-documents-ocr = Lire documents, graphiques, tableaux et texte dans les images ; OCR et mise en page.
definition-speech-audio = Reconnaissance, synthèse et amélioration de la parole, musique et sons.
definition-agents-tool-use = Agents qui agissent, à base de modèles de langue ou multimodaux : appel d’outils, interfaces et web, systèmes à plusieurs agents, planification dans un environnement.
definition-robotics-embodied-ai = Robots, manipulation, locomotion, navigation, conduite autonome et drones, modèles vision-langage-action.
definition-reinforcement-learning = L’apprentissage par renforcement comme méthode centrale : optimisation de politique, RLVR, GRPO, modèles de récompense, bandits.
definition-alignment-safety = RLHF et réglage par préférences, refus, contournements, contenus nuisibles, filigranes, vie privée, attaques et défenses, détournement et désinformation.
definition-hallucination-factuality = Détecter ou réduire ce qui est inventé ou sans appui ; exactitude factuelle.
definition-interpretability = Expliquer ce que les modèles calculent : attribution, sondes, analyse mécaniste, analyse de l’attention.
definition-benchmarks-evaluation = Un nouveau banc d’essai, jeu de test, métrique ou une évaluation systématique comme apport principal.
definition-efficient-inference-compression = Modèles plus rapides ou plus petits : décodage spéculatif, sortie anticipée, élagage de tokens, quantification, distillation, inférence parallèle, sur l’appareil.
definition-training-data-data-curation = Réunir, mélanger, filtrer ou synthétiser des données d’entraînement ; découvrir sur quoi un modèle a été entraîné.
definition-fine-tuning-adaptation = Réglage par instructions, réglage économe en paramètres, adaptateurs, transfert, adaptation à un domaine, fusion de modèles, apprentissage continu.
definition-representation-contrastive-learning = Plongements, préentraînement contrastif ou autosupervisé, alignement d’espaces de traits.
definition-biomedical-health = Médecine, textes cliniques, imagerie médicale, biologie, chimie, médicaments.
definition-ai-for-science = Physique, climat, observation de la Terre, matériaux, astronomie, simulation d’ingénierie avec apprentissage.
