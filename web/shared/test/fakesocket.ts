/** FakeSocket stands for the browser's WebSocket. Tests play the server with opens(), says() and dies(). */
export class FakeSocket {
  static all: FakeSocket[] = []
  readyState = 0
  sent: Record<string, unknown>[] = []
  onopen?: () => void
  onclose?: () => void
  onmessage?: (event: { data: string }) => void
  onerror?: () => void

  constructor() {
    FakeSocket.all.push(this)
  }

  /** newest is the socket of the last attempt. */
  static get newest(): FakeSocket {
    return FakeSocket.all[FakeSocket.all.length - 1]!
  }

  static open = (): WebSocket => new FakeSocket() as unknown as WebSocket

  send(data: string): void {
    this.sent.push(JSON.parse(data))
  }
  close(): void {
    this.readyState = 3
  }
  opens(): void {
    this.readyState = 1
    this.onopen?.()
  }
  says(frame: object): void {
    this.onmessage?.({ data: JSON.stringify(frame) })
  }
  dies(): void {
    this.readyState = 3
    this.onclose?.()
  }
}
