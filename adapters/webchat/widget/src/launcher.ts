/**
 * The script on the pages of a site: a round button, and the page's calls of `frontdesk(...)`. The script loads panel.js when
 * the visitor opens the chat. With an open conversation the script loads panel.js in the background.
 */
import { fill, form, type Lang } from '@shared/format'
import { icons } from '@shared/icons'
import type { Config, Host, PanelHandle, StartPanel } from './host'
import { launcherWords, pickLang } from './i18n'
import { adopt, launcherStyles, onColor } from './styles'
import { el, icon } from './view/dom'
import { Visitor } from './visitor'

type Call = ArrayLike<unknown>
interface Api {
  (...call: unknown[]): void
  q?: Call[]
  panel?: (start: StartPanel) => void
}
interface Options {
  channel?: string
  lang?: string
  color?: string
  position?: string
}

const script = (document.currentScript ??
  document.querySelector('script[src*="/widget.js"]')) as HTMLScriptElement | null

class Launcher implements Host {
  readonly config: Config
  readonly root: ShadowRoot
  private readonly element = document.createElement('frontdesk-widget')
  private readonly button: HTMLButtonElement
  private readonly badge: HTMLElement
  private readonly visitor: Visitor
  private readonly unwatch: () => void
  private panel: PanelHandle | null = null
  private loading = false
  private shown = false
  private count = 0
  private readonly said: string[] = []

  constructor(
    options: Options,
    private readonly tell: (event: string, detail?: unknown) => void,
  ) {
    const given = { ...script?.dataset, ...options } as Options
    this.config = {
      base: new URL('.', script?.src || location.href).href,
      channel: given.channel || 'site',
      lang: language(given.lang),
      color: given.color ?? '',
      position: given.position === 'left' ? 'left' : 'right',
    }
    this.visitor = new Visitor(this.config.channel)
    this.root = this.element.attachShadow({ mode: 'open' })
    adopt(this.root, launcherStyles)
    this.badge = el('span', { class: 'badge', hidden: true, 'aria-hidden': 'true' })
    this.button = el(
      'button',
      {
        type: 'button',
        class: 'launcher',
        'aria-expanded': 'false',
        onclick: () => (this.shown ? this.close() : this.open()),
      },
      this.badge,
    )
    this.root.append(this.button)
    this.dress()
    document.body.append(this.element)
    this.unwatch = this.visitor.watch(() => this.remembered())
    this.remembered()
  }

  isOpen(): boolean {
    return this.shown
  }

  open(): void {
    if (this.shown) return
    this.shown = true
    this.dress()
    if (this.panel) this.panel.opened()
    else this.load()
    this.tell('open')
  }

  close(): void {
    if (!this.shown) return
    this.shown = false
    this.panel?.closed()
    this.dress()
    this.button.focus()
    this.tell('close')
  }

  say(text: string): void {
    this.open()
    if (this.panel) this.panel.say(text)
    else this.said.push(text)
  }

  unread(count: number): void {
    if (count !== this.count) {
      this.count = count
      this.tell('unread', { count })
      if (this.visitor.read().unread !== count) this.visitor.write({ unread: count })
    }
    this.dress()
  }

  emit(event: string, detail?: unknown): void {
    this.tell(event, detail)
  }

  change(options: Options): void {
    const lang = language(options.lang ?? this.config.lang)
    if (options.color) this.config.color = options.color
    if (lang !== this.config.lang) {
      this.config.lang = lang
      this.panel?.lang(lang)
    }
    this.dress()
  }

  shutdown(): void {
    this.unwatch()
    if (this.panel) this.panel.shutdown()
    else this.visitor.forget()
    this.element.remove()
  }

  start(panel: StartPanel): void {
    if (this.panel) return
    this.loading = false
    this.panel = panel(this)
    this.said.splice(0).forEach((text) => this.panel?.say(text))
    if (this.shown) this.panel.opened()
    this.dress()
  }

