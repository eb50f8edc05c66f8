import * as govuk from './govuk/govuk-frontend.min.js'
import * as moj from './moj/moj-frontend.min.js'
// a classic script: it leaves its function on the window
import './autocomplete/accessible-autocomplete.min.js'

const resendAfter = 30000

// GOV.UK's tabs look for links of the form #id; the page writes the whole address, which also works under <base href> without scripts
function shortenTabLinks() {
  for (const link of document.querySelectorAll('a.govuk-tabs__tab')) link.setAttribute('href', link.hash)
}

// The text box takes the select's id, so its label and the error summary reach it; the select is still what is posted.
function enhance(select) {
  const describedBy = select.getAttribute('aria-describedby')
  const invalid = select.classList.contains('govuk-select--error')
  const id = select.id
  window.accessibleAutocomplete.enhanceSelectElement({
    selectElement: select,
    autoselect: false,
    confirmOnBlur: false,
    showAllValues: true,
    // an inline menu would move the page when it closes, and the click that closed it would miss its button
    displayMenu: 'overlay',
    inputClasses: invalid ? 'govuk-input govuk-input--error' : 'govuk-input',
    menuAttributes: { 'aria-label': labelText(id) },
  })
  const box = document.getElementById(id)
  if (!box) return
  if (describedBy) keepDescribed(box, describedBy)
  const choose = () => chooseByText(select, box.value)
  box.addEventListener('blur', choose)
  select.form?.addEventListener('submit', choose, { capture: true })
  // another script chose
  select.addEventListener('change', () => show(box, select.selectedOptions[0]?.textContent.trim() ?? ''))
}

// The component takes new text for typing and opens its list; only when it is left does it close it again.
function show(box, text) {
  if (box.value === text) return
  const held = document.activeElement === box
  box.value = text
  box.dispatchEvent(new Event('input', { bubbles: true }))
  if (!held) box.dispatchEvent(new FocusEvent('focus'))
  box.dispatchEvent(new FocusEvent('blur'))
  if (held) box.dispatchEvent(new FocusEvent('focus'))
}

// the component rewrites the attribute as the person types; the field's hint and error stay in it
function keepDescribed(box, ids) {
  const add = () => {
    const now = box.getAttribute('aria-describedby') ?? ''
    if (!now.includes(ids)) box.setAttribute('aria-describedby', `${ids} ${now}`.trim())
  }
  add()
  new MutationObserver(add).observe(box, { attributes: true, attributeFilter: ['aria-describedby'] })
}

function labelText(id) {
  return document.querySelector(`label[for="${CSS.escape(id)}"]`)?.textContent.trim() ?? ''
}

// What stands in the box is what is sent: text that is no option leaves the question unanswered rather than keeping an earlier choice.
function chooseByText(select, text) {
  const wanted = text.trim().toLowerCase()
  const chosen = [...select.options].find((option) => option.selected)
  if (chosen && chosen.textContent.trim().toLowerCase() === wanted) return
  const match = [...select.options].find((option) => option.textContent.trim().toLowerCase() === wanted)
  select.value = match ? match.value : ''
}

// A second click sends nothing. The buttons stay enabled, so that their values are sent and screen readers keep their place.
function sendOnce(form) {
  let sentAt = null
  form.addEventListener('submit', (event) => {
    if (sentAt !== null && event.timeStamp - sentAt < resendAfter) {
      event.preventDefault()
      return
    }
    sentAt = event.timeStamp
  })
  window.addEventListener('pageshow', () => { sentAt = null })
}

// GOV.UK's radios say that they are expanded, which the radio role does not allow; that the question follows is enough
function dropExpanded(radio) {
  const drop = () => { if (radio.hasAttribute('aria-expanded')) radio.removeAttribute('aria-expanded') }
  drop()
  new MutationObserver(drop).observe(radio, { attributes: true, attributeFilter: ['aria-expanded'] })
}

function start() {
  document.body.classList.add('js-enabled', 'govuk-frontend-supported')
  shortenTabLinks()
  govuk.initAll()
  moj.initAll()
  for (const radio of document.querySelectorAll('input[type="radio"][aria-controls]')) dropExpanded(radio)
  // open where it stands beside the results, closed where it would cover them
  for (const filter of document.querySelectorAll('[data-module="moj-filter"]')) new moj.FilterToggleButton(filter, { startHidden: false })
  for (const select of document.querySelectorAll('select[data-autocomplete]')) enhance(select)
  for (const form of document.querySelectorAll('form[data-submit-once]')) sendOnce(form)
}

start()
