import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Host, PanelHandle } from '../src/host'

type Api = ((...call: unknown[]) => void) & { panel(start: (host: Host) => PanelHandle): void }
const page = window as unknown as { frontdesk?: unknown }
const api = () => page.frontdesk as Api
const root = () => document.querySelector('frontdesk-widget')?.shadowRoot
const button = () => root()!.querySelector('button')!
const scripts = () => [...document.head.querySelectorAll('script')].map((s) => new URL(s.src).pathname)

function panel() {
  const handle = { opened: vi.fn(), closed: vi.fn(), say: vi.fn(), lang: vi.fn(), shutdown: vi.fn() }
  let host: Host | undefined
  return { handle, start: (h: Host) => ((host = h), handle), host: () => host! }
}

async function load(...queued: unknown[][]): Promise<void> {
  if (queued.length) page.frontdesk = Object.assign(() => undefined, { q: queued })
  vi.resetModules()
  await import('../src/launcher')
}

describe('launcher', () => {
  beforeEach(() => {
    localStorage.clear()
    document.documentElement.lang = 'ru'
    // The panel's script is missing in these tests. The tests play its part.
    vi.spyOn(document.head, 'append').mockImplementation((...nodes) =>
      nodes.forEach((n) =>
        document.head.insertBefore(Object.assign(n as HTMLScriptElement, { type: 'text/plain' }), null),
      ),
    )
  })
  afterEach(() => {
    api()('shutdown')
    delete page.frontdesk
    document.head.replaceChildren()
    document.body.replaceChildren()
    vi.restoreAllMocks()
  })

  it('loads the panel on the first open and not before', async () => {
    await load()
    expect(scripts()).toEqual([])
    button().click()
    button().click()
    button().click()
    expect(scripts()).toEqual(['/widget/panel.js'])
    const { handle, start } = panel()
    api().panel(start)
    expect(handle.opened).toHaveBeenCalledOnce()
    expect(button().getAttribute('aria-expanded')).toBe('true')
    expect(button().getAttribute('aria-label')).toBe('Закрыть чат')
  })

  it('does what the page asked for before it was loaded, listeners first', async () => {
    const opened = vi.fn()
    await load(['open'], ['say', 'привет'], ['on', 'open', opened])
    expect(opened).toHaveBeenCalledOnce()
    const { handle, start } = panel()
    api().panel(start)
    expect(handle.say).toHaveBeenCalledExactlyOnceWith('привет')
  })

  it('shows what is unread at once, and loads the panel in the background while a conversation is open', async () => {
    vi.useFakeTimers()
    localStorage.setItem('frontdesk:site', JSON.stringify({ token: 't', open: true, unread: 2, seen: null }))
    await load()
    expect(root()!.querySelector('.badge')!.textContent).toBe('2')
    expect(button().getAttribute('aria-label')).toBe('Открыть чат: 2 новых сообщения')
    await vi.advanceTimersByTimeAsync(600)
    expect(scripts()).toEqual(['/widget/panel.js'])
    vi.useRealTimers()
  })

  it('tells the page how many are unread', async () => {
    const told = vi.fn()
    await load(['on', 'unread', told])
    const { start, host } = panel()
    api()('open')
    api().panel(start)
    host().unread(3)
    host().unread(3)
    expect(told.mock.calls).toEqual([[{ count: 3 }]])
  })

  it('follows the language of the page', async () => {
    await load()
    api()('boot', { lang: 'en' })
    expect(button().getAttribute('aria-label')).toBe('Open the chat')
  })

  it('leaves nothing after shutdown and can start anew', async () => {
    localStorage.setItem('frontdesk:site', JSON.stringify({ token: 't', open: false }))
    await load()
    api()('shutdown')
    expect(root()).toBeUndefined()
    expect(localStorage.getItem('frontdesk:site')).toBeNull()
    api()('boot')
    expect(root()).toBeDefined()
  })

  it('offers another try when the panel could not be loaded', async () => {
    await load()
    button().click()
    document.head.querySelector('script')!.dispatchEvent(new Event('error'))
    expect(button().getAttribute('aria-label')).toContain('Чат не загрузился')
    button().click()
    expect(scripts()).toEqual(['/widget/panel.js'])
  })
})
