// Language switch of the sample page, and two uses of the widget's page API.
'use strict'

// Calls made before the widget has loaded are kept in a queue.
window.frontdesk = window.frontdesk || function () { (window.frontdesk.q = window.frontdesk.q || []).push(arguments) }

const russian = new Map()
const title = { ru: document.title, en: 'Samovar & Co: tea, coffee and all for the table' }

function show(lang) {
  for (const element of document.querySelectorAll('[data-en]')) {
    if (!russian.has(element)) russian.set(element, element.textContent)
    element.textContent = lang === 'en' ? element.dataset.en : russian.get(element)
  }
  for (const element of document.querySelectorAll('[data-en-label]')) {
    if (!russian.has(element)) russian.set(element, element.getAttribute('aria-label'))
    element.setAttribute('aria-label', lang === 'en' ? element.dataset.enLabel : russian.get(element))
  }
  for (const button of document.querySelectorAll('[data-lang]')) button.setAttribute('aria-pressed', String(button.dataset.lang === lang))
  document.documentElement.lang = lang
  document.title = title[lang]
  try { localStorage.setItem('samovar-lang', lang) } catch { /* the choice lasts until the reload */ }
  window.frontdesk('boot', { lang })
}

for (const button of document.querySelectorAll('button[data-lang]')) button.addEventListener('click', () => show(button.dataset.lang))
document.querySelector('[data-ask]').addEventListener('click', () => window.frontdesk('open'))

let kept = null
try { kept = localStorage.getItem('samovar-lang') } catch { /* the storage had no choice */ }
if (kept === 'en') show('en')
