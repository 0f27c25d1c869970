// Comfort only: each form on these pages works the same without this file, and nothing here ever sends a form, because
// mail scanners load pages in a full browser and run their scripts.

const summary = document.querySelector('[data-error-summary]')
if (summary) summary.focus()

const topics = document.querySelector('[data-topics]')
if (topics) sayTopicCount(topics)

const zone = document.querySelector('[data-detect-timezone]')
if (zone) preselectZone(zone)

function sayTopicCount(fieldset) {
  const status = document.querySelector('[data-topics-count]')
  const say = () => {
    const count = fieldset.querySelectorAll('input:checked').length
    const words = count === 1 ? '1 topic chosen' : `${count} topics chosen`
    status.textContent = count === 0 ? 'None chosen: everything trending' : words
  }
  fieldset.addEventListener('change', say)
  say()
}

/** Leaves the select alone when its value is no longer the one served: a person, or the browser's form memory, chose it. */
function preselectZone(select) {
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone
  if (!here || !select.selectedOptions[0]?.defaultSelected) return
  const isListed = [...select.options].some((option) => option.value === here)
  // Browsers differ in the name they give a zone (Asia/Kolkata, Asia/Calcutta); the server accepts both.
  if (!isListed) select.prepend(new Option(here.replaceAll('_', ' '), here))
  select.value = here
}
