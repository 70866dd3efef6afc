import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { FakeSocket } from '../../../web/shared/test/fakesocket'
import { Live } from '../src/api/live'

describe('live', () => {
  const events = { frame: vi.fn(), up: vi.fn(), down: vi.fn() }
  let live: Live
  const hello = () => {
    FakeSocket.newest.opens()
    FakeSocket.newest.says({ type: 'hello', operator: {} })
  }
  beforeEach(() => {
    vi.useFakeTimers()
    vi.clearAllMocks()
    vi.spyOn(Math, 'random').mockReturnValue(1)
    FakeSocket.all = []
    live = new Live('ws://x', events, FakeSocket.open)
    live.start()
  })
  afterEach(() => {
    live.stop()
    vi.restoreAllMocks()
    vi.useRealTimers()
  })

  it('asks for a refetch each time it is up', async () => {
    hello()
    expect(events.up).toHaveBeenCalledTimes(1)
    FakeSocket.newest.onclose?.()
    expect(events.down).toHaveBeenCalledTimes(1)
    await vi.advanceTimersByTimeAsync(500)
    expect(FakeSocket.all).toHaveLength(2)
    hello()
    expect(events.up).toHaveBeenCalledTimes(2)
  })

  it('pings, and leaves a silent line', async () => {
    hello()
    const first = FakeSocket.newest
    await vi.advanceTimersByTimeAsync(20_000)
    expect(first.sent).toEqual([{ type: 'ping' }])
    first.onmessage?.({ data: '{"type":"pong"}' })
    await vi.advanceTimersByTimeAsync(39_999)
    expect(events.down).not.toHaveBeenCalled()
    await vi.advanceTimersByTimeAsync(1)
    expect(events.down).toHaveBeenCalledTimes(1)
    expect(first.readyState).toBe(3)
  })

  it('comes back at once when the browser is online again, and not after stop', async () => {
    FakeSocket.newest.onclose?.()
    dispatchEvent(new Event('online'))
    expect(FakeSocket.all).toHaveLength(2)
    live.stop()
    await vi.advanceTimersByTimeAsync(60_000)
    dispatchEvent(new Event('online'))
    expect(FakeSocket.all).toHaveLength(2)
  })

  it('passes frames on and ignores nonsense', () => {
    hello()
    events.frame.mockClear()
    FakeSocket.newest.onmessage?.({ data: 'nonsense' })
    FakeSocket.newest.onmessage?.({ data: 'null' })
    FakeSocket.newest.onmessage?.({ data: '{"type":"conversation","id":"c","seq":3}' })
    expect(events.frame.mock.calls).toEqual([[{ type: 'conversation', id: 'c', seq: 3 }]])
  })
})
