/** The presence of one visitor in one tab: connects the line, the fold and the queue. Views use only this module. */
import type { Config } from './host'
import { Leader } from './leader'
import {
  DEFAULT_LIMITS,
  type FileRef,
  type Hello,
  type Limits,
  type ServerFrame,
  type Session,
  type Welcome,
  type Entry,
} from './protocol'
import { Queue, type Shelf } from './queue'
import { Line, type LineState } from './socket'
import { Store } from './store'
import { uuid } from '@shared/uuid'
import { Visitor } from './visitor'

const TYPING_EVERY_MS = 2_000
const TYPING_SHOWN_MS = 6_000
/**
 * The wait for the leading tab to send a message, in milliseconds. After the wait the leading tab counts as frozen, and this
 * tab leads.
 */
const PATIENCE_MS = 5_000
/** The limit of full reads before a hole is accepted. Without the limit a server with wrong counts would be asked for ever. */
const MAX_RESYNCS = 3

export interface VisitEvents {
  /** The visible state has changed. */
  changed(): void
  /** A live message of another person has arrived. A message of the history does not count. */
  heard(text: string): void
}

export class Visit {
  readonly store = new Store()
  readonly visitor: Visitor
  readonly queue: Queue
  session: Session = { conversation: '', state: 'none', operator: '', online: false }
  limits: Limits = DEFAULT_LIMITS
  /** The name of the typing person. Null means that no other person is typing. An empty name means the bot. */
  typing: string | null = null
  private epoch = ''
  private usedToken = ''
  private live = false
  private readonly line: Line
  private readonly leader: Leader
  private readonly radio: BroadcastChannel | null
  private readonly holes = new Set<string>()
  private resyncs = 0
  private seenSent = ''
  private typingSent = 0
  private typingTimer: ReturnType<typeof setTimeout> | undefined
  private readonly cleanup: (() => void)[] = []

  constructor(
    private readonly config: Config,
    private readonly shelf: Shelf,
    private readonly events: VisitEvents,
  ) {
    const { base, channel } = config
    this.visitor = new Visitor(channel)
    this.line = new Line(`${base.replace(/^http/, 'ws')}widget/socket?channel=${encodeURIComponent(channel)}`, {
      hello: () => this.hello(),
      frame: (frame) => this.receive(frame),
      state: (state) => this.lineChanged(state),
    })
    this.queue = new Queue(
      shelf,
      (frame) => this.mayStore() && this.line.send(frame),
      () => this.events.changed(),
    )
    this.leader = new Leader(`frontdesk:${channel}:leader`, () => this.wake())
    this.radio = typeof BroadcastChannel === 'function' ? new BroadcastChannel(`frontdesk:${channel}`) : null
  }

  start(): void {
    if (this.radio) this.radio.onmessage = () => void this.queue.reload().then(() => this.queue.flush())
    const wake = () => this.wake()
    const visible = () => document.visibilityState === 'visible' && this.wake()
    addEventListener('online', wake)
    document.addEventListener('visibilitychange', visible)
    this.cleanup.push(
      () => removeEventListener('online', wake),
      () => document.removeEventListener('visibilitychange', visible),
      this.visitor.watch(() => {
        this.wake()
        this.events.changed()
      }),
    )
    void this.queue.reload().then(() => {
      this.leader.start()
      this.wake()
    })
  }

  get lineState(): LineState {
    return this.line.state
  }

  get token(): string {
    return this.visitor.read().token
  }

  /** False means that 50 messages are waiting already. */
  async say(text: string, files: FileRef[] = [], replyTo = ''): Promise<boolean> {
    return this.dispatch({ id: uuid(), kind: 'say', text, value: '', files, replyTo, at: Date.now(), failed: '' })
  }

  async press(value: string, label: string): Promise<boolean> {
    return this.dispatch({
      id: uuid(),
      kind: 'press',
      text: label,
      value,
      files: [],
      replyTo: '',
      at: Date.now(),
      failed: '',
    })
  }

  retry(id: string): void {
    void this.queue.retry(id).then(() => this.radio?.postMessage('queue'))
  }

  /** Takes an unsent message back for editing. */
  async discard(id: string): Promise<string> {
    const parcel = await this.queue.discard(id)
    this.radio?.postMessage('queue')
    return parcel?.text ?? ''
  }

  typed(on: boolean): void {
    const now = Date.now()
    if (on && now - this.typingSent < TYPING_EVERY_MS) return
    if (!on && !this.typingSent) return
    this.typingSent = on ? now : 0
    this.line.send({ type: 'typing', on })
  }

  /** Stores that the newest entry is visible, and tells the operators. */
  seen(): void {
    const newest = this.store.newest()
    if (!newest) return
    const { seen, unread } = this.visitor.read()
    const known =
      seen &&
      (seen.conversation > newest.conversation || (seen.conversation === newest.conversation && seen.seq >= newest.seq))
    const place = `${newest.conversation} ${newest.seq}`
    if (this.seenSent !== place && this.line.send({ type: 'seen', ...newest })) this.seenSent = place
    if (known && !unread) return
    this.visitor.write({ seen: known ? seen : newest, unread: 0 })
  }

