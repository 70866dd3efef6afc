/** A WebSocket with pings and reconnects. The module knows no frames: the owner greets the server and reads the frames. */

/** PING_MS is the pause between two pings in milliseconds. */
export const PING_MS = 20_000
/** DEAD_MS is the maximum silence of a healthy connection in milliseconds. */
export const DEAD_MS = 40_000
/** FIRST_WAIT_MS limits the first wait before a reconnect. Each failure doubles the limit up to MAX_WAIT_MS. */
export const FIRST_WAIT_MS = 500
export const MAX_WAIT_MS = 30_000
/** STABLE_MS is the life of a good connection in milliseconds. After a good connection the first wait is short again. */
export const STABLE_MS = 10_000

/** SocketEvents are the owner's answers to the events of a connection. */
export interface SocketEvents {
  /** connecting comes before every attempt. False cancels the attempt. A later connect() tries again. */
  connecting?(): boolean
  /** opened comes when frames can be sent. */
  opened?(): void
  /** received gets the data of one message as the browser delivers the data. */
  received(data: unknown): void
  /** ping sends a frame that the server answers. */
  ping(): void
  /** lost comes after a connection or an attempt has failed. */
  lost(): void
}

/** Opener makes a WebSocket. Tests give an opener of their own. */
export type Opener = (url: string) => WebSocket

/** ReconnectingSocket holds at most one connection to one address and replaces a lost connection after a wait. */
export class ReconnectingSocket {
  private socket: WebSocket | null = null
  private failures = 0
  private openedAt = 0
  private ping: ReturnType<typeof setInterval> | undefined
  private dead: ReturnType<typeof setTimeout> | undefined
  private retry: ReturnType<typeof setTimeout> | undefined

  constructor(
    private readonly url: string,
    private readonly events: SocketEvents,
    private readonly open: Opener = (url) => new WebSocket(url),
  ) {}

  /** active tells whether a connection is open or being opened. */
  get active(): boolean {
    return this.socket !== null
  }

  /** ready tells whether frames can be sent. */
  get ready(): boolean {
    return this.socket?.readyState === 1
  }

  /** connect begins an attempt now and ends a wait. With an active connection connect does nothing. */
  connect(): void {
    if (this.socket) return
    clearTimeout(this.retry)
    if (this.events.connecting?.() === false) return

    let socket: WebSocket
    try {
      socket = this.open(this.url)
    } catch {
      return this.fail()
    }
    this.socket = socket
    socket.onopen = () => {
      this.openedAt = Date.now()
      this.ping = setInterval(() => this.events.ping(), PING_MS)
      this.events.opened?.()
    }
    socket.onmessage = (event) => {
      if (socket !== this.socket) return
      this.watch()
      this.events.received(event.data)
    }
    socket.onclose = () => socket === this.socket && this.fail()
    this.watch()
  }

  /** send sends one frame as JSON. False means that no connection is open and the frame was not sent. */
  send(frame: object): boolean {
    if (!this.socket || !this.ready) return false
    this.socket.send(JSON.stringify(frame))
    return true
  }

  /** restart closes the connection and reconnects after the given milliseconds. Without a number the usual wait applies. */
  restart(ms?: number): void {
    this.fail(ms)
  }

  /** healthy makes the next wait the shortest again. */
  healthy(): void {
    this.failures = 0
  }

  /** close ends the connection without a reconnect. A later connect() opens a new connection. */
  close(): void {
    clearTimeout(this.retry)
    clearTimeout(this.dead)
    clearInterval(this.ping)
    const socket = this.socket
    this.socket = null
    this.openedAt = 0
    if (!socket) return

    socket.onopen = socket.onmessage = socket.onclose = socket.onerror = null
    try {
      socket.close()
    } catch {
      // Old browsers throw when a socket closes before the opening. The socket is unused in both cases.
    }
  }

  private watch(): void {
    clearTimeout(this.dead)
    this.dead = setTimeout(() => this.fail(), DEAD_MS)
  }

  /** fail schedules the reconnect before the owner learns of the loss, so the owner may still close or connect. */
  private fail(after?: number): void {
    if (this.openedAt && Date.now() - this.openedAt >= STABLE_MS) this.healthy()
    this.close()
    const limit = Math.min(MAX_WAIT_MS, FIRST_WAIT_MS * 2 ** this.failures++)
    this.retry = setTimeout(() => this.connect(), after ?? Math.random() * limit)
    this.events.lost()
  }
}
