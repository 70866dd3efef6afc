import { describe, expect, it } from 'vitest'
import { fold, newDay, readAfter, settledBefore, type Line, type Said } from '../src/timeline'
import { entry } from './entries'

const texts = (rows: ReturnType<typeof fold>) => rows.map((r) => (r.kind === 'said' ? r.text : r.kind))

describe('fold', () => {
  it('orders by seq and shows each entry once, its newest copy', () => {
    const rows = fold([
      entry(3),
      entry(1),
      entry(2, { delivery: { state: 'queued' } }),
      entry(2, { delivery: { state: 'failed', reason: 'blocked' } }),
    ])
    expect(texts(rows)).toEqual(['text 1', 'text 2', 'text 3'])
    expect((rows[1] as Said).entry.delivery).toMatchObject({ state: 'failed', reason: 'blocked' })
  })

  it('keeps every earlier text of an edited message', () => {
    const rows = fold([
      entry(1),
      entry(2, { kind: 'edited', of: 'e1', text: 'second' }),
      entry(3, { kind: 'edited', of: 'e1', text: 'third' }),
    ])
    expect(rows).toHaveLength(1)
    expect(rows[0]).toMatchObject({
      text: 'third',
      editedAt: 3000,
      versions: [
        { text: 'text 1', at: 1000 },
        { text: 'second', at: 2000 },
      ],
    })
  })

  it('shows operators what was withdrawn, and files that came later', () => {
    const rows = fold([
      entry(1, { files: [{ id: 'f', name: 'a', size: 0, type: '', state: 'pending' }] }),
      entry(2, {
        kind: 'attached',
        of: 'e1',
        files: [{ id: 'f', name: 'a', size: 5, type: 'image/png', state: 'ready' }],
      }),
      entry(3, { kind: 'withdrawn', of: 'e1' }),
    ])
    expect(rows[0]).toMatchObject({ text: 'text 1', withdrawnAt: 3000, files: [{ id: 'f', state: 'ready', size: 5 }] })
  })

  it('tells notes from what the customer sees, and finds what a reply quotes', () => {
    const rows = fold([
      entry(1),
      entry(2, { kind: 'noted', visibility: 'team' }),
      entry(3, { reply_to: 'e1' }),
    ]) as Said[]
    expect(rows.map((r) => r.note)).toEqual([false, true, false])
    expect(rows[2]!.quoted).toBe(rows[0])
  })

  it('tells what an operator did with a delivery or a file in a line, and of which message', () => {
    const by = (seq: number, purpose: string, of: string) =>
      entry(seq, { kind: 'noted', visibility: 'team', purpose, of, key: 'any' })
    const rows = fold([
      entry(1),
      by(2, 'resend', 'e1'),
      by(3, 'arrived', 'e1'),
      by(4, 'file_retry', 'gone'),
      by(5, 'note', ''),
    ])
    expect(rows.map((r) => r.kind)).toEqual(['said', 'resend', 'arrived', 'file_retry', 'said'])
    expect((rows[1] as Line).of).toBe(rows[0])
    expect((rows[3] as Line).of).toBeNull()
    expect((rows[4] as Said).note).toBe(true)
  })

  it('goes by the purpose of an entry, never by its key', () => {
    expect(
      texts(
        fold([
          entry(1, { kind: 'noted', key: 'faq.matched', purpose: 'note' }),
          entry(2, { kind: 'noted', key: '', purpose: 'match' }),
        ]),
      ),
    ).toEqual(['text 1', 'matched'])
  })

  it('keeps moves, ratings and languages as lines and passes over what it does not know', () => {
    expect(
      texts(
        fold([
          entry(1, { kind: 'moved' }),
          entry(2, { kind: 'rated' }),
          entry(3, { kind: 'pinned' }),
          entry(4, { kind: 'danced' }),
          entry(5, { kind: 'edited', of: 'nothing' }),
        ]),
      ),
    ).toEqual(['moved', 'rated', 'pinned'])
  })
})

it('shows a rating with its comment in one line, and a changed rating in another', () => {
  const rated = (seq: number, score: number, comment = '') =>
    entry(seq, { kind: 'rated', survey: { id: 's', kind: 'csat', score, comment } })
  const rows = fold([rated(1, 4), rated(2, 5), rated(3, 5, 'fast')])
  expect(rows.map((r) => [r.entry.seq, r.entry.survey?.score, r.entry.survey?.comment])).toEqual([
    [1, 4, ''],
    [2, 5, 'fast'],
  ])
})

describe('readAfter', () => {
  it('goes back to the oldest entry that may still change', () => {
    expect(readAfter([])).toBe(0)
    expect(readAfter([entry(1), entry(2)])).toBe(2)
    expect(
      readAfter([
        entry(1),
        entry(2, { delivery: { state: 'sending' } }),
        entry(3),
        entry(4, { delivery: { state: 'queued' } }),
      ]),
    ).toBe(1)
    expect(
      readAfter([
        entry(1),
        entry(2, { delivery: { state: 'uncertain' } }),
        entry(3, { files: [{ id: 'f', name: '', size: 0, type: '', state: 'pending' }] }),
      ]),
    ).toBe(2)
  })
})

describe('settledBefore', () => {
  const known = new Map([entry(1), entry(2), entry(3)].map((e) => [e.seq, e]))
  const told = (seq: number, of: string) => entry(seq, { kind: 'noted', purpose: 'resend', of })

  it('goes back to what was read before and has been settled since', () => {
    expect(settledBefore(known, [told(4, 'e3'), told(5, 'e2')])).toBe(1)
  })

  it('is nothing for what is told already, read anew, or not there', () => {
    expect(settledBefore(known, [])).toBeNull()
    expect(settledBefore(known, [entry(2), told(4, 'e2')])).toBeNull()
    expect(settledBefore(new Map([...known, [4, told(4, 'e2')]]), [told(4, 'e2')])).toBeNull()
    expect(settledBefore(known, [told(4, 'e9'), entry(5, { of: 'e1' })])).toBeNull()
  })
})

it('sees a new day', () => {
  const noon = new Date(2026, 2, 10, 12).getTime()
  expect(newDay(undefined, noon)).toBe(true)
  expect(newDay(noon, noon + 3_600_000)).toBe(false)
  expect(newDay(noon, noon + 13 * 3_600_000)).toBe(true)
})