  unread(): number {
    return this.store.unread(this.visitor.read().seen)
  }

  language(lang: 'ru' | 'en'): void {
    this.config.lang = lang
    this.line.hello()
  }

  async shutdown(): Promise<void> {
    this.stop()
    await this.queue.clear()
    this.visitor.forget()
  }

  stop(): void {
    this.cleanup.forEach((undo) => undo())
    clearTimeout(this.typingTimer)
    this.leader.stop()
    this.radio?.close()
    this.queue.lost()
    this.line.drop()
  }

  private async dispatch(parcel: Parameters<Queue['add']>[0]): Promise<boolean> {
    this.typingSent = 0
    if (!(await this.queue.add(parcel))) return false
    this.queue.flush()
    this.radio?.postMessage('queue')
    setTimeout(
      () =>
        this.line.state === 'open' &&
        this.queue.list().some((p) => p.id === parcel.id && !p.failed) &&
        this.leader.steal(),
      PATIENCE_MS,
    )
    return true
  }

  /** One tab sends for all tabs. Tabs without a common shelf send for themselves. */
  private mayStore(): boolean {
    return this.leader.leading || !this.shelf.shared
  }

  private wake(): void {
    this.line.connect()
    this.queue.flush()
  }

  private hello(): Hello | null {
    this.usedToken = this.token
    // Only the leading tab may become a new visitor. Otherwise two tabs opened at once would become two people.
    if (!this.usedToken && !this.leader.leading) return null
    return {
      type: 'hello',
      v: 1,
      token: this.usedToken,
      cursor: this.store.cursor(this.epoch),
      more: this.store.more(),
      lang: this.config.lang,
      page: { url: location.href, title: document.title, referrer: document.referrer },
    }
  }

  private receive(frame: ServerFrame): void {
    switch (frame.type) {
      case 'welcome':
        return this.welcome(frame)
      case 'ack':
        void this.queue.settle(frame.id).then(() => this.radio?.postMessage('queue'))
        return
      case 'entry':
        return this.entry(frame)
      case 'session':
        this.joined(frame.session)
        return this.events.changed()
      case 'typing':
        return this.shows(frame.on ? (frame.name ?? '') : null)
      case 'error':
        if (frame.code === 'token') this.unknownToken()
        else if (frame.id) void this.queue.refuse(frame)
        return
      case 'pong':
      case 'reconnect':
        return // the line has handled these frames
    }
  }

  private welcome(frame: Welcome): void {
    if (frame.reset || (this.epoch && this.epoch !== frame.epoch)) this.store.clear()
    this.epoch = frame.epoch
    this.limits = frame.limits
    if (frame.token && frame.token !== this.token) this.visitor.write({ token: frame.token })
    this.usedToken = this.token
    this.joined(frame.session)
    this.live = false
    setTimeout(() => (this.live = true), 1_000)
    this.queue.lost()
    this.queue.flush()
    this.events.changed()
  }

  private entry(entry: Entry): void {
    const place = `${entry.conversation} ${entry.seq}`
    const again = this.holes.has(place)
    // The same hole appears again at the start of a conversation after a new greeting. So the server has no older entry, and
    // the history begins here.
    const result = this.store.apply(
      entry,
      again && (this.store.last(entry.conversation) === 0 || this.resyncs > MAX_RESYNCS),
    )
    if (result === 'hole') {
      this.holes.add(place)
      if (again) {
        this.resyncs++
        this.store.clear()
      }
      return this.line.hello()
    }
    if (entry.client_id) void this.queue.settle(entry.client_id)
    if (result === 'known') return
    if (entry.author.kind !== 'customer' && entry.kind === 'said') {
      this.shows(null)
      if (this.live) this.events.heard(entry.text)
    }
    this.events.changed()
  }

  private joined(session: Session): void {
    this.session = session
    const open = ['bot', 'waiting', 'human'].includes(session.state) || session.survey?.stage === 'score'
    if (this.visitor.read().open !== open) this.visitor.write({ open })
  }

  private unknownToken(): void {
    if (this.token === this.usedToken) this.visitor.forget()
    this.store.clear()
    this.epoch = ''
    this.line.hello()
    this.events.changed()
  }

  private shows(name: string | null): void {
    clearTimeout(this.typingTimer)
    this.typing = name
    if (name !== null) this.typingTimer = setTimeout(() => this.shows(null), TYPING_SHOWN_MS)
    this.events.changed()
  }

  private lineChanged(state: LineState): void {
    if (state !== 'open') {
      this.queue.lost()
      this.typing = null
      this.seenSent = ''
      this.resyncs = 0
      this.holes.clear()
    }
    this.events.changed()
  }
}
