import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { DEAD_MS, PING_MS, ReconnectingSocket, STABLE_MS } from '../src/socket'
import { FakeSocket } from './fakesocket'

describe('reconnecting socket', () => {
  const events = { connecting: vi.fn(), opened: vi.fn(), received: vi.fn(), ping: vi.fn(), lost: vi.fn() }
  let socket: ReconnectingSocket

  beforeEach(() => {
    vi.useFakeTimers()
    vi.resetAllMocks()
    events.connecting.mockReturnValue(true)
    vi.spyOn(Math, 'random').mockReturnValue(1)
    FakeSocket.all = []
    socket = new ReconnectingSocket('ws://x', events, FakeSocket.open)
  })
  afterEach(() => {
    socket.close()
    vi.restoreAllMocks()
    vi.useRealTimers()
  })

  /** waited moves the clock until the next attempt and returns the passed milliseconds. */
  async function waited(): Promise<number> {
    const before = FakeSocket.all.length
    let ms = 0
    while (FakeSocket.all.length === before) (await vi.advanceTimersByTimeAsync(100), (ms += 100))
    return ms
  }

  it('sends only on an open connection', () => {
    expect(socket.send({ a: 1 })).toBe(false)
    socket.connect()
    expect([socket.active, socket.ready, socket.send({ a: 1 })]).toEqual([true, false, false])
    FakeSocket.newest.opens()
    expect(events.opened).toHaveBeenCalledOnce()
    expect([socket.ready, socket.send({ a: 1 })]).toEqual([true, true])
    expect(FakeSocket.newest.sent).toEqual([{ a: 1 }])
  })

  it('holds one connection', () => {
    socket.connect()
    socket.connect()
    expect(FakeSocket.all).toHaveLength(1)
  })

  it('doubles the waits up to 30 s', async () => {
    socket.connect()
    const waits: number[] = []
    for (let i = 0; i < 8; i++) {
      FakeSocket.newest.dies()
      waits.push(await waited())
    }
    expect(waits).toEqual([500, 1000, 2000, 4000, 8000, 16000, 30000, 30000])
    expect(events.lost).toHaveBeenCalledTimes(8)
  })

  it('begins with the shortest wait after a good connection', async () => {
    socket.connect()
    for (let i = 0; i < 3; i++) {
      FakeSocket.newest.dies()
      await waited()
    }
    FakeSocket.newest.opens()
    await vi.advanceTimersByTimeAsync(STABLE_MS)
    FakeSocket.newest.dies()
    expect(await waited()).toBe(500)
    socket.healthy()
    FakeSocket.newest.dies()
    expect(await waited()).toBe(500)
    FakeSocket.newest.dies()
    expect(await waited()).toBe(1000)
  })

  it('replaces a silent connection', async () => {
    socket.connect()
    const first = FakeSocket.newest
    first.opens()
    await vi.advanceTimersByTimeAsync(PING_MS)
    expect(events.ping).toHaveBeenCalledOnce()
    first.says({ type: 'pong' })
    await vi.advanceTimersByTimeAsync(DEAD_MS - 1)
    expect(events.lost).not.toHaveBeenCalled()
    await vi.advanceTimersByTimeAsync(1)
    expect(events.lost).toHaveBeenCalledOnce()
    expect(first.readyState).toBe(3)
    await waited()
    expect(FakeSocket.all).toHaveLength(2)
  })

  it('replaces an attempt without an answer', async () => {
    socket.connect()
    await vi.advanceTimersByTimeAsync(DEAD_MS)
    expect(events.lost).toHaveBeenCalledOnce()
  })

  it('drops the messages of a connection that was left', () => {
    socket.connect()
    const receive = FakeSocket.newest.onmessage
    socket.restart(0)
    receive?.({ data: 'late' })
    expect(events.received).not.toHaveBeenCalled()
  })

  it('restarts after the given time', async () => {
    socket.connect()
    socket.restart(3000)
    await vi.advanceTimersByTimeAsync(2999)
    expect(FakeSocket.all).toHaveLength(1)
    await vi.advanceTimersByTimeAsync(1)
    expect(FakeSocket.all).toHaveLength(2)
  })

  it('does not reconnect after close, not even from inside lost', async () => {
    socket.connect()
    socket.close()
    await vi.advanceTimersByTimeAsync(120_000)
    expect(FakeSocket.all).toHaveLength(1)
    events.lost.mockImplementation(() => socket.close())
    socket.connect()
    FakeSocket.newest.dies()
    await vi.advanceTimersByTimeAsync(120_000)
    expect(FakeSocket.all).toHaveLength(2)
  })

  it('leaves the attempt to the owner', () => {
    events.connecting.mockReturnValueOnce(false)
    socket.connect()
    expect(socket.active).toBe(false)
    socket.connect()
    expect(socket.active).toBe(true)
  })

  it('takes a refused opening as a loss', async () => {
    let refuse = true
    const opener = () => {
      if (refuse) throw new Error('forbidden')
      return FakeSocket.open()
    }
    socket = new ReconnectingSocket('ws://x', events, opener)
    socket.connect()
    expect(events.lost).toHaveBeenCalledOnce()
    refuse = false
    await waited()
    expect(socket.active).toBe(true)
  })
})
