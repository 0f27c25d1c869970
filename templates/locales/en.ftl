# English: the language every other one falls back to, message by message.
#
# A language is one file in this folder, named by its BCP 47 tag. It has every message that stands here, with the same
# variables and the same <tags>; a tag is a link or an emphasis that the page knows, anything else is plain text. The
# names of topics are English in services/papers/data/topics.json; another language adds topic-…, group-… and definition-…
# for them, named by the English words (see de.ftl).

## The language itself

# How the language calls itself.
language-name = English
# What Intl writes dates, numbers and lists by.
language-tag = en-GB

## Dates, hours, lists

day = { $weekday } { $date }
moment = { $day } at { $clock }, { $zone } time
minute-utc = { $date } at { $clock } UTC
wait = { $unit ->
    [hours] { $count ->
        [one] { $count } hour
       *[other] { $count } hours
    }
    [minutes] { $count ->
        [one] { $count } minute
       *[other] { $count } minutes
    }
   *[seconds] { $count ->
        [one] { $count } second
       *[other] { $count } seconds
    }
}
days = { $count ->
    [one] { $count } day
   *[other] { $count } days
}
schedule = { $cadence ->
    [weekly] every { $weekday } at { $clock }, { $zone } time
    [some-weekday] once a week at { $clock }, { $zone } time
    [monthly] once a month at { $clock }, { $zone } time
   *[daily] every day at { $clock }, { $zone } time
}
cadence-name = { $cadence ->
    [weekly] Weekly
    [monthly] Monthly
   *[daily] Daily
}
edition-name = { $cadence ->
    [weekly] Weekly edition
    [monthly] Monthly edition
   *[daily] Daily edition
}
edition-heading = { $cadence ->
    [weekly] Weekly edition of { $day }
    [monthly] Monthly edition of { $day }
   *[daily] Daily edition of { $day }
}
edition-number = No. { $number }
papers = { $count ->
    [one] { $count } paper
   *[other] { $count } papers
}
votes = { $count ->
    [one] { $count } vote
   *[other] { $count } votes
}
and-more-papers = { $count ->
    [one] and { $count } more paper
   *[other] and { $count } more papers
}
everything-trending = everything trending
because-you-follow = because you follow { $topics }
because-trending = because it is trending
trending-in = trending in { $topics }
code = code
code-of = code for { $title }

## The frame of every page

share-alt = Broadsheet: the front page of a newspaper of research papers
skip-to-content = Skip to the content
about-broadsheet = Broadsheet mails each reader the trending research papers of their own topics, at their own hour.
about-privacy = We keep your address, your choices and what we sent you, to send you this mail and for nothing else. Every mail has a link to leave.
about-and-feeds = About and feeds
language = Language
link-papers = Papers
link-editions = Editions
link-api = API
link-privacy = Privacy
feed-atom = { $list }: Atom feed
feed-json = { $list }: JSON Feed
error-title = Error: { $title }
to-front-page = To the front page
to-beginning = To the beginning
further = Further

## The front page and its form

home-promise = Get trending papers in your email inbox!
home-title = Get trending papers in your email inbox
home-description = The trending research papers of your topics, by mail, at the hour you choose.
home-jump = Read today’s papers first
home-trending = Trending today
home-would-get = What you would get
home-more = More trending papers
home-empty = Today’s papers are not in yet.
home-empty-next = Broadsheet reads its sources through the day and this column fills by itself. You can subscribe now: your first mail comes as soon as there is something new on your topics.
home-none = Nothing is trending on these topics now.
home-none-next = You can subscribe all the same: mail comes as soon as there is something new. No mail is sent before.
home-shown = { $count ->
    [one] { $count } paper shown, on { $topics }.
   *[other] { $count } papers shown, on { $topics }.
}
home-show = Show what I would get
subscribe = Subscribe
email-label = Your email address
email-hint = We send one link to confirm it. No tracking; every mail has a link to leave.
email-did-you-mean = Did you mean <strong>{ $email }</strong>?
email-keep = No, keep { $email }
email-use = Yes, use { $email }
trap-label = Leave this empty
faults = { $count ->
    [one] One thing needs another look
   *[other] { $count } things need another look
}
topics = Topics
topics-hint = Tick what you want to read. Choosing none means everything trending.
topics-chosen = { $count ->
    [0] None chosen: everything trending
    [one] { $count } topic chosen
   *[other] { $count } topics chosen
}
topics-chosen-of-several = { $count ->
    [0] No topic chosen
    [one] { $count } topic chosen
   *[other] { $count } topics chosen
}
how-often = How often
weekday = Day
weekday-hint = For the weekly edition.
hour = Hour
timezone = Time zone
optional = (optional)

