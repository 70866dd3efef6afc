import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { memoryShelf } from '../src/shelf'
import { Visit } from '../src/visit'
import { entry } from './fold.test'

/** A server side that records the frames and answers at the test's command. */
class Peer {
  static all: Peer[] = []
  readyState = 0
  sent: Record<string, unknown>[] = []
  onopen?: () => void
  onclose?: () => void
  onmessage?: (event: { data: string }) => void
  constructor(readonly url: string) {
    Peer.all.push(this)
    queueMicrotask(() => {
      this.readyState = 1
      this.onopen?.()
    })
  }
  send(data: string) {
    this.sent.push(JSON.parse(data))
  }
  close() {
    this.readyState = 3
  }
  says(frame: object) {
    this.onmessage?.({ data: JSON.stringify(frame) })
  }
  of(type: string) {
    return this.sent.filter((f) => f.type === type)
  }
}

describe('visit', () => {
  let visit: Visit
  const peer = () => Peer.all[Peer.all.length - 1]!
  const welcome = (more: object = {}) =>
    peer().says({
      type: 'welcome',
      token: 'tok',
      epoch: 'ep',
      session: { conversation: 'c1', state: 'bot' },
      limits: {},
      ...more,
    })
  const settle = () => vi.advanceTimersByTimeAsync(10)

  beforeEach(async () => {
    vi.useFakeTimers()
    vi.stubGlobal('WebSocket', Peer)
    localStorage.clear()
    Peer.all = []
    visit = new Visit(
      { base: 'https://desk/', channel: 'site', lang: 'ru', color: '', position: 'right' },
      memoryShelf(),
      { changed: () => undefined, heard: () => undefined },
    )
    visit.start()
    await settle()
  })
  afterEach(() => {
    visit.stop()
    vi.unstubAllGlobals()
    vi.useRealTimers()
  })

  it('keeps the token out of the address and remembers it', () => {
    welcome()
    expect(peer().url).toBe('wss://desk/widget/socket?channel=site')
    expect(visit.token).toBe('tok')
    expect(visit.visitor.read().open).toBe(true)
  })

  it('greets again with the cursor it really has when something is missing', () => {
    welcome()
    peer().says(entry(1))
    peer().says(entry(4, { prev: 3 }))
    expect(peer().of('hello')).toHaveLength(2)
    expect(peer().of('hello')[1]).toMatchObject({ token: 'tok', cursor: { epoch: 'ep', conversation: 'c1', seq: 1 } })
    welcome()
    for (const seq of [2, 3, 4]) peer().says(entry(seq))
    expect(visit.store.shown().map((s) => s.key)).toEqual(['ec1-1', 'ec1-2', 'ec1-3', 'ec1-4'])
    expect(peer().of('hello')).toHaveLength(2)
  })

  it('does not ask for ever where history has no beginning or the server miscounts', () => {
    welcome()
    for (let round = 0; round < 12; round++) {
      peer().says(entry(50))
      peer().says(entry(60, { prev: 55 }))
      if (peer().of('hello').length > round + 1) welcome()
    }
    expect(peer().of('hello').length).toBeLessThan(10)
    expect(visit.store.shown().map((s) => s.key)).toEqual(['ec1-50', 'ec1-60'])
  })

  it('forgets what it showed after a reset', () => {
    welcome()
    peer().says(entry(1))
    welcome({ epoch: 'other', reset: true })
    expect(visit.store.shown()).toEqual([])
  })

  it('keeps a message until the ack, and takes the echo for one too', async () => {
    welcome()
    await visit.say('one')
    await visit.say('two')
    const [first] = peer().of('say') as { id: string; text: string }[]
    expect(peer().of('say')).toHaveLength(1)
    peer().says({ type: 'ack', id: first!.id, conversation: 'c1', seq: 1 })
    const second = (peer().of('say') as { id: string }[])[1]!
    expect(visit.queue.list()).toHaveLength(1)
    peer().says(entry(1, { client_id: first!.id, author: { kind: 'customer', name: '' } }))
    peer().says(entry(2, { client_id: second.id, author: { kind: 'customer', name: '' } }))
    expect(visit.queue.list()).toHaveLength(0)
    expect(visit.store.shown().map((s) => s.key)).toEqual([first!.id, second.id])
  })

  it('tells the server once what has been on screen', () => {
    welcome()
    peer().says(entry(1))
    expect(visit.unread()).toBe(1)
    visit.seen()
    visit.seen()
    expect(peer().of('seen')).toEqual([{ type: 'seen', conversation: 'c1', seq: 1 }])
    expect(visit.unread()).toBe(0)
  })

  it('says that it types at most every two seconds', async () => {
    welcome()
    visit.typed(true)
    visit.typed(true)
    expect(peer().of('typing')).toHaveLength(1)
    await vi.advanceTimersByTimeAsync(2000)
    visit.typed(true)
    visit.typed(false)
    expect(
      peer()
        .of('typing')
        .map((f) => f.on),
    ).toEqual([true, true, false])
  })

  it('starts anew when the server does not know the token', () => {
    welcome()
    peer().says(entry(1))
    peer().says({ type: 'error', code: 'token', message: '' })
    expect(peer().of('hello').pop()).toMatchObject({ token: '', cursor: null })
    expect(visit.store.shown()).toEqual([])
  })

  it('leaves nothing behind after shutdown', async () => {
    welcome()
    await visit.say('one')
    await visit.shutdown()
    expect(localStorage.getItem('frontdesk:site')).toBeNull()
    expect(visit.queue.list()).toEqual([])
  })
})
