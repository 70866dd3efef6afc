/** One row of the log: a message, a line between messages, or an unsent message. */
import { clock, fill } from '@shared/format'
import { icons } from '@shared/icons'
import type { Words } from '../i18n'
import type { Parcel } from '../queue'
import type { Mark, Message } from '../store'
import { el, icon } from './dom'
import { renderFile, type FileSource } from './files'
import { renderNodes } from './nodes'

export function renderMessage(message: Message, source: FileSource, quoted?: Message): HTMLElement {
  const { words, lang } = source
  const mine = message.author.kind === 'customer'
  const name = mine
    ? words.you
    : message.author.name || (message.author.kind === 'operator' ? words.operator : words.bot)
  const bubble = el('div', { class: 'bubble' })
  if (quoted && !quoted.withdrawn) bubble.append(el('div', { class: 'quote' }, quoted.text.slice(0, 160)))
  if (message.withdrawn) bubble.append(el('i', {}, words.withdrawn))
  else bubble.append(content(message.body, message.text))
  bubble.append(...message.files.map((f) => renderFile(f, source)))
  const notes = [clock(lang, message.at), message.edited && !message.withdrawn ? words.edited : '']
    .filter(Boolean)
    .join(' · ')
  return el(
    'div',
    { class: `row ${mine ? 'mine' : message.author.kind}` },
    el('span', { class: mine ? 'hidden' : 'who' }, name),
    bubble,
    el('span', { class: 'when' }, notes),
  )
}

function content(body: Message['body'], text: string): Node {
  return body.length
    ? el('div', { class: 'text' }, renderNodes(body))
    : el('div', { class: text ? 'text plain' : 'none' }, text)
}

export interface ParcelActions {
  retry(id: string): void
  edit(id: string): void
}

/** With `sending` the line is open. Otherwise the parcel waits for a connection. */
export function renderParcel(
  parcel: Parcel,
  sending: boolean,
  source: FileSource,
  actions: ParcelActions,
): HTMLElement {
  const { words } = source
  const state = parcel.failed ? words.failed : sending ? words.sending : words.waiting
  const bubble = el('div', { class: 'bubble' }, content([], parcel.text))
  bubble.append(...parcel.files.map((f) => renderFile({ ...f, type: '' }, source)))
  const row = el(
    'div',
    { class: `row mine ${parcel.failed ? 'failed' : 'pending'}` },
    el('span', { class: 'hidden' }, words.you),
    bubble,
  )
  if (!parcel.failed) row.append(el('span', { class: 'when' }, state))
  else {
    row.append(
      el(
        'span',
        { class: 'when' },
        icon(icons.warn, 14),
        ` ${state}: ${parcel.failed} `,
        el('button', { type: 'button', class: 'link', onclick: () => actions.retry(parcel.id) }, words.retry),
        ' ',
        el('button', { type: 'button', class: 'link', onclick: () => actions.edit(parcel.id) }, words.edit),
      ),
    )
  }
  return row
}

export function renderMark(mark: Mark, words: Words): HTMLElement | null {
  const text = mark.what === 'rated' ? fill(words.rated, { n: mark.score }) : moved(mark, words)
  return text ? el('div', { class: 'mark' }, text) : null
}

function moved(mark: Mark, words: Words): string {
  switch (mark.state) {
    case 'human':
      return mark.operator ? fill(words.movedHuman, { name: mark.operator }) : words.movedHumanNobody
    case 'waiting':
      return words.movedWaiting
    case 'bot':
      return words.movedBot
    case 'closed':
      return words.movedClosed
    default:
      return ''
  }
}