## What is wrong with a field: the English is what the API says, word for word

field-email-empty = Enter your email address.
field-email-part = Enter a whole email address, such as name@example.org.
field-email-accents = Only letters without accents work before the @ for now.
field-email-local = The part before the @ is not valid. Check it for spaces, commas or doubled dots.
field-email-domain = The part after the @ is not a domain. Check its spelling, such as example.org.
field-email-long = This address is too long: 254 characters is the limit.
field-email-machine = This mailbox belongs to a machine. Use your own address.
field-topics-text = Send topics as text.
field-topics-unknown = One of these topics does not exist. Choose from the list at /api/v1/topics.
field-categories-text = Send categories as text.
field-categories-form = Use arXiv categories such as cs.CL.
field-categories-unknown = One of these categories does not exist. Choose from the list at /api/v1/categories.
field-categories-many = Choose at most 30 categories.
field-keywords-text = Send keywords as text.
field-keywords-short = A keyword has at least 2 letters.
field-keywords-long = A keyword has at most 100 letters.
field-keywords-many = Choose at most 20 keywords.
field-authors-text = Send authors as text.
field-authors-short = An author has at least 2 letters.
field-authors-long = An author has at most 100 letters.
field-authors-many = Choose at most 50 authors.
field-frequency = Choose daily, weekly or monthly.
field-hour = Choose an hour from 0 to 23.
field-weekday = Choose a day from 1 (Monday) to 7 (Sunday).
field-timezone = Choose a time zone such as Europe/Berlin.
field-max-papers = Choose between 1 and 50 papers.
field-pause-year = Choose a day within a year.
field-pause-past = Choose a day after today, or leave this empty.
field-pause-form = Enter a date such as 2026-12-24, or leave this empty.
field-form-early = That went faster than we can tell from a machine. Please press Subscribe once more.
field-form-late = This page had been open for a long time. Please press Subscribe once more.
keyword-fruitless = “{ $keyword }” finds nothing by itself. Add a word to look for on the same line.

## Signing up

inbox-title = Look in your inbox
inbox-sent = We sent a link to <strong>{ $email }</strong>. It works for 3 days.
inbox-busy = <strong>Many people are signing up right now.</strong> Your mail waits its turn and may take up to { $wait }.
link-sent = We sent a link to { $email }. It works for { $days }.
inbox-next = Open the mail and press the button on the page it leads to. Until then you get nothing from us.
inbox-nothing = Nothing there?
inbox-spam = Give it a few minutes, then look in the spam folder.
inbox-check = Check the address above. If it is not yours, <link>sign up again</link> with the right one.
inbox-once = An address that gets Broadsheet already, or that asked a moment ago, is sent no second mail.
confirm-title = Confirm your subscription
confirm-lead = One press and you are in. Nothing is sent to you before.
confirm-what = You will get
confirm-when = When
confirm = Confirm
confirm-not-you = You did not ask for this? Close the page; the address is forgotten when the link runs out.
confirmed-title = You are subscribed
confirmed-lead = Your first edition is on its way. The next one comes on <strong>{ $moment }</strong>.
confirmed-what = Each brings { $topics }. When nothing new has appeared, there is no mail.
read-today = Read today’s papers
change-choices = Change topics or hour
link-ended-title = This link no longer works
confirm-expired-heading = This link has run out
confirm-expired-lead = A confirmation link works for 3 days, and the newest one replaces those before it.
confirm-invalid-heading = This link is not complete
confirm-invalid-lead = Mail programs sometimes break a long link in two. Try the one in the mail again, or copy all of it.
confirm-again = You can have a new link at once: sign up again with the same address.
sign-up-again = Sign up again

## The form on other sites

