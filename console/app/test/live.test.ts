import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Live } from '../src/api/live'

class FakeSocket {
  static all: FakeSocket[] = []
  readyState = 0
  sent: string[] = []
  onopen?: () => void
  onclose?: () => void
  onmessage?: (event: { data: string }) => void
  constructor() {
    FakeSocket.all.push(this)
  }
  send(data: string) {
    this.sent.push(data)
  }
  close() {
    this.readyState = 3
  }
  hello() {
    this.readyState = 1
    this.onopen?.()
    this.onmessage?.({ data: '{"type":"hello","operator":{}}' })
  }
}

describe('live', () => {
  const events = { frame: vi.fn(), up: vi.fn(), down: vi.fn() }
  let live: Live
  const newest = () => FakeSocket.all[FakeSocket.all.length - 1]!
  beforeEach(() => {
    vi.useFakeTimers()
    vi.clearAllMocks()
    vi.spyOn(Math, 'random').mockReturnValue(1)
    FakeSocket.all = []
    live = new Live('ws://x', events, () => new FakeSocket() as unknown as WebSocket)
    live.start()
  })
  afterEach(() => {
    live.stop()
    vi.restoreAllMocks()
    vi.useRealTimers()
  })

  it('asks for a refetch each time it is up', async () => {
    newest().hello()
    expect(events.up).toHaveBeenCalledTimes(1)
    newest().onclose?.()
    expect(events.down).toHaveBeenCalledTimes(1)
    await vi.advanceTimersByTimeAsync(500)
    expect(FakeSocket.all).toHaveLength(2)
    newest().hello()
    expect(events.up).toHaveBeenCalledTimes(2)
  })

  it('waits longer each time, up to 30 s', async () => {
    const waits: number[] = []
    for (let i = 0; i < 8; i++) {
      newest().onclose?.()
      const count = FakeSocket.all.length
      let waited = 0
      while (FakeSocket.all.length === count) (await vi.advanceTimersByTimeAsync(100), (waited += 100))
      waits.push(waited)
    }
    expect(waits).toEqual([500, 1000, 2000, 4000, 8000, 16000, 30000, 30000])
  })

  it('pings, and leaves a silent line', async () => {
    newest().hello()
    const first = newest()
    await vi.advanceTimersByTimeAsync(20_000)
    expect(first.sent).toEqual(['{"type":"ping"}'])
    first.onmessage?.({ data: '{"type":"pong"}' })
    await vi.advanceTimersByTimeAsync(39_999)
    expect(events.down).not.toHaveBeenCalled()
    await vi.advanceTimersByTimeAsync(1)
    expect(events.down).toHaveBeenCalledTimes(1)
    expect(first.readyState).toBe(3)
  })

  it('comes back at once when the browser is online again, and not after stop', async () => {
    newest().onclose?.()
    dispatchEvent(new Event('online'))
    expect(FakeSocket.all).toHaveLength(2)
    live.stop()
    await vi.advanceTimersByTimeAsync(60_000)
    dispatchEvent(new Event('online'))
    expect(FakeSocket.all).toHaveLength(2)
  })

  it('passes frames on and ignores nonsense', () => {
    newest().hello()
    events.frame.mockClear()
    newest().onmessage?.({ data: 'nonsense' })
    newest().onmessage?.({ data: 'null' })
    newest().onmessage?.({ data: '{"type":"conversation","id":"c","seq":3}' })
    expect(events.frame.mock.calls).toEqual([[{ type: 'conversation', id: 'c', seq: 3 }]])
  })
})
