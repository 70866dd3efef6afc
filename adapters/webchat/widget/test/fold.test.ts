import { describe, expect, it } from 'vitest'
import type { Entry } from '../src/protocol'
import { Store, type Message } from '../src/store'

export function entry(seq: number, more: Partial<Entry> = {}): Entry {
  return {
    type: 'entry',
    conversation: 'c1',
    seq,
    prev: seq - 1,
    id: `e${more.conversation ?? 'c1'}-${seq}`,
    kind: 'said',
    at: seq * 1000,
    author: { kind: 'bot', name: '' },
    text: `text ${seq}`,
    ...more,
  }
}
const texts = (store: Store) => store.shown().map((s) => (s.kind === 'message' ? s.text : s.what))

describe('fold', () => {
  it('shows an entry once, however often it comes', () => {
    const store = new Store()
    expect(store.apply(entry(1))).toBe('added')
    expect(store.apply(entry(1))).toBe('known')
    expect(store.apply(entry(2))).toBe('added')
    expect(store.apply(entry(1))).toBe('known')
    expect(texts(store)).toEqual(['text 1', 'text 2'])
  })

  it('keeps an early entry aside until the missing one comes', () => {
    const store = new Store()
    store.apply(entry(1))
    expect(store.apply(entry(4))).toBe('hole')
    expect(store.apply(entry(3))).toBe('hole')
    expect(texts(store)).toEqual(['text 1'])
    expect(store.cursor('ep')).toEqual({ epoch: 'ep', conversation: 'c1', seq: 1 })
    expect(store.apply(entry(2))).toBe('added')
    expect(texts(store)).toEqual(['text 1', 'text 2', 'text 3', 'text 4'])
    expect(store.cursor('ep')?.seq).toBe(4)
  })

  it('follows prev, not seq: entries that only the team sees are no hole', () => {
    const store = new Store()
    store.apply(entry(1))
    expect(store.apply(entry(5, { prev: 1 }))).toBe('added')
    expect(store.apply(entry(6, { prev: 4 }))).toBe('hole')
  })

  it('accepts the oldest entry the server has when told to', () => {
    const store = new Store()
    expect(store.apply(entry(101))).toBe('hole')
    expect(store.apply(entry(102))).toBe('hole')
    expect(store.apply(entry(101), true)).toBe('added')
    expect(texts(store)).toEqual(['text 101', 'text 102'])
  })

  it('folds edits, withdrawals and files into their message', () => {
    const store = new Store()
    store.apply(
      entry(1, {
        files: [{ id: 'f', name: 'a', size: 0, type: '', state: 'pending' }],
        choices: [{ value: 'v', label: 'l' }],
      }),
    )
    store.apply(entry(2, { kind: 'edited', of: 'ec1-1', text: 'better' }))
    store.apply(
      entry(3, {
        kind: 'attached',
        of: 'ec1-1',
        files: [{ id: 'f', name: 'a', size: 9, type: 'x/y', state: 'ready' }],
      }),
    )
    let message = store.shown()[0] as Message
    expect(message).toMatchObject({ text: 'better', edited: true, files: [{ id: 'f', size: 9, state: 'ready' }] })
    store.apply(entry(4, { kind: 'withdrawn', of: 'ec1-1' }))
    message = store.shown()[0] as Message
    expect(message).toMatchObject({ withdrawn: true, text: '', files: [], choices: [] })
    expect(store.shown()).toHaveLength(1)
  })

  it('keeps the cursor over kinds it does not know', () => {
    const store = new Store()
    store.apply(entry(1))
    expect(store.apply(entry(2, { kind: 'danced' }))).toBe('added')
    expect(store.apply(entry(3))).toBe('added')
    expect(texts(store)).toEqual(['text 1', 'text 3'])
  })

  it('says who answers when that changes, not that the assistant begins', () => {
    const store = new Store()
    store.apply(entry(1, { kind: 'moved', state: 'bot' }))
    store.apply(entry(2, { kind: 'moved', state: 'waiting' }))
    store.apply(entry(3, { kind: 'moved', state: 'bot' }))
    expect(store.shown().map((s) => s.kind === 'mark' && s.state)).toEqual(['waiting', 'bot'])
  })

  it('shows a rating once, also when a comment repeats it, and a changed one again', () => {
    const store = new Store()
    for (const [i, score] of [4, 4, 5, 4].entries()) store.apply(entry(i + 1, { kind: 'rated', score }))
    expect(store.shown().map((s) => s.kind === 'mark' && s.score)).toEqual([4, 5, 4])
  })

  it('orders conversations by id and gives cursors of the earlier ones', () => {
    const store = new Store()
    store.apply(entry(1, { conversation: 'c2' }))
    for (const c of ['c1', 'c0', 'b9', 'b8', 'b7']) store.apply(entry(1, { conversation: c }))
    expect(store.cursor('ep')).toMatchObject({ conversation: 'c2', seq: 1 })
    expect(store.more().map((m) => m.conversation)).toEqual(['b8', 'b9', 'c0', 'c1'])
  })

  it('forgets everything after a reset', () => {
    const store = new Store()
    store.apply(entry(1, { client_id: 'mine' }))
    expect(store.echoed('mine')).toBe(true)
    store.clear()
    expect(store.shown()).toEqual([])
    expect(store.cursor('ep')).toBeNull()
    expect(store.echoed('mine')).toBe(false)
    expect(store.apply(entry(1))).toBe('added')
  })

  it('counts unread messages of others after the place seen', () => {
    const store = new Store()
    store.apply(entry(1, { author: { kind: 'customer', name: '' } }))
    store.apply(entry(2))
    store.apply(entry(3, { kind: 'moved', state: 'human' }))
    store.apply(entry(4))
    store.apply(entry(1, { conversation: 'c2' }))
    expect(store.unread(null)).toBe(3)
    expect(store.unread({ conversation: 'c1', seq: 2 })).toBe(2)
    expect(store.unread({ conversation: 'c2', seq: 1 })).toBe(0)
  })
})
