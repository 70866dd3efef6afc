import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Hello, ServerFrame } from '../src/protocol'
import { DEAD_MS, Line, PING_MS } from '../src/socket'

class FakeSocket {
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
  send(data: string) {
    this.sent.push(JSON.parse(data))
  }
  close() {
    this.readyState = 3
  }
  opens() {
    this.readyState = 1
    this.onopen?.()
  }
  says(frame: object) {
    this.onmessage?.({ data: JSON.stringify(frame) })
  }
  dies() {
    this.readyState = 3
    this.onclose?.()
  }
}

const welcome = { type: 'welcome', token: 't', epoch: 'e', session: {}, limits: {} }

describe('line', () => {
  let token: string
  let frames: ServerFrame[]
  let line: Line
  const newest = () => FakeSocket.all[FakeSocket.all.length - 1]!
  beforeEach(() => {
    vi.useFakeTimers()
    vi.spyOn(Math, 'random').mockReturnValue(0.5)
    FakeSocket.all = []
    frames = []
    token = 'old'
    const hello = (): Hello => ({
      type: 'hello',
      v: 1,
      token,
      cursor: null,
      more: [],
      lang: 'ru',
      page: { url: '', title: '', referrer: '' },
    })
    line = new Line(
      'ws://x',
      {
        hello,
        state: () => undefined,
        frame: (frame) => {
          frames.push(frame)
          if (frame.type === 'error' && frame.code === 'token') {
            token = ''
            line.hello()
          }
        },
      },
      () => new FakeSocket() as unknown as WebSocket,
    )
  })
  afterEach(() => {
    line.drop()
    vi.restoreAllMocks()
    vi.useRealTimers()
  })
  const connect = () => {
    line.connect()
    newest().opens()
    newest().says(welcome)
  }

  it('greets first and sends nothing before the welcome', () => {
    line.connect()
    newest().opens()
    expect(newest().sent).toMatchObject([{ type: 'hello', token: 'old' }])
    expect(line.send({ type: 'typing', on: true })).toBe(false)
    newest().says(welcome)
    expect(line.send({ type: 'typing', on: true })).toBe(true)
  })

  it('comes back with doubling waits, and from the start after a good line', async () => {
    connect()
    const waits: number[] = []
    for (let i = 0; i < 8; i++) {
      newest().dies()
      const count = FakeSocket.all.length
      let waited = 0
      while (FakeSocket.all.length === count) (await vi.advanceTimersByTimeAsync(50), (waited += 50))
      waits.push(waited)
    }
    expect(waits).toEqual([250, 500, 1000, 2000, 4000, 8000, 15000, 15000])
    newest().opens()
    newest().says(welcome)
    await vi.advanceTimersByTimeAsync(11_000)
    newest().dies()
    const count = FakeSocket.all.length
    await vi.advanceTimersByTimeAsync(250)
    expect(FakeSocket.all).toHaveLength(count + 1)
  })

  it('pings every 20 s and leaves a line that is silent for 40 s', async () => {
    connect()
    const first = newest()
    await vi.advanceTimersByTimeAsync(PING_MS)
    expect(first.sent.filter((f) => f.type === 'ping')).toHaveLength(1)
    first.says({ type: 'pong' })
    await vi.advanceTimersByTimeAsync(DEAD_MS - 1)
    expect(line.state).toBe('open')
    await vi.advanceTimersByTimeAsync(1)
    expect(line.state).toBe('down')
    expect(first.readyState).toBe(3)
    await vi.advanceTimersByTimeAsync(500)
    expect(FakeSocket.all).toHaveLength(2)
  })

  it('forgets an unknown token and greets without one', () => {
    line.connect()
    newest().opens()
    newest().says({ type: 'error', code: 'token', message: '' })
    expect(newest().sent).toMatchObject([{ token: 'old' }, { token: '' }])
  })

  it('greets once at a time', () => {
    connect()
    line.hello()
    line.hello()
    expect(newest().sent.filter((f) => f.type === 'hello')).toHaveLength(2)
    newest().says(welcome)
    line.hello()
    expect(newest().sent.filter((f) => f.type === 'hello')).toHaveLength(3)
  })

  it('does not come back to a server that does not serve this site', async () => {
    const complain = vi.spyOn(console, 'error').mockReturnValue()
    line.connect()
    newest().opens()
    newest().says({ type: 'error', code: 'origin', message: 'not allowed here' })
    expect(line.state).toBe('refused')
    expect(complain).toHaveBeenCalledOnce()
    await vi.advanceTimersByTimeAsync(120_000)
    line.connect()
    expect(FakeSocket.all).toHaveLength(1)
  })

  it('leaves and comes back when the server asks', async () => {
    connect()
    newest().says({ type: 'reconnect', after_ms: 3000 })
    expect(line.state).toBe('down')
    await vi.advanceTimersByTimeAsync(2999)
    expect(FakeSocket.all).toHaveLength(1)
    await vi.advanceTimersByTimeAsync(1)
    expect(FakeSocket.all).toHaveLength(2)
  })

  it('ignores frames it does not know, broken ones, and a line that was left', () => {
    connect()
    const first = newest()
    first.onmessage?.({ data: '{"type":"fireworks"}' })
    first.onmessage?.({ data: 'not json' })
    first.onmessage?.({ data: '{"type":"entry","seq":"x"}' })
    expect(frames.map((f) => f.type)).toEqual(['welcome'])
    const receive = first.onmessage
    line.restart(0)
    receive?.({ data: JSON.stringify({ type: 'pong' }) })
    expect(frames).toHaveLength(1)
  })
})
