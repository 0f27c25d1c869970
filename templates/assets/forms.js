// Comfort only: each form on these pages works the same without this file, and nothing here sends a form that no person
// sent, because mail scanners load pages in a full browser and run their scripts.

const summary = document.querySelector('[data-error-summary]')
if (summary) summary.focus()

for (const form of document.querySelectorAll('[data-challenge]')) {
  workAhead(form)
  noteHands(form)
}

const topics = document.querySelector('[data-topics]')
if (topics) sayTopicCount(topics)

const beside = document.querySelector('[data-papers-beside]')
if (topics && beside) showPapersLive(topics, beside)

const zone = document.querySelector('[data-detect-timezone]')
if (zone) preselectZone(zone)

function sayTopicCount(fieldset) {
  const status = document.querySelector('[data-topics-count]')
  const words = JSON.parse(status.dataset.topicsCount)
  const say = () => {
    const count = fieldset.querySelectorAll('input:checked').length
    status.textContent = count === 0 ? status.dataset.none : words[count - 1]
  }
  fieldset.addEventListener('change', say)
  say()
}

/** Shows what the ticked topics would bring, a moment after the last tick; nothing else moves, and the focus least of all. */
function showPapersLive(fieldset, section) {
  const button = document.querySelector('[data-papers]')
  button.parentElement.remove()
  const status = Object.assign(document.createElement('p'), { className: 'unseen' })
  status.setAttribute('aria-live', 'polite')
  section.before(status)
  let timer
  let latest
  const show = async () => {
    const running = new AbortController()
    latest?.abort()
    latest = running
    const chosen = [...fieldset.querySelectorAll('input:checked')].map((input) => input.value)
    const query = new URLSearchParams({ topics: chosen.join(','), lang: document.documentElement.lang })
    try {
      const answer = await fetch(`${button.dataset.papers}?${query}`, { signal: running.signal })
      if (!answer.ok) return
      section.innerHTML = await answer.text()
      status.textContent = section.querySelector('[data-papers-shown]')?.textContent ?? ''
    } catch {
      // Offline, or overtaken by the next tick: what is shown stays.
    }
  }
  fieldset.addEventListener('change', () => {
    clearTimeout(timer)
    timer = setTimeout(show, 300)
  })
}

/** Leaves the select alone when its value is no longer the one served: a person, or the browser's form memory, chose it. */
function preselectZone(select) {
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone
  if (here && select.type === 'hidden') select.value = here
  if (!here || select.type === 'hidden' || !select.selectedOptions[0]?.defaultSelected) return
  const isListed = [...select.options].some((option) => option.value === here)
  // Browsers differ in the name they give a zone (Asia/Kolkata, Asia/Calcutta); the server accepts both.
  if (!isListed) select.prepend(new Option(here.replaceAll('_', ' '), here))
  select.value = here
}

/** Says that somebody typed or chose something here, so that one who is quick, or whose browser filled the form, is believed. */
function noteHands(form) {
  const note = () => {
    const field = document.createElement('input')
    Object.assign(field, { type: 'hidden', name: 'byHand', value: '1' })
    form.append(field)
  }
  form.addEventListener('input', note, { once: true })
}

/**
 * While many sign up, a little work done in the background lets the mail go out at once. It begins when a person types an
 * address. Whatever fails here costs nothing but that: the form is sent without it.
 */
function workAhead(form) {
  let work
  let isDone = false
  const begin = () => {
    work ??= solve(form).finally(() => {
      isDone = true
    })
  }
  form.addEventListener('input', begin, { once: true })
  form.addEventListener('submit', (event) => {
    if (!work || isDone) return
    // The person has sent the form; it leaves as soon as the work is done.
    event.preventDefault()
    form.setAttribute('aria-busy', 'true')
    work.then(() => form.requestSubmit(event.submitter))
  })
}

async function solve(form) {
  try {
    const answer = await fetch(form.dataset.challenge, { cache: 'no-store' })
    if (answer.status !== 200) return
    const { solveChallenge } = await import(form.dataset.solver)
    const field = document.createElement('input')
    Object.assign(field, { type: 'hidden', name: 'altcha', value: await solveChallenge(await answer.json()) })
    form.append(field)
  } catch {
    // Offline, or a browser that cannot: the mail waits its turn in the line.
  }
}
