/** The suggestions of customers and operators that wait for a decision. */
import type { Client } from '../api/client'
import type { Lesson } from '../api/contract'

const EVERY_MS = 60_000

type Api = Pick<Client, 'lessons' | 'decideLesson'>

export class Lessons {
  items = $state.raw<Lesson[]>([])
  loaded = $state(false)
  failure = $state.raw<unknown>(null)
  /** Corrected texts by suggestion. Unchanged suggestions have no text here. */
  texts = $state<Record<string, string>>({})
  /** Reasons of failed decisions, by suggestion. */
  refused = $state.raw<Record<string, unknown>>({})
  /** The suggestion with a running decision. */
  busy = $state.raw<ReadonlySet<string>>(new Set())
  private run = 0
  private timer: ReturnType<typeof setInterval> | undefined

  constructor(private readonly client: Api) {}

  start(): void {
    this.timer = setInterval(() => void this.refresh(), EVERY_MS)
    void this.refresh()
  }

  stop(): void {
    clearInterval(this.timer)
    this.run++
  }

  async refresh(): Promise<void> {
    const run = ++this.run
    try {
      const items = await this.client.lessons()
      if (run !== this.run) return // A newer read or a decision has begun.
      this.items = items
      this.failure = null
    } catch (error) {
      if (run !== this.run) return
      this.failure = error
    }
    this.loaded = true
  }

  text(lesson: Lesson): string {
    return this.texts[lesson.id] ?? lesson.text
  }

  /** True when the decision is stored. The suggestion then leaves the list. */
  async decide(lesson: Lesson, accept: boolean): Promise<boolean> {
    if (this.busy.has(lesson.id)) return false
    const text = this.text(lesson).trim()
    this.mark(lesson.id, true)
    this.refuse(lesson.id, undefined)
    let done = false
    try {
      await this.client.decideLesson(lesson.id, accept, accept && text !== lesson.text ? text : '')
      this.run++ // A read from before the decision would bring the suggestion back.
      this.items = this.items.filter((l) => l.id !== lesson.id)
      delete this.texts[lesson.id]
      done = true
    } catch (error) {
      this.refuse(lesson.id, error)
    }
    this.mark(lesson.id, false)
    return done
  }

  private mark(id: string, on: boolean): void {
    const busy = new Set(this.busy)
    if (on) busy.add(id)
    else busy.delete(id)
    this.busy = busy
  }

  private refuse(id: string, error: unknown): void {
    const { [id]: _, ...rest } = this.refused
    this.refused = error === undefined ? rest : { ...rest, [id]: error }
  }
}