embed-on = On { $topics }.
embed-on-everything = On everything trending.
embed-more = You can choose more by a link in each mail.
embed-wait = One moment…
embed-failed = That did not work. Please try again in a minute.

embed-code-title = The form on your own site
embed-code-description = Three ways to put the sign-up form on a page of your own.
embed-code-lead = Three ways to offer Broadsheet to your readers. Each leads to one mail in which they confirm.
embed-code-topics = Name topics after <code>topics=</code> or in <code>data-topics</code>, by their slugs from <link>the list</link>, separated by commas; leave them out for everything trending.
embed-code-html = Plain HTML
embed-code-html-lead = Works on every site, needs no script, and answers on a page of ours. Style it as you like.
embed-code-html-label = The form as plain HTML
embed-code-script = A script
embed-code-script-lead = Puts the same form where it stands and says on your page what happens next. It loads nothing else and remembers nothing.
embed-code-script-label = The form by a script
embed-code-frame = A frame
embed-code-frame-lead = Shows the form as it looks here.
embed-code-frame-label = The form in a frame
embed-code-frame-title = Subscribe to Broadsheet
embed-code-where = Where script and frame work
embed-code-sites = On { $sites }. The operator names further sites in <code>EMBED_ORIGINS</code>. Elsewhere the script still sends the form, and the answer opens here; the frame stays empty.
embed-code-no-sites = No site is named yet: the operator does that in <code>EMBED_ORIGINS</code>. Until then the script still sends the form, and the answer opens here; the frame stays empty.

## Preferences

preferences-title = Your preferences
preferences-preview-title = Preview of your next digest
preferences-for = For mail to <strong>{ $email }</strong>.
preferences-saved = <strong>Saved.</strong> Your next edition comes on { $moment }.
preferences-saved-only = <strong>Saved.</strong>
preferences-forgotten = <strong>Forgotten.</strong> Your digests are ordered as everyone’s again. Anything else you changed below is not saved yet.
preferences-next = Your next edition comes on { $moment }.
preferences-left = You are unsubscribed
preferences-left-next = Nothing is sent to this address. To come back, sign up again; it takes one mail to confirm.
preferences-paused = <strong>Paused.</strong> Nothing is sent before. Empty the date below and save to go on now.
preferences-paused-until = <strong>Paused until { $moment }.</strong> Nothing is sent before. Empty the date below and save to go on now.
preferences-topics-hint = Tick what you want to read. Papers come for any of your topics, categories, keywords and authors; with none of them you get everything trending.
categories = arXiv categories
keywords = Keywords
keywords-hint = One a line. All its words must appear, in any order; "quotes" keep a phrase together, OR is between alternatives, - before what to leave out.
authors = Authors
authors-hint = One a line, such as Emmy Noether or Noether, E.
also-label = When your own bring few
also-choice = Also what trends elsewhere
also-hint = Up to three papers from outside, under a heading of their own, when there are fewer than you want.
max-papers = Papers in one mail
max-papers-hint = At most, from 1 to { $limit }.
pause = Pause until
pause-hint = Mail starts again on that day. Leave it empty to keep getting mail.
mail-language = Language of the mail
mail-language-hint = The papers stay in their own.
save = Save
preview = Preview
leave = Leave
leave-lead = Unsubscribe and no edition comes any more, from now on.
preview-heading = Your next digest, with the choices below
preview-empty = Nothing new fits these choices now, so no mail would come.
preview-lead = It would hold { $papers } if it came now.
preview-lead-beside = It would hold { $papers } if it came now, beside the edition you have already.
preview-with-also = { $papers } and { $also } from elsewhere
also-trending = Also trending
preview-unsaved = <strong>Not saved yet.</strong> <link>Change the choices</link>, or press Save below to keep them.
taste-heading = More and less
taste-lead = You spoke of { $papers } in your mails. It orders what you follow and leaves none of it out.
taste-more = More of
taste-less = Less of
taste-nothing = nothing yet
taste-forget = Forget what I liked
taste-none = Under each paper in your mail stand “more like this” and “less like this”. Your digests learn from what you press there, and from nothing else.

