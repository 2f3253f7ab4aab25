/* Starts the design system's own behaviour, on the page and on every part that htmx brings in. */
import { initAll } from './vendor/govuk-frontend-6.3.0.min.js'

initAll()
document.body.addEventListener('htmx:load', (event) => {
  if (event.detail.elt !== document.body) initAll({ scope: event.detail.elt })
})

/* A section is saved while it is typed. What cannot be saved stays on the page, and the line under it says so. */
const NOT_SAVED = 'Not saved just now. What you typed is still on this page: press “Save and continue” to keep it.'
const line = () => document.getElementById('saved')

document.body.addEventListener('htmx:beforeSwap', (event) => {
  const { requestConfig, xhr } = event.detail
  if (!/\/(autosave|presence|noticed)$/.test(requestConfig.path) || !xhr.getResponseHeader('HX-Retarget')) return
  event.detail.shouldSwap = false
  if (requestConfig.path.endsWith('/autosave') && line()) line().textContent = NOT_SAVED
})
document.body.addEventListener('htmx:sendError', (event) => {
  if (event.detail.requestConfig.path.endsWith('/autosave') && line()) line().textContent = NOT_SAVED
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
