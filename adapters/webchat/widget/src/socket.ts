/** The widget's connection: greets the server, sends and reads frames of the protocol. The module knows no conversations. */
import { ReconnectingSocket, type Opener } from '@shared/socket'
import { parseFrame, type ClientFrame, type Hello, type ServerFrame } from './protocol'

/** LineState is the state of the connection. A refused line has no permission for this site and never reconnects. */
export type LineState = 'idle' | 'connecting' | 'open' | 'down' | 'refused'

export interface LineEvents {
  /** hello builds the greeting. Null means: not now, because another tab is getting the token. Call connect() later. */
  hello(): Hello | null
  frame(frame: ServerFrame): void
  state(state: LineState): void
}

export class Line {
  state: LineState = 'idle'
  private greeted = false
  private readonly socket: ReconnectingSocket

  constructor(
    url: string,
    private readonly events: LineEvents,
    open?: Opener,
  ) {
    this.socket = new ReconnectingSocket(
      url,
      {
        connecting: () => {
          if (!this.events.hello()) return false
          this.become('connecting')
          return true
        },
        opened: () => this.hello(),
        received: (data) => this.receive(parseFrame(data)),
        ping: () => this.send({ type: 'ping' }),
        lost: () => {
          this.greeted = false
          this.become('down')
        },
      },
      open,
    )
  }

  /** connect connects now and ends a wait. A connected or refused line does nothing. */
  connect(): void {
    if (this.state !== 'refused') this.socket.connect()
  }

  /** hello greets the server on the open socket, also after a hole, a new token or a new language. One greeting runs at a time. */
  hello(): void {
    if (this.greeted || !this.socket.ready) return
    const hello = this.events.hello()
    if (!hello) return this.drop()
    this.greeted = true
    this.socket.send(hello)
  }

  /** send sends a frame. False means that the line is not open and the frame was not sent. */
  send(frame: ClientFrame): boolean {
    return this.state === 'open' && this.socket.send(frame)
  }

  /** restart closes the line and reconnects after `ms` milliseconds. Without `ms` the usual wait applies. */
  restart(ms?: number): void {
    this.socket.restart(ms)
  }

  /** drop closes the line without a reconnect, until connect() is called. */
  drop(state: LineState = 'idle'): void {
    this.socket.close()
    this.greeted = false
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

  private become(state: LineState): void {
    if (state === this.state) return
    this.state = state
    this.events.state(state)
  }
}
