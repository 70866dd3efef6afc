/** The list of messages. Rows are kept by key: only changed rows are drawn again, and screen readers repeat no row. */
import { day, type Lang } from '@shared/format'
import { icons } from '@shared/icons'
import type { Choice } from '../protocol'
import type { Parcel } from '../queue'
import type { Shown } from '../store'
import { renderChoices } from './choices'
import { el, icon } from './dom'
import type { FileSource } from './files'
import { renderMark, renderMessage, renderParcel, type ParcelActions } from './message'

export interface LogContent {
  shown: readonly Shown[]
  parcels: readonly Parcel[]
  sending: boolean
  /** The text of the typing row. Null means that no other person is typing. */
  typing: string | null
}

interface Row {
  key: string
  sign: string
  build(): HTMLElement | null
}
/** The reader reads the newest message when the distance to the end, in pixels, is below this limit. */
const NEAR_END = 60

export class Log {
  readonly element: HTMLElement
  private readonly list: HTMLElement
  private readonly jump: HTMLButtonElement
  private readonly rows = new Map<string, { sign: string; element: HTMLElement | null }>()
  private lang: Lang
  private following = true

  constructor(
    private readonly source: FileSource,
    private readonly actions: ParcelActions & { press(choice: Choice): void; bottom(): void },
  ) {
    this.lang = source.lang
    this.list = el('div', {
      class: 'log',
      role: 'log',
      'aria-live': 'polite',
      'aria-label': source.words.log,
      tabindex: 0,
    })
    this.jump = el(
      'button',
      { type: 'button', class: 'jump', 'aria-label': source.words.toNewest, hidden: true, onclick: () => this.toEnd() },
      icon(icons.down),
    )
    this.element = el('div', { class: 'scroll' }, this.list, this.jump)
    this.list.addEventListener('scroll', () => {
      this.following = this.atEnd()
      if (!this.following) return
      this.jump.hidden = true
      this.actions.bottom()
    })
    // The composer grows, or the phone's keyboard opens.
    if (typeof ResizeObserver === 'function') new ResizeObserver(() => this.follow()).observe(this.list)
  }

  /** Keeps the newest message visible after an element inside became taller. */
  follow(): void {
    if (this.following) this.toEnd()
  }

  /** True when the newest message is visible. */
  atEnd(): boolean {
    return this.list.scrollHeight - this.list.scrollTop - this.list.clientHeight < NEAR_END
  }

  toEnd(): void {
    this.following = true
    this.list.scrollTop = this.list.scrollHeight
    this.jump.hidden = true
  }

  show(content: LogContent): void {
    if (this.lang !== this.source.lang) {
      this.lang = this.source.lang
      this.rows.clear()
      this.list.setAttribute('aria-label', this.source.words.log)
    }
    const wanted = this.plan(content)
    const keys = new Set(wanted.map((r) => r.key))
    for (const [key, row] of this.rows) if (!keys.has(key)) (this.rows.delete(key), row.element?.remove())
    const elements = wanted.map((row) => this.row(row)).filter((e): e is HTMLElement => e !== null)
    // An element in the right place is not moved, because screen readers read a moved element again.
    elements.forEach((element, i) => {
      if (this.list.children[i] !== element) this.list.insertBefore(element, this.list.children[i] ?? null)
    })
    while (this.list.children.length > elements.length) this.list.lastElementChild!.remove()
    if (this.following) this.toEnd()
    else this.jump.hidden = this.atEnd()
  }

  private row({ key, sign, build }: Row): HTMLElement | null {
    const known = this.rows.get(key)
    if (known && known.sign === sign) return known.element
    const element = build()
    known?.element?.remove()
    this.rows.set(key, { sign, element })
    return element
  }

  private plan({ shown, parcels, sending, typing }: LogContent): Row[] {
    const { words } = this.source
    const rows: Row[] = []
    if (!shown.length && !parcels.length) rows.push({ key: 'greeting', sign: '', build: () => this.greeting() })
    let today = ''
    for (const item of shown) {
      const date = day(this.source.lang, words, item.at)
      if (date !== today) {
        today = date
        rows.push({ key: `day ${date}`, sign: '', build: () => el('div', { class: 'day' }, el('span', {}, date)) })
      }
      rows.push(this.item(item, shown))
    }
    for (const parcel of parcels)
      rows.push({
        key: parcel.id,
        sign: `parcel ${sending} ${parcel.failed}`,
        build: () => renderParcel(parcel, sending, this.source, this.actions),
      })
    const newest = [...shown].reverse().find((i) => i.kind === 'message' || i.what === 'rated' || i.state !== 'closed')
    if (newest?.kind === 'message' && newest.choices.length && !parcels.length) {
      rows.push({
        key: `choices ${newest.id}`,
        sign: JSON.stringify(newest.choices),
        build: () => renderChoices(newest.choices, words, (c) => this.actions.press(c)),
      })
    }
    if (typing !== null) rows.push({ key: 'typing', sign: typing, build: () => this.dots(typing) })
    return rows
  }

  private item(item: Shown, all: readonly Shown[]): Row {
    if (item.kind === 'mark')
      return { key: item.key, sign: JSON.stringify(item), build: () => renderMark(item, this.source.words) }
    const quoted = item.replyTo ? all.find((m) => m.kind === 'message' && m.id === item.replyTo) : undefined
    return {
      key: item.key,
      sign: JSON.stringify(item),
      build: () => renderMessage(item, this.source, quoted?.kind === 'message' ? quoted : undefined),
    }
  }

  private greeting(): HTMLElement {
    const { words } = this.source
    return el(
      'div',
      { class: 'greeting' },
      icon(icons.chat, 36),
      el('strong', {}, words.greetingTitle),
      el('span', {}, words.greetingText),
    )
  }

  private dots(who: string): HTMLElement {
    const dots = el('span', { class: 'dots', 'aria-hidden': 'true' }, el('i'), el('i'), el('i'))
    return el('div', { class: 'typing' }, dots, el('span', {}, who))
  }
}
