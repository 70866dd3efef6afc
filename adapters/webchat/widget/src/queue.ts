/** The outgoing messages. A message stays until the server confirms the storage. Messages are sent one at a time, in order. */
import type { ClientFrame, Failure, FileRef } from './protocol'

export const QUEUE_LIMIT = 50
const ACK_MS = 15_000
const RETRY_MS = 1_000
const RETRY_MAX_MS = 30_000
const NEVER = new Set(['too_long', 'empty', 'file'])

/** One message or button press of the visitor. `id` is a permanent UUIDv7. `at` is in unix milliseconds. */
export interface Parcel {
  id: string
  kind: 'say' | 'press'
  text: string
  value: string
  files: FileRef[]
  replyTo: string
  at: number
  failed: string
}

/** The storage of parcels across reloads. Every call may fail. After a failure the queue goes on in memory. */
export interface Shelf {
  /** True when other tabs of the visitor use the same shelf. */
  readonly shared: boolean
  all(): Promise<Parcel[]>
  put(parcel: Parcel): Promise<void>
  remove(id: string): Promise<void>
  clear(): Promise<void>
}

export class Queue {
  private parcels: Parcel[] = []
  private readonly unsaved = new Set<string>()
  private readonly gone = new Set<string>()
  private flying = ''
  private tries = 0
  private timer: ReturnType<typeof setTimeout> | undefined

  constructor(
    private readonly shelf: Shelf,
    /** Sends a frame. False means that the line is not open. */
    private readonly send: (frame: ClientFrame) => boolean,
    private readonly changed: () => void,
  ) {}

  /** Reads the shelf again: at the start, and after a change by another tab. */
  async reload(): Promise<void> {
    const kept = await this.shelf.all().catch(() => this.parcels)
    const found = new Map(kept.filter((p) => !this.gone.has(p.id)).map((p) => [p.id, p]))
    for (const parcel of this.parcels) if (this.unsaved.has(parcel.id)) found.set(parcel.id, parcel)
    this.parcels = [...found.values()].sort((a, b) => (a.id < b.id ? -1 : 1))
    this.changed()
  }

  /**
   * Adds a parcel and resolves when the parcel is on the shelf. False means that the queue is full and the parcel was not
   * added.
   */
  async add(parcel: Parcel): Promise<boolean> {
    if (this.parcels.length >= QUEUE_LIMIT) return false
    this.parcels.push(parcel)
    this.unsaved.add(parcel.id)
    this.changed()
    await this.shelf.put(parcel).then(
      () => this.unsaved.delete(parcel.id),
      () => undefined,
    )
    return true
  }

  list(): readonly Parcel[] {
    return this.parcels
  }

  /** Sends the oldest parcel without a failure, unless a parcel waits for a confirmation. */
  flush(): void {
    if (this.flying) return
    const parcel = this.parcels.find((p) => !p.failed)
    if (!parcel || !this.send(frameOf(parcel))) return
    this.flying = parcel.id
    this.again(ACK_MS)
  }

  /** Handles a lost line. The unconfirmed parcel is sent again after the next welcome. */
  lost(): void {
    clearTimeout(this.timer)
    this.flying = ''
  }

  /** Removes a parcel that the server has confirmed by an ack or an echo. */
  async settle(id: string): Promise<void> {
    if (id === this.flying) {
      this.lost()
      this.tries = 0
    }
    this.gone.add(id)
    const before = this.parcels.length
    this.parcels = this.parcels.filter((p) => p.id !== id)
    if (this.parcels.length === before) return
    this.changed()
    this.flush()
    await this.shelf.remove(id).catch(() => undefined)
  }

  /** Handles an error frame with the id of a parcel. The parcel fails for good, or the queue tries again later. */
  async refuse(failure: Failure): Promise<void> {
    const parcel = this.parcels.find((p) => p.id === failure.id)
    if (!parcel) return
    this.lost()
    if (!NEVER.has(failure.code)) {
      this.again(Math.min(RETRY_MAX_MS, RETRY_MS * 2 ** this.tries++))
      return
    }
    parcel.failed = failure.message || failure.code
    this.changed()
    this.flush()
    await this.shelf.put(parcel).catch(() => undefined)
  }

  async discard(id: string): Promise<Parcel | undefined> {
    const parcel = this.parcels.find((p) => p.id === id)
    await this.settle(id)
    return parcel
  }

  async retry(id: string): Promise<void> {
    const parcel = this.parcels.find((p) => p.id === id)
    if (!parcel) return
    parcel.failed = ''
    this.changed()
    this.flush()
    await this.shelf.put(parcel).catch(() => undefined)
  }

  async clear(): Promise<void> {
    this.lost()
    this.parcels = []
    this.changed()
    await this.shelf.clear().catch(() => undefined)
  }

  private again(ms: number): void {
    clearTimeout(this.timer)
    this.timer = setTimeout(() => {
      this.flying = ''
      this.flush()
    }, ms)
  }
}

function frameOf(parcel: Parcel): ClientFrame {
  if (parcel.kind === 'press') return { type: 'press', id: parcel.id, value: parcel.value, label: parcel.text }
  const files = parcel.files.map((f) => f.id)
  return { type: 'say', id: parcel.id, text: parcel.text, files, reply_to: parcel.replyTo }
}
