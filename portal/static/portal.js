/* Starts the design system's own behaviour, on the page and on every part that htmx brings in. */
import { initAll } from './vendor/govuk-frontend-6.3.0.min.js'

initAll()
document.body.addEventListener('htmx:load', (event) => {
  if (event.detail.elt !== document.body) initAll({ scope: event.detail.elt })
})