feedback-title = More or less like this
feedback-ask = More or less like this?
feedback-noted = { $verdict ->
    [less] Noted: less like this
   *[more] Noted: more like this
}
feedback-said = { $verdict ->
    [less] You have said: less like this
   *[more] You have said: more like this
}
feedback-effect = { $verdict ->
    [less] Papers like it stand lower from your next digest on. Nothing you follow is left out.
   *[more] Papers like it stand higher from your next digest on. Nothing you follow is left out.
}
feedback-press = Press one, and papers like it stand higher or lower in your digests. Nothing you follow is left out.
feedback-more = More like this
feedback-less = Less like this
feedback-more-instead = More like this instead
feedback-less-instead = Less like this instead
feedback-undone = <strong>Undone.</strong> It is as if you had said nothing of this paper.
feedback-preferences = <link>Your preferences</link> show what your digests have learnt from you, and can forget it.
undo = Undo

## Leaving

unsubscribe = Unsubscribe
unsubscribe-lead = Press the button and no edition comes to <strong>{ $email }</strong> any more.
unsubscribe-fewer = Too many mails rather than the wrong ones? <link>Get fewer mails instead</link>: weekly, monthly, fewer papers, or a pause.
unsubscribed-title = You are unsubscribed
unsubscribed-lead = No edition comes to <strong>{ $email }</strong> any more. Thank you for reading.
this-address = this address
unsubscribed-slip = Was it a slip? Everything is as it was before with one press.
unsubscribed-return = To come back, <link>sign up again</link> on the front page; it takes one mail to confirm.
papers-stay-open = The papers stay open to all on <link>the front page</link>.
resubscribed-title = You are subscribed again
resubscribed-lead = Mail to <strong>{ $email }</strong> goes on as before: { $schedule }.

## Papers and editions, open to all

papers-trending = Trending papers
papers-newest = Newest papers
papers-with = Papers with “{ $words }”
papers-in = Trending in { $topic }
papers-description = Trending research papers, with why each of them is here.
papers-order = Order
papers-topics = Topics
papers-by-topic = By topic
papers-all-topics = All topics
papers-more = More of the list
order-match = Best match
order-trending = Trending now
order-day = Best of the day
order-week = Best of the week
order-month = Best of the month
order-newest = Newest
search-papers = Papers
search-label = Search titles and abstracts
search = Search
search-hint = "exact words", this OR that, -without
search-narrow = Topic and day
search-topic = Topic
search-date = Listed on
spelling-used = Nothing has “{ $typed }”. These are the papers with “<link>{ $mended }</link>”.
spelling-asked = Did you mean “<link>{ $mended }</link>”?
papers-none = No paper fits this yet.
papers-none-next = New papers are read every day and appear here by themselves. <link>All trending papers</link> has what there is now.
wider-words = Any of these words
wider-day = On any day
wider-time = Of any time
wider-topic = Outside { $topic } too
paper-withdrawn = This paper was withdrawn by its authors or its server.
paper-read = Read the paper
paper-code = Code
paper-abstract = Abstract
paper-why = Why it is trending
paper-similar = Similar papers
paper-words = for its words { $words }
quoted = “{ $words }”
why-score = Its score is { $score }. A typical paper starts at 1; each point more is about twice the attention.
why-points = It has gathered { $points } points (votes, half-weighted comments, new stars), worth { $warm } with their age taken off.
why-typical = Papers of its topic usually gather { $typical }; this is { $pace } times that for the time it has had.
editions-title = Editions
editions-description = Every daily, weekly and monthly edition, as it was mailed.
editions-lead = Every edition as it was mailed: the papers its readers had, together.
editions-cadence = Cadence
editions-all = All
editions-more = More editions
editions-none = No edition has appeared yet.
editions-none-next = The first one comes when the first readers have their mail. <link>Subscribe</link> to be one of them.
edition-empty-description = An edition without papers.
edition-held = The { $papers } its readers had, out of { $read } read for them. Each reader’s mail held those on their own topics.
edition-none = This edition has no papers.
edition-none-next = Its readers had nothing new on their topics, so no mail was sent.
edition-more = More of this edition
edition-others = Other editions
edition-before = The one before
edition-next = The next one
edition-all = All editions
edition-by-mail = The next one can come to you by mail, with the papers of your own topics.

## Feeds

