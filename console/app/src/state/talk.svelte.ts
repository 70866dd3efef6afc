/** One open conversation: the customer, the timeline, the outgoing messages and the operator's actions. */
import { uuid } from '@shared/uuid'
import { ApiError, type Client, type Verb } from '../api/client'
import type { Detail, Entry, FileRef } from '../api/contract'
import { fold, readAfter, settledBefore, type Row } from '../timeline'
import { keepOutgoing, outgoing, type Mode, type Outgoing } from './drafts'

const PAGE = 200
const TYPING_MS = 6_000
/** The pause between two reads of an unsettled delivery, in milliseconds. The end of a delivery makes no entry. */
const UNSETTLED_MS = 3_000

type Api = Pick<Client, 'conversation' | 'entries' | 'act' | 'transfer' | 'reply' | 'note'>

export class Talk {
  detail = $state.raw<Detail | null>(null)
  outgoing = $state.raw<Outgoing[]>([])
  typing = $state<{ who: string; name: string } | null>(null)
  failure = $state.raw<unknown>(null)
  /** The failure of the last action. A conflict names the owner. */
  refused = $state.raw<unknown>(null)
  busy = $state(false)
  rows = $state.raw<Row[]>([])
  /** Seq of the newest entry read. */
  last = $state(0)
  private entries: ReadonlyMap<number, Entry> = new Map()
  private reading: Promise<void> | null = null
  private again = false
  private stopped = false
  private typingTimer: ReturnType<typeof setTimeout> | undefined
  private unsettled: ReturnType<typeof setTimeout> | undefined

  constructor(
    readonly id: string,
    private readonly client: Api,
  ) {
    this.outgoing = outgoing(id)
  }

  stop(): void {
    this.stopped = true
    clearTimeout(this.typingTimer)
    clearTimeout(this.unsettled)
  }

  /** Reads new entries. Calls during a read cause one more read afterwards. */
  refresh(): Promise<void> {
    if (this.reading) {
      this.again = true
      return this.reading
    }
    this.reading = this.read().finally(() => {
      this.reading = null
      if (this.again && !this.stopped) {
        this.again = false
        void this.refresh()
      }
    })
    return this.reading
  }

  async act(verb: Verb): Promise<void> {
    await this.change(() => this.client.act(this.id, verb))
  }

  async transfer(operator: string, note: string, id: string): Promise<void> {
    await this.change(() => this.client.transfer(this.id, { operator, note, id }))
  }

  async send(mode: Mode, text: string, files: FileRef[]): Promise<void> {
    const item: Outgoing = { id: uuid(), mode, text, files, at: Date.now(), state: 'sending', why: '' }
    this.keep([...this.outgoing, item])
    await this.dispatch(item)
  }

  async retry(id: string): Promise<void> {
    const item = this.outgoing.find((o) => o.id === id)
    if (!item || item.state === 'sending') return
    const fresh: Outgoing = { ...item, state: 'sending', why: '' }
    this.keep(this.outgoing.map((o) => (o.id === id ? fresh : o)))
    await this.dispatch(fresh)
  }

  /** Takes an unsent message back. */
  discard(id: string): Outgoing | undefined {
    const item = this.outgoing.find((o) => o.id === id)
    this.keep(this.outgoing.filter((o) => o.id !== id))
    return item
  }

  typed(frame: { who: string; name: string; on: boolean }): void {
    clearTimeout(this.typingTimer)
    this.typing = frame.on ? { who: frame.who, name: frame.name } : null
    if (frame.on) this.typingTimer = setTimeout(() => (this.typing = null), TYPING_MS)
  }

  private async read(): Promise<void> {
    try {
      const [detail, entries] = await Promise.all([this.client.conversation(this.id), this.readEntries()])
      if (this.stopped) return
      this.detail = detail
      // A refusal with an owner is out of date once the owner has changed.
      if (this.refused instanceof ApiError && this.refused.owner && this.refused.owner !== detail.owner?.name)
        this.refused = null
      this.take(entries)
      this.failure = null
    } catch (error) {
      this.failure = error
    }
  }

  private async readEntries(): Promise<Entry[]> {
    const all: Entry[] = []
    let after = readAfter(this.entries.values())
    for (;;) {
      const page = await this.client.entries(this.id, after, PAGE)
      all.push(...page)
      if (page.length < PAGE || this.stopped) break
      after = page[page.length - 1]!.seq
    }
    return [...all, ...(await this.readSettled(all))]
  }

  /** Reads a message again after a colleague has sent the message again or noted its arrival. The new delivery makes no entry. */
  private async readSettled(fresh: Entry[]): Promise<Entry[]> {
    const after = settledBefore(this.entries, fresh)
    return after === null || this.stopped ? [] : this.client.entries(this.id, after, PAGE)
  }

  private take(fresh: Entry[]): void {
    if (fresh.length) {
      const entries = new Map(this.entries)
      for (const entry of fresh) entries.set(entry.seq, entry)
      this.entries = entries
      this.rows = fold(entries.values())
      this.last = Math.max(...entries.keys())
      const stored = new Set(fresh.map((e) => e.client_id).filter(Boolean))
      if (this.outgoing.some((o) => stored.has(o.id))) this.keep(this.outgoing.filter((o) => !stored.has(o.id)))
      if (fresh.some((e) => e.author.kind === 'customer')) this.typing = null
    }
    clearTimeout(this.unsettled)
    if (readAfter(this.entries.values()) < this.last)
      this.unsettled = setTimeout(() => void this.refresh(), UNSETTLED_MS)
  }

  private async change(call: () => Promise<Detail>): Promise<void> {
    if (this.busy) return
    this.busy = true
    this.refused = null
    try {
      this.detail = await call()
    } catch (error) {
      this.refused = error
    }
    this.busy = false
    await this.refresh()
  }

  private async dispatch(item: Outgoing): Promise<void> {
    try {
      const { id, text, files } = item
      const entry =
        item.mode === 'note'
          ? await this.client.note(this.id, { id, text })
          : await this.client.reply(this.id, { id, text, files: files.map((f) => f.id) })
      this.keep(this.outgoing.filter((o) => o.id !== id))
      if (entry?.seq) this.take([entry])
    } catch (error) {
      const why =
        error instanceof ApiError && error.code === 'conflict'
          ? `conflict:${error.owner}`
          : error instanceof ApiError
            ? error.code
            : 'error'
      this.keep(this.outgoing.map((o) => (o.id === item.id ? { ...item, state: 'failed', why } : o)))
    }
    await this.refresh()
  }

  private keep(list: Outgoing[]): void {
    this.outgoing = list
    keepOutgoing(this.id, list)
  }
}
