/** Buttons under the newest message. The choices of a rating are a scale, other choices are quick replies. */
import { fill } from '@shared/format'
import type { Choice } from '../protocol'
import type { Words } from '../i18n'
import { el } from './dom'

const RATING = /^rate:[^:]+:(\d+)$/

export function renderChoices(choices: readonly Choice[], words: Words, press: (choice: Choice) => void): HTMLElement {
  const scores = choices.map((c) => Number(RATING.exec(c.value)?.[1] ?? NaN))
  if (scores.length > 1 && scores.every((n) => !Number.isNaN(n))) return scale(choices, scores, words, press)
  const buttons = choices.map((choice) =>
    el('button', { type: 'button', class: 'choice', onclick: () => press(choice) }, choice.label),
  )
  return el('div', { class: 'choices', role: 'group', 'aria-label': words.choices }, ...buttons)
}

function scale(
  choices: readonly Choice[],
  scores: number[],
  words: Words,
  press: (choice: Choice) => void,
): HTMLElement {
  const from = Math.min(...scores)
  const to = Math.max(...scores)
  const buttons = choices.map((choice, i) => {
    const label = fill(words.rateOne, { n: scores[i]!, of: to })
    return el(
      'button',
      { type: 'button', class: 'score', 'aria-label': label, title: choice.label, onclick: () => press(choice) },
      String(scores[i]),
    )
  })
  return el(
    'div',
    { class: 'scale' },
    el('div', { class: 'scores', role: 'group', 'aria-label': fill(words.rate, { from, to }) }, ...buttons),
    el('div', { class: 'ends', 'aria-hidden': 'true' }, el('span', {}, words.rateLow), el('span', {}, words.rateHigh)),
  )
}
