/** The socket of hints. A hint names a change without the content. After every reconnect the console reads all data again. */
import { ReconnectingSocket, type Opener } from '@shared/socket'
import type { LiveFrame } from './contract'

export interface LiveEvents {
  frame(frame: LiveFrame): void
  /** up comes after every connect. Hints may have been lost before. */
  up(): void
  down(): void
}

export class Live {
  private readonly socket: ReconnectingSocket

  constructor(
    url: string,
    private readonly events: LiveEvents,
    open?: Opener,
  ) {
    this.socket = new ReconnectingSocket(
      url,
      {
        received: (data) => this.receive(read(data)),
        ping: () => this.send({ type: 'ping' }),
        lost: () => this.events.down(),
      },
      open,
    )
  }

  start(): void {
    this.socket.connect()
    addEventListener('online', this.hurry)
    document.addEventListener('visibilitychange', this.hurry)
  }

  stop(): void {
    removeEventListener('online', this.hurry)
    document.removeEventListener('visibilitychange', this.hurry)
    this.socket.close()
  }

  send(frame: object): void {
    this.socket.send(frame)
  }

  private readonly hurry = (): void => {
    if (document.visibilityState !== 'hidden') this.socket.connect()
  }

  private receive(frame: LiveFrame | null): void {
    if (!frame) return
    if (frame.type === 'hello') {
      this.socket.healthy()
      this.events.up()
    }
    this.events.frame(frame)
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
