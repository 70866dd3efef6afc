/** The panel: header, banner of the connection, log, composer, and the enlarged picture above all parts. */
import type { Lang } from '@shared/format'
import { icons } from '@shared/icons'
import { panelWords, type Words } from '../i18n'
import type { Session } from '../protocol'
import type { LineState } from '../socket'
import { Composer, type ComposerActions } from './composer'
import { el, icon } from './dom'
import { draw, type FileSource } from './files'
import { Log, type LogContent } from './log'

export interface FrameActions extends Omit<ComposerActions, 'words' | 'lang' | 'warn'> {
  fetch(id: string): Promise<Blob>
  press(value: string, label: string): void
  retry(id: string): void
  edit(id: string): void
  close(): void
  /** The newest message is visible. */
  bottom(): void
}

export class Frame {
  readonly element: HTMLElement
  readonly log: Log
  readonly composer: Composer
  private readonly title = el('strong', {})
  private readonly subtitle = el('span', {})
  private readonly face = el('span', { class: 'face', 'aria-hidden': 'true' })
  private readonly banner = el('div', { class: 'banner', role: 'status', hidden: true })
  private readonly warning = el('div', { class: 'warning', role: 'alert', hidden: true })
  private readonly closeButton: HTMLButtonElement
  private readonly source: FileSource & Pick<ComposerActions, 'words' | 'lang'>
  private readonly composerActions: ComposerActions

  constructor(lang: Lang, actions: FrameActions) {
    this.source = {
      words: panelWords[lang],
      lang,
      fetch: (id) => actions.fetch(id),
      grown: () => this.log.follow(),
      enlarge: (...a) => this.enlarge(...a),
    }
    this.composerActions = { ...actions, words: panelWords[lang], lang, warn: (text) => this.warn(text) }
    this.log = new Log(this.source, {
      retry: actions.retry,
      edit: actions.edit,
      bottom: actions.bottom,
      press: (c) => actions.press(c.value, c.label),
    })
    this.composer = new Composer(this.composerActions)
    this.closeButton = el(
      'button',
      { type: 'button', class: 'tool', onclick: () => actions.close() },
      icon(icons.close),
    )
    const head = el(
      'div',
      { class: 'head' },
      this.face,
      el('div', { class: 'titles' }, this.title, this.subtitle),
      this.closeButton,
    )
    this.element = el(
      'div',
      { class: 'panel', role: 'dialog' },
      head,
      this.banner,
      this.log.element,
      this.warning,
      this.composer.element,
    )
    this.element.addEventListener('keydown', (event) => {
      if (event.key !== 'Escape' || event.defaultPrevented) return
      event.stopPropagation()
      actions.close()
    })
    this.acceptDrops()
    this.language(lang)
  }

  language(lang: Lang): void {
    const words = panelWords[lang]
    Object.assign(this.source, { words, lang })
    Object.assign(this.composerActions, { words, lang })
    this.element.lang = lang
    this.element.setAttribute('aria-label', words.chat)
    this.element.dataset.drop = words.drop
    this.closeButton.setAttribute('aria-label', words.close)
    this.composer.relabel()
  }

  show(session: Session, line: LineState, everOpen: boolean, content: LogContent): void {
    const { words } = this.source
    const [title, subtitle] = heading(session, words)
    this.title.textContent = title
    this.subtitle.textContent = subtitle
    this.face.dataset.state = session.state
    this.face.replaceChildren(
      session.state === 'human' ? (session.operator.trim()[0] ?? '').toUpperCase() : icon(icons.chat),
    )
    const text =
      line === 'refused'
        ? words.refused
        : line === 'open'
          ? ''
          : everOpen || !navigator.onLine
            ? words.offline
            : words.connecting
    this.banner.textContent = text
    this.banner.hidden = !text
    this.log.show(content)
  }

  warn(text: string): void {
    this.warning.textContent = text
    this.warning.hidden = !text
  }

  private acceptDrops(): void {
    const carries = (e: DragEvent) => Array.from(e.dataTransfer?.types ?? []).includes('Files')
    const mark = (on: boolean) => this.element.classList.toggle('dropping', on)
    this.element.addEventListener('dragover', (e) => {
      if (!carries(e)) return
      e.preventDefault()
      mark(true)
    })
    this.element.addEventListener(
      'dragleave',
      (e) => !this.element.contains(e.relatedTarget as Node | null) && mark(false),
    )
    this.element.addEventListener('drop', (e) => {
      mark(false)
      if (!carries(e)) return
      e.preventDefault()
      this.composer.add(e.dataTransfer?.files ?? [])
    })
  }

  private enlarge(bitmap: ImageBitmap, name: string, opener: HTMLElement): void {
    const close = el(
      'button',
      { type: 'button', class: 'tool', 'aria-label': this.source.words.closeImage },
      icon(icons.close),
    )
    const over = el(
      'div',
      { class: 'over', role: 'dialog', 'aria-modal': 'true', 'aria-label': name },
      close,
      draw(bitmap, 2000),
    )
    const leave = () => {
      over.remove()
      opener.focus()
    }
    over.addEventListener('click', leave)
    over.addEventListener('keydown', (e) => {
      if (e.key === 'Tab') e.preventDefault()
      if (e.key !== 'Escape') return
      e.stopPropagation()
      leave()
    })
    this.element.append(over)
    close.focus()
  }
}

function heading(session: Session, words: Words): [string, string] {
  switch (session.state) {
    case 'bot':
      return [words.stateBot, words.stateBotSub]
    case 'waiting':
      return [words.stateWaiting, words.stateWaitingSub]
    case 'human':
      return [session.operator || words.operator, words.stateHumanSub]
    case 'closed':
      return [words.stateClosed, words.stateClosedSub]
    default:
      return [words.stateNone, words.stateNoneSub]
  }
}
