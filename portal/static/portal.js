/* Starts the design system's own behaviour, on the page and on every part that htmx brings in. */
import { initAll } from './vendor/govuk-frontend-6.3.0.min.js'

initAll()
document.body.addEventListener('htmx:load', (event) => {
  if (event.detail.elt !== document.body) initAll({ scope: event.detail.elt })
})

/* A form is saved while it is typed. What cannot be saved stays on the page, and the line under it says so: with the
   name of that form’s button, or, once nothing of it can be saved any more, where to look. */
const CLOSED = [403, 404, 409]
const line = () => document.getElementById('saved')
const sayNotSaved = (status) => {
  if (!line()) return
  line().textContent = CLOSED.includes(status)
    ? 'Not saved: you can no longer save this here. Copy what you typed, then look at the case to see what happened.'
    : `Not saved just now. What you typed is still on this page: press “${line().dataset.button}” to keep it.`
}

document.body.addEventListener('htmx:beforeSwap', (event) => {
  const { requestConfig, xhr } = event.detail
  if (!/\/(autosave|presence|noticed)$/.test(requestConfig.path) || !xhr.getResponseHeader('HX-Retarget')) return
  event.detail.shouldSwap = false
  if (requestConfig.path.endsWith('/autosave')) sayNotSaved(xhr.status)
})
document.body.addEventListener('htmx:sendError', (event) => {
  if (event.detail.requestConfig.path.endsWith('/autosave')) sayNotSaved()
})

/* The button waits until what was being saved while it was typed is saved. */
document.body.addEventListener('submit', (event) => {
  if (!line()?.classList.contains('htmx-request') || !event.target.contains(line())) return
  event.preventDefault()
  const { target, submitter } = event
  line().addEventListener('htmx:afterRequest', () => setTimeout(() => target.requestSubmit(submitter)), { once: true })
})

/* That the page of a case is printed is kept with the case. */
addEventListener('beforeprint', () => {
  const address = document.querySelector('[data-printed]')?.dataset.printed
  const token = document.querySelector('input[name="csrf_token"]')
  if (address && token) fetch(address, { method: 'POST', keepalive: true, body: new URLSearchParams({ csrf_token: token.value }) })
})

/* A form that is answered with a file leaves its page as it is, so what was refused before would stand there for ever. */
document.body.addEventListener('submit', ({ target }) => {
  if (!target.matches('[data-answers-with-file]')) return
  target.querySelectorAll('.govuk-error-message').forEach(({ id }) => {
    const field = target.querySelector(`[aria-describedby~="${id}"]`)
    field?.setAttribute('aria-describedby', field.getAttribute('aria-describedby').replace(id, '').trim())
  })
  document.querySelectorAll('.govuk-error-summary, .govuk-error-message').forEach((one) => one.remove())
  target.querySelectorAll('.govuk-form-group--error').forEach((one) => one.classList.remove('govuk-form-group--error'))
  document.title = document.title.replace(/^Error: /, '')
})