feed-trending = Broadsheet: trending papers
feed-trending-in = Broadsheet: trending in { $topic }
feed-description = Trending research papers, the strongest first.

## Privacy

privacy-title = Privacy
privacy-description = What is kept of a reader here, why and how long, and how to have it sent or erased.
privacy-lead = What is kept of you here, why and how long. This page is written from the settings in force.
privacy-who = Who is responsible
privacy-contact = Write to { $contact }.
privacy-contact-link = Write to <link>{ $contact }</link>.
privacy-kept = What is kept
privacy-address = Your address
privacy-address-why = To send you what you asked for. When you leave it stays, so that we know you left, until you have it erased below.
privacy-choices = Your choices
privacy-choices-why = Topics, words, authors, cadence, hour and time zone, to choose your papers. Kept with your address.
privacy-consent = Your consent
privacy-consent-why = When you signed up, confirmed, changed something or left, by which form, with the network address and browser of that moment, as proof that you asked. Kept with your address.
privacy-sent = What we sent
privacy-sent-why = Which edition, when, and what your mail server answered, so that no paper comes twice. Kept with your address; after erasure only the count remains.
privacy-signup = A sign-up
privacy-signup-why = The link in its mail works for { $confirmation }. What nobody confirmed is deleted after { $signup }.
privacy-limits = Limits
privacy-limits-why = Against floods of mail we count sign-ups by keyed hashes of address and network, which cannot be read back, for at most { $signup }.
privacy-erasure = After erasure
privacy-erasure-why = A keyed hash of your address, so that no old list brings you back. Only your own sign-up, confirmed by mail, does.
privacy-not = What is not done
privacy-not-pixel = No tracking pixel is in any mail, and clicks are not counted: links lead straight to where they say.
privacy-not-cookie = No cookie is set for readers, and pages load nothing from other sites.
privacy-not-log = Logs hold no address and no link that opens something.
privacy-not-passed = Your address goes to the mail servers that carry your mail, and to nobody else.
privacy-sources = Papers come from { $sources }; these are told nothing about readers.
privacy-data = Your data
privacy-data-lead = Enter your address. We mail it a link that works for { $wait }, once: to download all that is kept of you, or to erase it.
privacy-send = Send me my data
privacy-erase = Erase my data
privacy-sent-lead = If anything is kept of <strong>{ $email }</strong>, a link is on its way there. It works for { $wait }, once.
privacy-sent-next = It leads to a page with a button. Until you press it, nothing changes.
privacy-sent-unknown = Nothing is kept of an address that never signed up here, so no mail goes to it.
privacy-sent-once = An address that asked a moment ago is sent no second link.
privacy-expired-lead = It works once and for 30 minutes, and only whole. Nothing was changed just now.
privacy-expired-again = Ask for a new link
export-title = Your data
export-lead = Press the button and you download all that is kept of <strong>{ $email }</strong>, as a JSON file.
export-once = This works once; for another copy ask for a new link.
export-download = Download my data
erase-title = Erase your data
erase-lead = Press the button and all that is kept of <strong>{ $email }</strong> is erased, now and for good.
erase-stays = No edition comes any more. What stays is a keyed hash of the address, which cannot be read back, so that no old list brings you back. You can sign up again at any time.
erased-title = Your data is erased
erased-lead = Nothing is kept of you here any more, and no edition comes. Thank you for reading.

## What an edition stands on

sources-read = Read from { $sources }.
sources-partly = Of { $source }, { $missing } could not be read today.
sources-down = { $sources } could not be read, so papers may be missing.
more-categories = { $count ->
    [one] { $count } more category
   *[other] { $count } more categories
}
coverage-announcements = { $announced ->
    [one] { $read } of { $announced } { $name } announcement
   *[other] { $read } of { $announced } { $name } announcements
}
coverage-papers = { $announced ->
    [one] { $read } of { $announced } { $name } paper
   *[other] { $read } of { $announced } { $name } papers
}
coverage-read = { $read } read, { $chosen } chosen.
coverage-more = { $count ->
    [one] { $count } more of your categories was read.
   *[other] { $count } more of your categories were read.
}

## What went wrong