  private load(): void {
    if (this.loading || this.panel) return
    if (startPanel) return this.start(startPanel)
    this.loading = true
    const code = document.createElement('script')
    code.src = `${this.config.base}widget/panel.js`
    code.async = true
    if (script?.nonce) code.nonce = script.nonce
    code.onerror = () => {
      this.loading = this.shown = false
      code.remove()
      this.dress(launcherWords[this.config.lang].failed)
    }
    document.head.append(code)
    this.dress()
  }

  /** Sets the badge from the stored state of all tabs. With an open conversation the panel is loaded in the background. */
  private remembered(): void {
    const { open, token, unread } = this.visitor.read()
    if (!this.panel && unread !== this.count) this.unread(unread)
    if (open && token && !this.panel) {
      const later =
        (window as { requestIdleCallback?: (f: () => void) => void }).requestIdleCallback ?? ((f) => setTimeout(f, 500))
      later(() => this.load())
    }
  }

  private dress(problem = ''): void {
    const { lang, color, position } = this.config
    const words = launcherWords[lang]
    const { style, dataset } = this.element
    if (color) {
      style.setProperty('--accent', color)
      style.setProperty('--on-accent', onColor(color))
    }
    dataset.position = position
    const count = this.count > 99 ? '99+' : String(this.count)
    const unread = fill(form(lang, this.count, words.unread), { n: count })
    const label = problem || (this.shown ? words.close : this.count ? `${words.open}: ${unread}` : words.open)
    this.button.setAttribute('aria-label', label)
    this.button.title = problem
    this.button.setAttribute('aria-expanded', String(this.shown))
    this.button.classList.toggle('busy', this.loading && this.shown)
    this.button.replaceChildren(icon(this.shown ? icons.down : problem ? icons.warn : icons.chat, 26), this.badge)
    this.badge.textContent = count
    this.badge.hidden = !this.count || this.shown
  }
}

function language(wanted: string | undefined): Lang {
  return pickLang(wanted || document.documentElement.lang || navigator.language) ?? 'en'
}

function install(): void {
  const page = window as unknown as { frontdesk?: Api }
  const queued = page.frontdesk?.q ?? []
  if (page.frontdesk?.panel) return // The page has the script tag twice.
  const listeners = new Map<string, ((detail?: unknown) => void)[]>()
  const tell = (event: string, detail?: unknown) => listeners.get(event)?.forEach((listener) => listener(detail))
  let launcher: Launcher | null = null
  const boot = (options: Options = {}): Launcher => {
    if (launcher) launcher.change(options)
    else {
      launcher = new Launcher(options, tell)
      tell('ready')
    }
    return launcher
  }
  const api: Api = (verb, ...rest) => {
    if (verb === 'boot') boot(rest[0] as Options)
    else if (verb === 'on')
      listeners.set(String(rest[0]), [...(listeners.get(String(rest[0])) ?? []), rest[1] as () => void])
    else if (verb === 'open') boot().open()
    else if (verb === 'close') launcher?.close()
    else if (verb === 'say') boot().say(String(rest[0] ?? ''))
    else if (verb === 'shutdown') {
      launcher?.shutdown()
      launcher = null
    } else console.warn(`frontdesk: unknown call "${String(verb)}"`)
  }
  api.panel = (start) => {
    startPanel = start
    launcher?.start(start)
  }
  page.frontdesk = api
  // Listeners are registered first. So a listener of 'ready' is called in any order of the page's calls.
  const calls = [...queued].map((c) => Array.from(c))
  calls.filter((c) => c[0] === 'on').forEach((c) => api(...c))
  if (!script || script.dataset.boot !== 'manual') boot()
  calls.filter((c) => c[0] !== 'on').forEach((c) => api(...c))
}

let startPanel: StartPanel | null = null
if (document.body) install()
else document.addEventListener('DOMContentLoaded', install)
