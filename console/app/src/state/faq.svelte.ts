/** The state of the FAQ, and the list of found entries. */
import type { Client, FaqEntry } from '../api/client'
import type { FaqState } from '../api/contract'

const PAGE = 100
/** Typing comes in bursts. One read answers a burst. */
const TYPING_MS = 200
/** The pause between two reads of the progress of a fit, in milliseconds. */
const FITTING_MS = 2_000

type Api = Pick<Client, 'faq' | 'faqEntries'>

export class Faq {
  state = $state.raw<FaqState | null>(null)
  query = $state('')
  lang = $state('')
  items = $state.raw<FaqEntry[]>([])
  langs = $state.raw<string[]>([])
  total = $state(0)
  found = $state(0)
  loaded = $state(false)
  failure = $state.raw<unknown>(null)
  private limit = PAGE
  private run = 0
  private wait: ReturnType<typeof setTimeout> | undefined
  private progress: ReturnType<typeof setTimeout> | undefined
  private stopped = false

  constructor(private readonly client: Api) {}

  /** Reads all data again: at the start, and after each change. */
  async refresh(): Promise<void> {
    await Promise.all([this.readState(), this.readList()])
  }

  stop(): void {
    this.stopped = true
    this.run++
    clearTimeout(this.wait)
    clearTimeout(this.progress)
  }

  search(query: string): void {
    this.query = query
    this.limit = PAGE
    clearTimeout(this.wait)
    this.wait = setTimeout(() => void this.readList(), TYPING_MS)
  }

  choose(lang: string): void {
    this.lang = lang
    this.limit = PAGE
    void this.readList()
  }

  more(): void {
    this.limit = Math.min(500, this.limit + PAGE)
    void this.readList()
  }

  /** False when the list has the API's maximum. */
  get hasMore(): boolean {
    return this.found > this.items.length && this.limit < 500
  }

  /** True from a start or an edit until the model of that version is ready, also before the fit has begun. */
  private get learning(): boolean {
    return (
      !!this.state &&
      (!!this.state.indexing ||
        !!this.state.fitting ||
        (this.state.fitted === false && !this.state.refused && this.state.entries > 0))
    )
  }

  private async readState(): Promise<void> {
    clearTimeout(this.progress)
    try {
      this.state = await this.client.faq()
    } catch (error) {
      if (!this.state) this.failure = error
    }
    if (this.learning && !this.stopped) this.progress = setTimeout(() => void this.readState(), FITTING_MS)
  }

  private async readList(): Promise<void> {
    const run = ++this.run
    try {
      const list = await this.client.faqEntries({
        q: this.query.trim().slice(0, 200),
        lang: this.lang,
        limit: this.limit,
      })
      if (run !== this.run) return // A newer search has begun.
      this.items = list.items
      this.langs = list.langs
      this.total = list.total
      this.found = list.found
      this.failure = null
    } catch (error) {
      if (run !== this.run) return
      this.failure = error
    }
    this.loaded = true
  }
}

/** One entry with the version of the read. Null means that there is no such entry. */
export async function findEntry(
  client: Pick<Client, 'faqEntries'>,
  lang: string,
  id: string,
): Promise<{ entry: FaqEntry | null; version: number }> {
  const list = await client.faqEntries({ q: id, lang, limit: 500 })
  return { entry: list.items.find((e) => e.id === id && e.lang === lang) ?? null, version: list.version }
}
