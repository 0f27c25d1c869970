// Comfort only: each form on these pages works the same without this file, and nothing here sends a form that no person
// sent, because mail scanners load pages in a full browser and run their scripts.

const summary = document.querySelector('[data-error-summary]')
if (summary) summary.focus()

for (const form of document.querySelectorAll('[data-challenge]')) workAhead(form)

const topics = document.querySelector('[data-topics]')
if (topics) sayTopicCount(topics)

const zone = document.querySelector('[data-detect-timezone]')
if (zone) preselectZone(zone)

function sayTopicCount(fieldset) {
  const status = document.querySelector('[data-topics-count]')
  const say = () => {
    const count = fieldset.querySelectorAll('input:checked').length
    const words = count === 1 ? '1 topic chosen' : `${count} topics chosen`
    status.textContent = count === 0 ? (status.dataset.none ?? 'None chosen: everything trending') : words
  }
  fieldset.addEventListener('change', say)
  say()
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
