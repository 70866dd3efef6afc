import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { ApiError } from '../src/api/client'
import type { Entry } from '../src/api/contract'
import { Talk } from '../src/state/talk.svelte'
import { detail, entry } from './entries'

function server() {
  const entries: Entry[] = []
  return {
    entries_: entries,
    conversation: vi.fn(async () => detail('c1')),
    entries: vi.fn(async (_: string, after: number, limit = 200) =>
      entries.filter((e) => e.seq > after).slice(0, limit),
    ),
    act: vi.fn(async () => detail('c1', { state: 'human' })),
    transfer: vi.fn(async () => detail('c1')),
    note: vi.fn(async (_: string, note: { id: string; text?: string }) => stored(note.id, note.text ?? '', 'team')),
    reply: vi.fn(async (_: string, reply: { id: string; text?: string }) =>
      stored(reply.id, reply.text ?? '', 'public'),
    ),
  }
  function stored(id: string, text: string, visibility: 'team' | 'public'): Entry {
    const known = entries.find((e) => e.client_id === id)
    if (known) return known
    const fresh = entry(entries.length + 1, {
      client_id: id,
      text,
      visibility,
      author: { kind: 'operator', id: 'me', name: 'Я' },
    })
    entries.push(fresh)
    return fresh
  }
}

describe('talk', () => {
  let api: ReturnType<typeof server>
  let talk: Talk
  beforeEach(() => {
    localStorage.clear()
    api = server()
    talk = new Talk('c1', api)
  })
  afterEach(() => {
    talk.stop()
    vi.useRealTimers()
  })

  it('keeps the client id of a reply on every try, so that it is stored once', async () => {
    // The server has stored the message, but the answer was lost.
    api.reply.mockImplementationOnce(async (c, r) => {
      await api.reply.getMockImplementation()!(c, r)
      throw new ApiError(0, 'network', '')
    })
    api.entries.mockRejectedValueOnce(new ApiError(0, 'network', ''))
    await talk.send('reply', 'привет', [])
    expect(talk.outgoing).toMatchObject([{ text: 'привет', state: 'failed', why: 'network' }])
    await talk.retry(talk.outgoing[0]!.id)
    const ids = api.reply.mock.calls.map((c) => c[1].id)
    expect(new Set(ids).size).toBe(1)
    expect(ids.length).toBeGreaterThan(1)
    expect(talk.outgoing).toEqual([])
    expect(talk.rows).toHaveLength(1)
  })

  it('shows the newer delivery of a message that a colleague has sent again', async () => {
    api.entries_.push(entry(1, { delivery: { state: 'failed', reason: 'blocked' } }), entry(2))
    await talk.refresh()
    api.entries_[0] = entry(1, { delivery: { state: 'sent' } })
    api.entries_.push(entry(3, { kind: 'noted', purpose: 'resend', of: 'e1', visibility: 'team' }))
    await talk.refresh()
    expect(talk.rows.map((r) => [r.kind, r.entry.delivery?.state])).toEqual([
      ['said', 'sent'],
      ['said', undefined],
      ['resend', undefined],
    ])
    const calls = api.entries.mock.calls.length
    await talk.refresh()
    expect(api.entries.mock.calls.length).toBe(calls + 1)
  })

  it('has a send that a reload cut off ready to be tried again', async () => {
    api.reply.mockReturnValueOnce(new Promise(() => undefined))
    void talk.send('reply', 'привет', [])
    const id = talk.outgoing[0]!.id
    const later = new Talk('c1', api)
    expect(later.outgoing).toMatchObject([{ id, text: 'привет', state: 'failed' }])
    await later.retry(id)
    expect(api.reply.mock.lastCall![1].id).toBe(id)
    expect(new Talk('c1', api).outgoing).toEqual([])
    later.stop()
  })

  it('drops what is on its way when its entry shows up by a hint', async () => {
    let fail = (_: unknown) => {}
    api.note.mockImplementationOnce((c, n) =>
      api.note.getMockImplementation()!(c, n).then(() => new Promise((_, reject) => (fail = reject))),
    )
    const sending = talk.send('note', 'заметка', [])
    await talk.refresh()
    expect(talk.outgoing).toEqual([])
    fail(new ApiError(0, 'network', ''))
    await sending
    expect(talk.outgoing).toEqual([])
    expect(talk.rows).toMatchObject([{ note: true, text: 'заметка' }])
  })

  it('says who has the conversation when the claim is lost', async () => {
    api.act.mockRejectedValueOnce(new ApiError(409, 'conflict', '', 'Борис'))
    api.conversation.mockResolvedValue(detail('c1', { state: 'human', owner: { id: 'b', name: 'Борис' } }))
    await talk.act('claim')
    expect(talk.refused).toMatchObject({ owner: 'Борис' })
    expect(talk.detail?.owner?.name).toBe('Борис')
    api.conversation.mockResolvedValue(detail('c1', { state: 'human', owner: { id: 'me', name: 'Я' } }))
    await talk.refresh()
    expect(talk.refused).toBeNull()
  })

  it('keeps a reply that somebody else may give, with the reason', async () => {
    api.reply.mockRejectedValueOnce(new ApiError(409, 'conflict', '', 'Борис'))
    await talk.send('reply', 'привет', [])
    expect(talk.outgoing).toMatchObject([{ state: 'failed', why: 'conflict:Борис' }])
    expect(talk.discard(talk.outgoing[0]!.id)?.text).toBe('привет')
    expect(talk.outgoing).toEqual([])
  })

  it('reads long conversations in pages and then only what is new', async () => {
    for (let seq = 1; seq <= 450; seq++) api.entries_.push(entry(seq))
    await talk.refresh()
    expect(talk.last).toBe(450)
    expect(talk.rows).toHaveLength(450)
    api.entries.mockClear()
    api.entries_.push(entry(451))
    await talk.refresh()
    expect(api.entries.mock.calls.map((c) => c[1])).toEqual([450])
    expect(talk.rows).toHaveLength(451)
  })

  it('looks again while a delivery is on its way, and stops when it has settled', async () => {
    vi.useFakeTimers()
    api.entries_.push(entry(1, { delivery: { state: 'queued' } }), entry(2))
    await talk.refresh()
    await vi.advanceTimersByTimeAsync(3_000)
    expect(api.entries).toHaveBeenCalledTimes(2)
    api.entries_[0] = entry(1, { delivery: { state: 'failed', reason: 'blocked' } })
    await vi.advanceTimersByTimeAsync(3_000)
    expect(talk.rows[0]!.entry.delivery?.state).toBe('failed')
    await vi.advanceTimersByTimeAsync(60_000)
    expect(api.entries).toHaveBeenCalledTimes(3)
  })

  it('answers hints during a read by one more read', async () => {
    const first = talk.refresh()
    void talk.refresh()
    void talk.refresh()
    await first
    await vi.waitFor(() => expect(api.conversation).toHaveBeenCalledTimes(2))
  })

  it('forgets who types after a while', async () => {
    vi.useFakeTimers()
    talk.typed({ who: 'customer', name: '', on: true })
    expect(talk.typing).not.toBeNull()
    await vi.advanceTimersByTimeAsync(6_000)
    expect(talk.typing).toBeNull()
  })
})
