import { afterEach, expect, it, vi } from 'vitest'
import { isPicture, save } from '../src/files'

afterEach(() => {
  vi.restoreAllMocks()
  vi.useRealTimers()
})

it('draws small pictures only', () => {
  expect(isPicture({ type: 'image/png', size: 10 << 20 })).toBe(true)
  expect(isPicture({ type: 'image/png', size: (10 << 20) + 1 })).toBe(false)
  expect(isPicture({ type: 'image/svg+xml', size: 1 })).toBe(false)
})

it('saves a blob and frees the address later', async () => {
  vi.useFakeTimers()
  const click = vi.spyOn(HTMLAnchorElement.prototype, 'click').mockReturnValue()
  vi.spyOn(URL, 'createObjectURL').mockReturnValue('blob:1')
  const free = vi.spyOn(URL, 'revokeObjectURL').mockReturnValue()
  save(new Blob(['a']), 'a.txt')
  expect(click).toHaveBeenCalledOnce()
  expect((click.mock.contexts[0] as HTMLAnchorElement).download).toBe('a.txt')
  expect(free).not.toHaveBeenCalled()
  await vi.advanceTimersByTimeAsync(60_000)
  expect(free).toHaveBeenCalledWith('blob:1')
})
