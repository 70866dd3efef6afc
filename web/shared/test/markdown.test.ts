import { describe, expect, it } from 'vitest'
import { MAX_DEPTH, pieces, safeHref, type Piece } from '../src/markdown'

const text = (v: string) => ({ t: 'text', v })
const element = (tag: string, inside: unknown[], attributes = {}) => ({ tag, attributes, inside })

describe('markdown', () => {
  it('reads every kind of node', () => {
    for (const tag of ['p', 'strong', 'em', 'del', 'code', 'blockquote', 'ul', 'li'])
      expect(pieces([{ t: tag, c: [text('a')] }])).toEqual([element(tag, ['a'])])
    expect(pieces([{ t: 'br' }, { t: 'hr' }])).toEqual([
      { tag: 'br', attributes: {} },
      { tag: 'hr', attributes: {} },
    ])
    expect(pieces([{ t: 'h', c: [text('head')] }])).toEqual([element('p', ['head'], { class: 'h' })])
    expect(pieces([{ t: 'ol', start: 3, c: [] }, { t: 'ol' }])).toEqual([
      element('ol', [], { start: 3 }),
      element('ol', [], { start: 1 }),
    ])
    expect(pieces([{ t: 'pre', lang: 'go', v: '<x>' }])).toEqual([
      element('pre', [element('code', ['<x>'])], { tabindex: 0 }),
    ])
  })

  it('shows the children of unknown nodes', () => {
    expect(pieces([{ t: 'script', c: [text('alert(1)')] }])).toEqual(['alert(1)'])
  })

  it.each([
    'javascript:alert(1)',
    ' JaVaScRiPt:alert(1)',
    'java\nscript:alert(1)',
    'data:text/html,x',
    'vbscript:x',
    'blob:https://x/1',
    '/relative',
    '',
    null,
    7,
  ])('makes no link of %j', (href) => {
    expect(safeHref(href)).toBeNull()
    expect(pieces([{ t: 'a', href, c: [text('press')] }])).toEqual(['press'])
  })

  it('opens links in another tab', () => {
    expect(pieces([{ t: 'a', href: 'https://example.com/a', c: [text('press')] }])).toEqual([
      element('a', ['press'], {
        href: 'https://example.com/a',
        target: '_blank',
        rel: 'noopener noreferrer nofollow',
      }),
    ])
    expect(safeHref('mailto:a@b.c')).toBe('mailto:a@b.c')
    expect(safeHref('tel:+74951234567')).toBe('tel:+74951234567')
  })

  it('keeps the text of deep nesting and survives malformed nodes', () => {
    let deep: unknown = text('end')
    for (let i = 0; i < 5000; i++) deep = { t: 'blockquote', c: [deep] }
    let list: Piece[] = pieces([deep])
    let depth = 0
    for (let first = list[0]; typeof first === 'object'; first = list[0]) (depth++, (list = first.inside ?? []))
    expect(depth).toBe(MAX_DEPTH + 1)
    expect(list).toEqual(['end'])
    expect(pieces([null, 5, { t: 'p' }, { t: 'p', c: 'no' }])).toEqual([element('p', []), element('p', [])])
    expect(pieces(undefined)).toEqual([])
    expect(pieces('no')).toEqual([])
  })
})
