import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Hello, ServerFrame } from '../src/protocol'
import { FakeSocket } from '../../../../web/shared/test/fakesocket'
import { Line } from '../src/socket'

const welcome = { type: 'welcome', token: 't', epoch: 'e', session: {}, limits: {} }

describe('line', () => {
  let token: string
  let frames: ServerFrame[]
  let line: Line
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
      FakeSocket.open,
    )
  })
  afterEach(() => {
    line.drop()
    vi.restoreAllMocks()
    vi.useRealTimers()
  })
  const connect = () => {
    line.connect()
    FakeSocket.newest.opens()
    FakeSocket.newest.says(welcome)
  }

  it('greets first and sends nothing before the welcome', () => {
    line.connect()
    FakeSocket.newest.opens()
    expect(FakeSocket.newest.sent).toMatchObject([{ type: 'hello', token: 'old' }])
    expect(line.send({ type: 'typing', on: true })).toBe(false)
    FakeSocket.newest.says(welcome)
    expect(line.send({ type: 'typing', on: true })).toBe(true)
  })

  it('pings every 20 s and leaves a line that is silent for 40 s', async () => {
    connect()
    const first = FakeSocket.newest
    await vi.advanceTimersByTimeAsync(20_000)
    expect(first.sent.filter((f) => f.type === 'ping')).toHaveLength(1)
    first.says({ type: 'pong' })
    await vi.advanceTimersByTimeAsync(40_000 - 1)
    expect(line.state).toBe('open')
    await vi.advanceTimersByTimeAsync(1)
    expect(line.state).toBe('down')
    expect(first.readyState).toBe(3)
    await vi.advanceTimersByTimeAsync(500)
    expect(FakeSocket.all).toHaveLength(2)
  })

  it('forgets an unknown token and greets without one', () => {
    line.connect()
    FakeSocket.newest.opens()
    FakeSocket.newest.says({ type: 'error', code: 'token', message: '' })
    expect(FakeSocket.newest.sent).toMatchObject([{ token: 'old' }, { token: '' }])
  })

  it('greets once at a time', () => {
    connect()
    line.hello()
    line.hello()
    expect(FakeSocket.newest.sent.filter((f) => f.type === 'hello')).toHaveLength(2)
    FakeSocket.newest.says(welcome)
    line.hello()
    expect(FakeSocket.newest.sent.filter((f) => f.type === 'hello')).toHaveLength(3)
  })

  it('does not come back to a server that does not serve this site', async () => {
    const complain = vi.spyOn(console, 'error').mockReturnValue()
    line.connect()
    FakeSocket.newest.opens()
    FakeSocket.newest.says({ type: 'error', code: 'origin', message: 'not allowed here' })
    expect(line.state).toBe('refused')
    expect(complain).toHaveBeenCalledOnce()
    await vi.advanceTimersByTimeAsync(120_000)
    line.connect()
    expect(FakeSocket.all).toHaveLength(1)
  })

  it('leaves and comes back when the server asks', async () => {
    connect()
    FakeSocket.newest.says({ type: 'reconnect', after_ms: 3000 })
    expect(line.state).toBe('down')
    await vi.advanceTimersByTimeAsync(2999)
    expect(FakeSocket.all).toHaveLength(1)
    await vi.advanceTimersByTimeAsync(1)
    expect(FakeSocket.all).toHaveLength(2)
  })

  it('ignores frames it does not know, broken ones, and a line that was left', () => {
    connect()
    const first = FakeSocket.newest
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
