// The sign-up form on somebody's page: <script src="…/embed.js?lang=en" data-topics="agents,tokenization" async></script>
// It loads nothing, stores nothing and sends nothing until a person presses the button.
{
  const script = document.currentScript
  const { origin: home, search } = new URL(script.src)
  const { topics = '', frequency = '', button = '[[subscribe]]', label = '[[email-label]]' } = script.dataset

  const form = document.createElement('form')
  Object.assign(form, { method: 'post', action: `${home}/subscribe${search}`, className: 'broadsheet-form' })
  const field = element('input', {
    type: 'email',
    name: 'email',
    required: true,
    autocomplete: 'email',
    maxLength: 254,
  })
  const caption = element('label', { textContent: `${label} ` })
  caption.append(field)
  const send = element('button', { type: 'submit', textContent: button })
  const status = element('p', { className: 'broadsheet-status' })
  status.setAttribute('role', 'status')
  form.append(caption, send, status)
  for (const slug of topics.split(',').filter(Boolean)) hide('topics', slug.trim())
  if (frequency) hide('frequency', frequency)
  hide('timezone', Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC')
  script.after(form)

  form.addEventListener('submit', async (event) => {
    event.preventDefault()
    send.disabled = true
    status.textContent = '[[embed-wait]]'
    try {
      const data = new FormData(form)
      const answer = await fetch(`${home}/api/v1/subscriptions?lang=${'[[lang]]'}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ ...Object.fromEntries(data), topics: data.getAll('topics') }),
      })
      const { message, error } = await answer.json()
      status.textContent = message ?? error.fields?.email ?? '[[embed-failed]]'
      if (answer.ok) field.value = ''
    } catch {
      // This site is not named to the other, or the line is down: the form goes the plain way and its answer opens there.
      form.submit()
    } finally {
      send.disabled = false
    }
  })

  function hide(name, value) {
    form.append(element('input', { type: 'hidden', name, value }))
  }

  function element(name, properties) {
    return Object.assign(document.createElement(name), properties)
  }
}
