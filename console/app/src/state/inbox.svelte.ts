/**
 * The list of conversations of one tab. Hints refresh the list. Every 15 s the list is read as well, because hints may be lost.
 */
import type { Client, Tab } from '../api/client'
import type { Counts, Summary } from '../api/contract'
import { SeenMarks } from './seen'

const PAGE = 50
const EVERY_MS = 15_000
/** Hints come in bursts. One read answers a burst. */
const BURST_MS = 150

export class Inbox {
  tab = $state<Tab>('waiting')
  items = $state.raw<Summary[]>([])
  counts = $state.raw<Counts>({ waiting: 0, mine: 0, all: 0 })
  find = $state('')
  loaded = $state(false)
  failure = $state.raw<unknown>(null)
  hasMore = $state(false)
  readonly shown = $derived.by(() => filter(this.items, this.find))
  readonly seen = new SeenMarks()
  private limit = PAGE
  private run = 0
  private known = -1
  private burst: ReturnType<typeof setTimeout> | undefined
  private timer: ReturnType<typeof setInterval> | undefined

  constructor(
    private readonly client: Pick<Client, 'conversations'>,
    /** The number of waiting conversations has grown. */
    private readonly waiting: (count: number) => void = () => undefined,
  ) {}

  start(): void {
    this.timer = setInterval(() => void this.refresh(), EVERY_MS)
    void this.refresh()
  }

  stop(): void {
    clearInterval(this.timer)
    clearTimeout(this.burst)
    this.run++
  }

  choose(tab: Tab): void {
    if (tab === this.tab) return
    this.tab = tab
    this.items = []
    this.loaded = false
    this.limit = PAGE
    void this.refresh()
  }

  more(): void {
    this.limit += PAGE
    void this.refresh()
  }

  hint(): void {
    this.burst ??= setTimeout(() => {
      this.burst = undefined
      void this.refresh()
    }, BURST_MS)
  }

  async refresh(): Promise<void> {
    const run = ++this.run
    try {
      const page = await this.client.conversations(this.tab, this.limit)
      if (run !== this.run) return // A newer read has begun, or the tab has changed.
      this.items = page.items
      this.counts = page.counts
      this.hasMore = Boolean(page.next)
      this.failure = null
      if (this.known >= 0 && page.counts.waiting > this.known) this.waiting(page.counts.waiting)
      this.known = page.counts.waiting
    } catch (error) {
      if (run !== this.run) return
      this.failure = error
    }
    this.loaded = true
  }

  /**
   * The conversation `step` places from the given one. The first conversation is the result when the given one is not in the
   * list. Null means an empty list.
   */
  neighbour(id: string, step: 1 | -1): Summary | null {
    const at = this.shown.findIndex((s) => s.id === id)
    if (at < 0) return this.shown[0] ?? null
    return this.shown[Math.min(this.shown.length - 1, Math.max(0, at + step))] ?? null
  }
}

/** Finds by name, handle or last text. Every word of the search must occur. */
export function filter(items: readonly Summary[], find: string): Summary[] {
  const words = find.toLowerCase().split(/\s+/).filter(Boolean)
  if (!words.length) return [...items]
  return items.filter((s) => {
    const text = `${s.customer.name} ${s.customer.handle} ${s.last?.text ?? ''} ${s.owner?.name ?? ''}`.toLowerCase()
    return words.every((w) => text.includes(w))
  })
}
