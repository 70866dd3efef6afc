/** The line to the server: opens, greets, pings, notices silence and comes back. It knows nothing of conversations. */
import { parseFrame, type ClientFrame, type Hello, type ServerFrame } from './protocol'

export const PING_MS = 20_000
export const DEAD_MS = 40_000
const FIRST_MS = 500
const LONGEST_MS = 30_000
/** A line that lived this long was a good one: the next reconnect starts from the shortest wait again. */
const STABLE_MS = 10_000

export type LineState = 'idle' | 'connecting' | 'open' | 'down' | 'refused'

export interface LineEvents {
  /** Builds the greeting; null = not now (no token and another tab is getting one): call connect() later. */
  hello(): Hello | null
  frame(frame: ServerFrame): void
  state(state: LineState): void
}

export class Line {
  state: LineState = 'idle'
  private socket: WebSocket | null = null
  private attempts = 0
  private openedAt = 0
  private greeted = false
  private ping: ReturnType<typeof setInterval> | undefined
  private dead: ReturnType<typeof setTimeout> | undefined
  private retry: ReturnType<typeof setTimeout> | undefined

  constructor(
    private readonly url: string,
    private readonly events: LineEvents,
    private readonly open: (url: string) => WebSocket = (u) => new WebSocket(u),
  ) {}

  /** Connects now, cutting any wait short. Harmless when already connected or refused for good. */
  connect(): void {
    if (this.socket || this.state === 'refused') return
    clearTimeout(this.retry)
    const hello = this.events.hello()
    if (!hello) return
    this.become('connecting')
    let socket: WebSocket
    try {
      socket = this.open(this.url)
    } catch {
      this.lost()
      return
    }
    this.socket = socket
    socket.onopen = () => {
      this.openedAt = Date.now()
      this.hello()
      this.ping = setInterval(() => this.send({ type: 'ping' }), PING_MS)
    }
    socket.onmessage = (event) => {
      if (socket !== this.socket) return
      this.alive()
      this.receive(parseFrame(event.data))
    }
    socket.onclose = () => socket === this.socket && this.lost()
    this.alive()
  }

  /** Greets (again) on the open socket: after a hole, a new token or a new language. One greeting at a time. */
  hello(): void {
    if (this.greeted || this.socket?.readyState !== 1) return
    const hello = this.events.hello()
    if (!hello) return this.drop()
    this.greeted = true
    this.socket.send(JSON.stringify(hello))
  }

  /** Sends a frame; false when the line is not open, and then nothing was sent. */
  send(frame: ClientFrame): boolean {
    if (this.state !== 'open' || this.socket?.readyState !== 1) return false
    this.socket.send(JSON.stringify(frame))
    return true
  }

  /** Closes and comes back after `ms`; without it by the usual back-off. */
  restart(ms?: number): void {
    this.drop()
    this.lost(ms)
  }

  /** Closes for good, until connect() is called. */
  drop(state: LineState = 'idle'): void {
    clearTimeout(this.retry)
    clearTimeout(this.dead)
    clearInterval(this.ping)
    const socket = this.socket
    this.socket = null
    this.greeted = false
    if (socket) {
      socket.onopen = socket.onmessage = socket.onclose = socket.onerror = null
      try {
        socket.close()
      } catch {
        // Closing a socket that never opened may throw in old browsers; it is gone either way.
      }
    }
    this.become(state)
  }

  private receive(frame: ServerFrame | null): void {
    if (!frame) return
    if (frame.type === 'welcome') {
      this.greeted = false
      this.become('open')
    } else if (frame.type === 'reconnect') {
      return this.restart(Math.max(0, frame.after_ms))
    } else if (frame.type === 'error' && (frame.code === 'origin' || frame.code === 'channel')) {
      console.error(`frontdesk: ${frame.message || frame.code}`)
      return this.drop('refused')
    } else if (frame.type === 'error' && frame.code === 'token') {
      this.greeted = false
    }
    this.events.frame(frame)
  }

  private alive(): void {
    clearTimeout(this.dead)
    this.dead = setTimeout(() => this.restart(), DEAD_MS)
  }

  private lost(after?: number): void {
    const lived = this.openedAt ? Date.now() - this.openedAt : 0
    this.openedAt = 0
    if (lived >= STABLE_MS) this.attempts = 0
    this.drop('down')
    const ceiling = Math.min(LONGEST_MS, FIRST_MS * 2 ** this.attempts++)
    this.retry = setTimeout(() => this.connect(), after ?? Math.random() * ceiling)
  }

  private become(state: LineState): void {
    if (state === this.state) return
    this.state = state
    this.events.state(state)
  }
}
