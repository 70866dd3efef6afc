import type { MarkNode } from '@shared/markdown'
import { describe, expect, it, vi } from 'vitest'
import { panelWords } from '../src/i18n'
import { renderChoices } from '../src/view/choices'
import type { FileSource } from '../src/view/files'
import { Log } from '../src/view/log'
import { renderNodes } from '../src/view/nodes'
import { Store } from '../src/store'
import { entry } from './fold.test'

const html = (nodes: unknown) => {
  const box = document.createElement('div')
  box.append(renderNodes(nodes as MarkNode[]))
  return box.innerHTML
}
const text = (v: string) => ({ t: 'text', v })

describe('nodes', () => {
  it('renders every kind of node', () => {
    expect(
      html([{ t: 'p', c: [text('a '), { t: 'strong', c: [text('b')] }, { t: 'br' }, { t: 'code', c: [text('c')] }] }]),
    ).toBe('<p>a <strong>b</strong><br><code>c</code></p>')
    expect(html([{ t: 'ol', start: 3, c: [{ t: 'li', c: [text('x')] }] }])).toBe('<ol start="3"><li>x</li></ol>')
    expect(html([{ t: 'pre', lang: 'go', v: '<x>' }])).toBe('<pre tabindex="0"><code>&lt;x&gt;</code></pre>')
    expect(html([{ t: 'h', c: [text('head')] }, { t: 'hr' }])).toBe('<p class="h">head</p><hr>')
  })

  it('shows markup as text', () => {
    expect(html([text('<img src=x onerror=alert(1)>')])).toBe('&lt;img src=x onerror=alert(1)&gt;')
    expect(html([{ t: 'script', c: [text('alert(1)')] }])).toBe('alert(1)')
  })

  it('opens links away from the page', () => {
    expect(html([{ t: 'a', href: 'https://example.com/a', c: [text('press')] }])).toBe(
      '<a href="https://example.com/a" target="_blank" rel="noopener noreferrer nofollow">press</a>',
    )
  })

  it('survives nonsense and deep nesting', () => {
    let deep: unknown = text('end')
    for (let i = 0; i < 5000; i++) deep = { t: 'blockquote', c: [deep] }
    expect(html([null, 5, { t: 'p' }, { t: 'p', c: 'no' }])).toBe('<p></p><p></p>')
    expect(html([deep]).length).toBeLessThan(2000)
  })
})

describe('choices', () => {
  it('shows a rating as a scale and the rest as buttons', () => {
    const press = vi.fn()
    const rating = renderChoices(
      [1, 2, 3, 4, 5].map((n) => ({ value: `rate:s:${n}`, label: '★'.repeat(n) })),
      panelWords.ru,
      press,
    )
    const buttons = [...rating.querySelectorAll('button')]
    expect(buttons.map((b) => b.textContent)).toEqual(['1', '2', '3', '4', '5'])
    expect(buttons[4]!.getAttribute('aria-label')).toBe('5 из 5')
    buttons[3]!.click()
    expect(press).toHaveBeenCalledWith({ value: 'rate:s:4', label: '★★★★' })
    expect(renderChoices([{ value: 'helped:yes:7', label: 'Да' }], panelWords.ru, press).className).toBe('choices')
  })
})

describe('log', () => {
  const source: FileSource = {
    words: panelWords.ru,
    lang: 'ru',
    fetch: () => Promise.reject(new Error('none')),
    grown: () => undefined,
    enlarge: () => undefined,
  }
  const nothing = { retry: () => undefined, edit: () => undefined, press: () => undefined, bottom: () => undefined }
  const show = (log: Log, store: Store, more: object = {}) =>
    log.show({ shown: store.shown(), parcels: [], sending: true, typing: null, ...more })

  it('touches only what changed', () => {
    const store = new Store()
    const log = new Log(source, nothing)
    store.apply(entry(1))
    store.apply(entry(2))
    show(log, store)
    const rows = [...log.element.querySelectorAll('.row')]
    store.apply(entry(3, { kind: 'edited', of: 'ec1-1', text: 'better' }))
    show(log, store)
    const after = [...log.element.querySelectorAll('.row')]
    expect(after).toHaveLength(2)
    expect(after[0]).not.toBe(rows[0])
    expect(after[0]!.textContent).toContain('better')
    expect(after[1]).toBe(rows[1])
  })

  it('replaces a message on its way by its echo in the same place', () => {
    const store = new Store()
    const log = new Log(source, nothing)
    const parcel = { id: 'p', kind: 'say' as const, text: 'hi', value: '', files: [], replyTo: '', at: 1, failed: '' }
    show(log, store, { parcels: [parcel], sending: false })
    expect(log.element.textContent).toContain(panelWords.ru.waiting)
    show(log, store, { parcels: [{ ...parcel, failed: 'нельзя' }] })
    expect([...log.element.querySelectorAll('.failed button')].map((b) => b.textContent)).toEqual([
      'Повторить',
      'Изменить',
    ])
    store.apply(entry(1, { client_id: 'p', text: 'hi', author: { kind: 'customer', name: '' } }))
    show(log, store)
    expect(log.element.querySelectorAll('.row')).toHaveLength(1)
    expect(log.element.querySelector('.row')!.className).toBe('row mine')
  })

  it("shows only the newest message's choices, also under the line that closes the talk", () => {
    const store = new Store()
    const log = new Log(source, nothing)
    const choices = [{ value: 'a', label: 'A' }]
    store.apply(entry(1, { choices }))
    store.apply(entry(2, { kind: 'moved', state: 'closed' }))
    show(log, store)
    expect(log.element.querySelectorAll('.choice')).toHaveLength(1)
    store.apply(entry(3))
    show(log, store)
    expect(log.element.querySelectorAll('.choice')).toHaveLength(0)
  })
})
