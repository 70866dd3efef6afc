/** The second script of the widget. The first open loads the script. The script has the whole widget except the button. */
import { panelWords } from './i18n'
import type { Host, PanelHandle, StartPanel } from './host'
import { openShelf } from './shelf'
import { adopt, panelStyles } from './styles'
import { download, upload } from './upload'
import { Visit } from './visit'
import { Frame } from './view/frame'

const startPanel: StartPanel = (host) => new Panel(host)

class Panel implements PanelHandle {
  private readonly frame: Frame
  private visit: Visit | null = null
  private everOpen = false
  private painting = false
  private readonly waiting: string[] = []
  private stopped = false

  constructor(private readonly host: Host) {
    const { config, root } = host
    adopt(root, panelStyles)
    this.frame = new Frame(config.lang, {
      limits: () => this.visit?.limits ?? { file_bytes: Infinity, text: Infinity },
      upload: (file, progress) => upload(config.base, config.channel, this.visit?.token ?? '', file, progress),
      send: async (text, files) => (await this.visit?.say(text, files)) ?? false,
      typed: (on) => this.visit?.typed(on),
      fetch: (id) => download(config.base, config.channel, this.visit?.token ?? '', id),
      press: (value, label) => {
        this.frame.composer.focus()
        void this.visit?.press(value, label)
      },
      retry: (id) => this.visit?.retry(id),
      edit: (id) => void this.visit?.discard(id).then((text) => this.frame.composer.put(text)),
      close: () => host.close(),
      bottom: () => this.markSeen(),
    })
    root.append(this.frame.element)
    this.frame.element.hidden = !host.isOpen()
    document.addEventListener('visibilitychange', this.markSeen)
    visualViewport?.addEventListener('resize', this.fit)
    void openShelf(config.channel).then((shelf) => {
      if (this.stopped) return
      this.visit = new Visit(config, shelf, {
        changed: () => this.schedule(),
        heard: (text) => host.emit('message', { text }),
      })
      this.visit.start()
      this.waiting.splice(0).forEach((text) => void this.visit?.say(text))
      this.schedule()
    })
  }

  opened(): void {
    this.frame.element.hidden = false
    this.fit()
    this.paint()
    this.frame.log.toEnd()
    this.frame.composer.focus()
    this.markSeen()
  }

  closed(): void {
    this.frame.element.hidden = true
    this.visit?.typed(false)
  }

  say(text: string): void {
    if (this.visit) void this.visit.say(text)
    else this.waiting.push(text)
  }

  lang(lang: 'ru' | 'en'): void {
    this.frame.language(lang)
    this.visit?.language(lang)
    this.schedule()
  }

  shutdown(): void {
    this.stopped = true
    document.removeEventListener('visibilitychange', this.markSeen)
    visualViewport?.removeEventListener('resize', this.fit)
    this.frame.element.remove()
    void this.visit?.shutdown()
  }

  /** The history after a welcome causes many changes at once. One paint shows all changes. */
  private schedule(): void {
    if (this.painting || this.stopped) return
    this.painting = true
    setTimeout(() => {
      this.painting = false
      if (!this.stopped) this.paint()
    })
  }

  private paint(): void {
    const { visit, host } = this
    if (!visit) return
    const line = visit.lineState
    this.everOpen ||= line === 'open'
    const words = panelWords[host.config.lang]
    const typing = visit.typing === null ? null : visit.typing ? `${visit.typing} ${words.typing}` : words.typingBot
    const parcels = visit.queue.list().filter((p) => !visit.store.echoed(p.id))
    this.frame.show(visit.session, line, this.everOpen, {
      shown: visit.store.shown(),
      parcels,
      sending: line === 'open',
      typing,
    })
    this.markSeen()
    host.unread(visit.unread())
  }

  private readonly markSeen = (): void => {
    if (!this.visit || !this.host.isOpen() || document.visibilityState !== 'visible' || !this.frame.log.atEnd()) return
    this.visit.seen()
    this.host.unread(0)
  }

  /** On a phone the keyboard covers the lower half of a full-screen panel. The panel shrinks to the visible part. */
  private readonly fit = (): void => {
    if (visualViewport) this.frame.element.style.setProperty('--visible', `${visualViewport.height}px`)
  }
}

;(window as unknown as { frontdesk?: { panel?: (start: StartPanel) => void } }).frontdesk?.panel?.(startPanel)
