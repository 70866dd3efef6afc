import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Page } from '../src/api/client'
import { filter, Inbox } from '../src/state/inbox.svelte'
import { address, read } from '../src/state/router.svelte'
import { SeenMarks } from '../src/state/seen'
import { summary } from './entries'

const page = (ids: string[], waiting = ids.length, next = ''): Page => ({
  items: ids.map((id) => summary(id)),
  counts: { waiting, mine: 0, all: 0 },
  next,
})

describe('inbox', () => {
  beforeEach(() => {
    localStorage.clear()
    vi.useFakeTimers()
  })
  afterEach(() => vi.useRealTimers())

  it('answers a burst of hints by one read, and reads every 15 s without any', async () => {
    const conversations = vi.fn(async () => page(['a']))
    const inbox = new Inbox({ conversations })
    inbox.start()
    for (let i = 0; i < 20; i++) inbox.hint()
    await vi.advanceTimersByTimeAsync(200)
    expect(conversations).toHaveBeenCalledTimes(2)
    await vi.advanceTimersByTimeAsync(15_000)
    expect(conversations).toHaveBeenCalledTimes(3)
    inbox.stop()
    await vi.advanceTimersByTimeAsync(60_000)
    expect(conversations).toHaveBeenCalledTimes(3)
  })

  it('does not let a slow answer for another tab overwrite the list', async () => {
    let slow = (_: Page) => {}
    const conversations = vi.fn((tab: string) =>
      tab === 'waiting' ? new Promise<Page>((done) => (slow = done)) : Promise.resolve(page(['mine'])),
    )
    const inbox = new Inbox({ conversations })
    void inbox.refresh()
    inbox.choose('mine')
    await vi.advanceTimersByTimeAsync(0)
    slow(page(['old']))
    await vi.advanceTimersByTimeAsync(0)
    expect(inbox.items.map((i) => i.id)).toEqual(['mine'])
  })

  it('tells of new waiting conversations, not of those found at sign-in', async () => {
    let waiting = 2
    const told = vi.fn()
    const inbox = new Inbox({ conversations: async () => page(['a'], waiting) }, told)
    await inbox.refresh()
    expect(told).not.toHaveBeenCalled()
    waiting = 3
    await inbox.refresh()
    expect(told).toHaveBeenCalledExactlyOnceWith(3)
    waiting = 1
    await inbox.refresh()
    expect(told).toHaveBeenCalledOnce()
  })

  it('keeps the list through a failure and says so', async () => {
    let fails = false
    const inbox = new Inbox({ conversations: async () => (fails ? Promise.reject(new Error('down')) : page(['a'])) })
    await inbox.refresh()
    fails = true
    await inbox.refresh()
    expect(inbox.failure).toBeInstanceOf(Error)
    expect(inbox.items).toHaveLength(1)
    fails = false
    await inbox.refresh()
    expect(inbox.failure).toBeNull()
  })

  it('asks for more, and walks', async () => {
    const conversations = vi.fn(async () => page(['a', 'b', 'c'], 3, '1_c'))
    const inbox = new Inbox({ conversations })
    await inbox.refresh()
    expect(inbox.hasMore).toBe(true)
    inbox.more()
    expect(conversations).toHaveBeenLastCalledWith('waiting', 100)
    expect(inbox.neighbour('', 1)?.id).toBe('a')
    expect(inbox.neighbour('a', 1)?.id).toBe('b')
    expect(inbox.neighbour('c', 1)?.id).toBe('c')
    expect(inbox.neighbour('a', -1)?.id).toBe('a')
    inbox.find = 'nothing like it'
    expect(inbox.neighbour('a', 1)).toBeNull()
  })

  it('finds by name, handle, text and owner', () => {
    const items = [
      summary('a', {
        customer: { name: 'Мария Петрова', handle: '@masha' },
        last: { text: 'Где заказ?', at: 1, author: 'customer' },
      }),
      summary('b', { customer: { name: 'John', handle: '' }, owner: { id: 'o', name: 'Анна' } }),
    ]
    const found = (text: string) => filter(items, text).map((s) => s.id)
    expect(found('')).toEqual(['a', 'b'])
    expect(found('мария ЗАКАЗ')).toEqual(['a'])
    expect(found('@MASHA')).toEqual(['a'])
    expect(found('анна')).toEqual(['b'])
    expect(found('мария john')).toEqual([])
  })

  it('remembers what was read, for the newest five hundred', () => {
    const marks = new SeenMarks()
    for (let i = 0; i < 600; i++) marks.mark(`c${i}`, 3)
    expect(marks.unread('c599', 3)).toBe(false)
    expect(marks.unread('c599', 4)).toBe(true)
    const reloaded = new SeenMarks()
    expect(reloaded.unread('c599', 3)).toBe(false)
    expect(reloaded.unread('c0', 3)).toBe(true)
  })
})

describe('router', () => {
  it.each(['#/waiting', '#/mine/0198-ab', '#/all/a%2Fb', '#/report', '#/channels', '#/team'])(
    '%s leads to itself',
    (hash) => {
      expect(address(read(hash))).toBe(hash)
    },
  )

  it('takes anything else for the waiting list', () => {
    for (const hash of ['', '#', '#/', '#/nonsense'])
      expect(read(hash)).toEqual({ page: 'inbox', tab: 'waiting', conversation: '' })
  })
})