not-found-title = Page not found
not-found-lead = There is nothing at this address. It may have moved, or the link may be cut short.
not-found-front = <link>The front page</link> has today’s papers and the sign-up.
not-found-papers = <link>All trending papers</link>, by topic and date.
not-found-mail = A link from a mail? Copy all of it; long links are sometimes broken in two.
bad-link-title = This link does not work
bad-link-lead = It is not complete, or it is not one of ours. Nothing was changed.
bad-link-again = Open it again from the mail, or copy all of it; mail programs sometimes break a long link in two.
bad-link-newest = The newest mail from us has links to your preferences and to unsubscribe; they keep working.
bad-link-new = New here? <link>Sign up on the front page</link>.
too-many-title = Too many requests
too-many-lead = Many requests came from your network in a short time, so this one was not carried out.
too-many-wait = Try again in <strong>{ $wait }</strong>. Links to unsubscribe work at any time.
too-many-some = Try again in <strong>a few minutes</strong>. Links to unsubscribe work at any time.
fault-title = Something went wrong
fault-lead = The fault is on our side and it is written down. What you just sent may not have been saved.
fault-next = Go back and try again in a minute. If it fails again, write to us with this reference:

## The mails

untitled-paper = Untitled paper
mail-more = and { $count } more
mail-new-papers = { $count ->
    [one] { $count } new paper
   *[other] { $count } new papers
}
mail-trending-papers = { $count ->
    [one] { $count } trending paper
   *[other] { $count } trending papers
}
mail-papers-on = { $papers } on { $topics }
mail-papers-read = { $papers }, { $read } read for you
mail-more-topics = { $count ->
    [one] { $count } more topic
   *[other] { $count } more topics
}
mail-why-topics = You get this mail because you signed up for { $list } and follow { $topics }.
mail-why-topics-since = You get this mail because you signed up for { $list } on { $date } and follow { $topics }.
mail-why-everything = You get this mail because you signed up for { $list } and take everything trending.
mail-why-everything-since = You get this mail because you signed up for { $list } on { $date } and take everything trending.
mail-pick = editor’s pick
mail-comments = { $count ->
    [one] { $count } comment
   *[other] { $count } comments
}
mail-note = Note:
mail-code = Code:
mail-more-like-this = more like this
mail-less-like-this = less like this
mail-preferences = Preferences
mail-unsubscribe = Unsubscribe
mail-read-on-web = Read on the web
mail-from = { $list } at { $host }, { $address }
mail-not-you = You did not ask? Ignore this mail: nothing more will be sent.
mail-not-you-data = You did not ask? Ignore this mail: nobody but you has the link, and nothing will change.
mail-confirm-subject = Confirm your subscription to { $list }
mail-confirm-first = One step left: confirm that you want { $list } in your inbox.
mail-confirm-title = Confirm your subscription
mail-confirm-asked = On { $at } someone, we hope you, entered this address to get { $list }, the trending research papers by email.
mail-confirm-button = The button opens a page where you confirm. It works for { $days }.
mail-confirm-link = This link opens a page where you confirm. It works for { $days }.
mail-confirm = Confirm
mail-goodbye-subject = You have left { $list }
mail-goodbye-first = You have left { $list }. No more editions will come.
mail-goodbye-title = Goodbye, and thank you for reading
mail-goodbye-done = Your address is off the list. You need to do nothing, and this is the last mail.
mail-goodbye-slip = Was it a slip, or do you want fewer mails rather than none?
mail-goodbye-return = Subscribe again
mail-goodbye-choose = Choose other topics or another pace
mail-export-subject = Your data at { $list }
mail-export-first = You asked for a copy of all that { $list } keeps of you.
mail-export-title = Your data
mail-export-button = The button opens a page where you download it. It works once, for { $wait }.
mail-export-link = This link opens a page where you download it. It works once, for { $wait }.
mail-export = Get my data
mail-erase-subject = Erase your data at { $list }
mail-erase-first = You asked us to erase all that { $list } keeps of you.
mail-erase-title = Erase your data
mail-erase-button = The button opens a page where you do it. It works once, for { $wait }. What is erased cannot be brought back, and no edition comes any more.
mail-erase-link = This link opens a page where you do it. It works once, for { $wait }. What is erased cannot be brought back, and no edition comes any more.
mail-erase = Erase my data
