/** The line of hints: what has changed, never the change itself. Comes back by itself and then asks for a full refetch. */
import type { LiveFrame } from './contract'

const PING_MS = 20_000
const DEAD_MS = 40_000
const FIRST_MS = 500
const LONGEST_MS = 30_000

export interface LiveEvents {
  frame(frame: LiveFrame): void
  /** The line is up (again): anything may have happened meanwhile. */
  up(): void
  down(): void
}

export class Live {
  private socket: WebSocket | null = null
  private attempts = 0
  private stopped = true
  private ping: ReturnType<typeof setInterval> | undefined
  private dead: ReturnType<typeof setTimeout> | undefined
  private retry: ReturnType<typeof setTimeout> | undefined

  constructor(
    private readonly url: string,
    private readonly events: LiveEvents,
    private readonly open: (url: string) => WebSocket = (u) => new WebSocket(u),
  ) {}

  start(): void {
    this.stopped = false
    this.connect()
    addEventListener('online', this.hurry)
    document.addEventListener('visibilitychange', this.hurry)
  }

  stop(): void {
    this.stopped = true
    removeEventListener('online', this.hurry)
    document.removeEventListener('visibilitychange', this.hurry)
    this.drop()
  }

  send(frame: object): void {
    if (this.socket?.readyState === 1) this.socket.send(JSON.stringify(frame))
  }

  private readonly hurry = (): void => {
    if (!this.socket && document.visibilityState !== 'hidden') this.connect()
  }

  private connect(): void {
    if (this.stopped || this.socket) return
    clearTimeout(this.retry)
    let socket: WebSocket
    try {
      socket = this.open(this.url)
    } catch {
      return this.lost()
    }
    this.socket = socket
    this.alive()
    socket.onopen = () => (this.ping = setInterval(() => this.send({ type: 'ping' }), PING_MS))
    socket.onmessage = (event) => {
      this.alive()
      const frame = read(event.data)
      if (!frame) return
      if (frame.type === 'hello') {
        this.attempts = 0
        this.events.up()
      }
      this.events.frame(frame)
    }
    socket.onclose = () => socket === this.socket && this.lost()
  }

  private alive(): void {
    clearTimeout(this.dead)
    this.dead = setTimeout(() => this.lost(), DEAD_MS)
  }

  private lost(): void {
    this.drop()
    this.events.down()
    if (this.stopped) return
    const ceiling = Math.min(LONGEST_MS, FIRST_MS * 2 ** this.attempts++)
    this.retry = setTimeout(() => this.connect(), Math.random() * ceiling)
  }

  private drop(): void {
    clearInterval(this.ping)
    clearTimeout(this.dead)
    clearTimeout(this.retry)
    const socket = this.socket
    this.socket = null
    if (!socket) return
    socket.onopen = socket.onmessage = socket.onclose = null
    socket.close()
  }
}

function read(data: unknown): LiveFrame | null {
  try {
    const frame = JSON.parse(String(data)) as LiveFrame
    return frame && typeof frame.type === 'string' ? frame : null
  } catch {
    return null
  }
}
