import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { uuid } from '@shared/uuid'
import type { ClientFrame } from '../src/protocol'
import { Queue, QUEUE_LIMIT, type Parcel } from '../src/queue'
import { memoryShelf } from '../src/shelf'

const parcel = (text: string, more: Partial<Parcel> = {}): Parcel => ({
  id: uuid(),
  kind: 'say',
  text,
  value: '',
  files: [],
  replyTo: '',
  at: 1,
  failed: '',
  ...more,
})

describe('queue', () => {
  let sent: string[]
  let online: boolean
  const shelf = () => memoryShelf()
  const send = (frame: ClientFrame) => {
    if (online && frame.type === 'say') sent.push(frame.text)
    return online
  }
  beforeEach(() => {
    vi.useFakeTimers()
    sent = []
    online = true
  })
  afterEach(() => vi.useRealTimers())

  it('sends one at a time, in order, each after the ack of the one before', async () => {
    const queue = new Queue(shelf(), send, () => undefined)
    const [first, second] = [parcel('a'), parcel('b')]
    await queue.add(first)
    await queue.add(second)
    queue.flush()
    queue.flush()
    expect(sent).toEqual(['a'])
    await queue.settle(first.id)
    expect(sent).toEqual(['a', 'b'])
    await queue.settle(second.id)
    expect(queue.list()).toEqual([])
  })

  it('keeps everything while offline and sends it in order after a reload', async () => {
    online = false
    const kept = shelf()
    const before = new Queue(kept, send, () => undefined)
    const parcels = ['a', 'b', 'c'].map((t) => parcel(t))
    for (const p of parcels) await before.add(p)
    before.flush()
    expect(sent).toEqual([])

    online = true
    const after = new Queue(kept, send, () => undefined)
    await after.reload()
    after.flush()
    for (const p of parcels) await after.settle(p.id)
    expect(sent).toEqual(['a', 'b', 'c'])
    expect(await kept.all()).toEqual([])
  })

  it('sends again, with the same id, what was in the air when the line went', async () => {
    const ids: string[] = []
    const queue = new Queue(
      shelf(),
      (f) => (ids.push((f as { id: string }).id), true),
      () => undefined,
    )
    const first = parcel('a')
    await queue.add(first)
    queue.flush()
    queue.lost()
    queue.flush()
    expect(ids).toEqual([first.id, first.id])
  })

  it('sends again when no ack comes', async () => {
    const queue = new Queue(shelf(), send, () => undefined)
    await queue.add(parcel('a'))
    queue.flush()
    await vi.advanceTimersByTimeAsync(15_000)
    expect(sent).toEqual(['a', 'a'])
  })

  it('takes at most fifty', async () => {
    const queue = new Queue(shelf(), send, () => undefined)
    for (let i = 0; i < QUEUE_LIMIT; i++) expect(await queue.add(parcel(String(i)))).toBe(true)
    expect(await queue.add(parcel('one too many'))).toBe(false)
    expect(queue.list()).toHaveLength(QUEUE_LIMIT)
  })

  it('backs off when the server could not store, and keeps the order', async () => {
    const queue = new Queue(shelf(), send, () => undefined)
    const [first, second] = [parcel('a'), parcel('b')]
    await queue.add(first)
    await queue.add(second)
    queue.flush()
    await queue.refuse({ type: 'error', code: 'storage', message: '', id: first.id })
    await vi.advanceTimersByTimeAsync(999)
    expect(sent).toEqual(['a'])
    await vi.advanceTimersByTimeAsync(1)
    expect(sent).toEqual(['a', 'a'])
    await queue.refuse({ type: 'error', code: 'rate', message: '', id: first.id })
    await vi.advanceTimersByTimeAsync(1_999)
    expect(sent).toHaveLength(2)
    await vi.advanceTimersByTimeAsync(1)
    await queue.settle(first.id)
    expect(sent).toEqual(['a', 'a', 'a', 'b'])
  })

  it('sets aside what can never be stored and goes on with the next', async () => {
    const kept = shelf()
    const queue = new Queue(kept, send, () => undefined)
    const [first, second] = [parcel('a'), parcel('b')]
    await queue.add(first)
    await queue.add(second)
    queue.flush()
    await queue.refuse({ type: 'error', code: 'too_long', message: 'too long', id: first.id })
    expect(sent).toEqual(['a', 'b'])
    expect(queue.list()[0]).toMatchObject({ id: first.id, failed: 'too long' })
    await queue.settle(second.id)
    await queue.retry(first.id)
    expect(sent).toEqual(['a', 'b', 'a'])
    await queue.settle(first.id)
    expect(await kept.all()).toEqual([])
  })

  it('does not bring back on reload what another tab settled meanwhile, nor lose what is being written', async () => {
    const kept = shelf()
    let release = () => {}
    const slow = {
      ...kept,
      put: (p: Parcel) => new Promise<void>((done) => (release = () => void kept.put(p).then(done))),
    }
    const queue = new Queue(slow, send, () => undefined)
    const first = parcel('a')
    const adding = queue.add(first)
    await queue.reload()
    expect(queue.list()).toHaveLength(1)
    release()
    await adding
    await queue.settle(first.id)
    await kept.put(first)
    await queue.reload()
    expect(queue.list()).toEqual([])
  })

  it('goes on in memory when the shelf is broken', async () => {
    const broken = {
      shared: true,
      all: () => Promise.reject(new Error('gone')),
      put: () => Promise.reject(new Error('gone')),
      remove: () => Promise.reject(new Error('gone')),
      clear: () => Promise.reject(new Error('gone')),
    }
    const queue = new Queue(broken, send, () => undefined)
    const first = parcel('a')
    expect(await queue.add(first)).toBe(true)
    await queue.reload()
    queue.flush()
    await queue.settle(first.id)
    expect(sent).toEqual(['a'])
    expect(queue.list()).toEqual([])
  })
})
