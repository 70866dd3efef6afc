/** Files inside messages. Pictures are drawn on a canvas. Other files are rows with a download. */
import { isPicture, save } from '@shared/files'
import { fileSize, fill, type Lang } from '@shared/format'
import { icons } from '@shared/icons'
import type { Words } from '../i18n'
import type { FileRef } from '../protocol'
import { el, icon } from './dom'

export interface FileSource {
  words: Words
  lang: Lang
  fetch(id: string): Promise<Blob>
  /** A picture was drawn, so the message became taller. */
  grown(): void
  /** Shows a picture over the whole panel. */
  enlarge(bitmap: ImageBitmap, name: string, opener: HTMLElement): void
}

export function renderFile(file: FileRef, source: FileSource): HTMLElement {
  const { words } = source
  if (file.state === 'failed') return row(file, source, words.fileFailed)
  if (file.state === 'pending') return row(file, source, words.filePending)
  if (isPicture(file)) return picture(file, source)
  return row(file, source)
}

function row(file: FileRef, source: FileSource, problem = ''): HTMLElement {
  const { words, lang } = source
  const note = problem || (file.size ? fileSize(lang, words, file.size) : '')
  const inside = [icon(icons.file), el('span', { class: 'name' }, file.name), el('small', {}, note)]
  if (problem) return el('div', { class: 'file' }, ...inside)
  return el(
    'button',
    {
      type: 'button',
      class: 'file',
      title: fill(words.download, { name: file.name }),
      onclick: () => void fetchAndSave(file, source),
    },
    ...inside,
  )
}

async function fetchAndSave(file: FileRef, source: FileSource): Promise<void> {
  const blob = await source.fetch(file.id).catch(() => null)
  if (blob) save(blob, file.name)
}

/**
 * A canvas is used instead of an <img> with a blob: address. The page's Content-Security-Policy (often `default-src 'self'`)
 * forbids blob: addresses. A decoded bitmap is no fetch.
 */
function picture(file: FileRef, source: FileSource): HTMLElement {
  const frame = el('button', {
    type: 'button',
    class: 'picture',
    'aria-label': fill(source.words.openImage, { name: file.name }),
  })
  source
    .fetch(file.id)
    .then((blob) => createImageBitmap(blob))
    .then((bitmap) => {
      frame.append(draw(bitmap, 480))
      source.grown()
      frame.addEventListener('click', () => source.enlarge(bitmap, file.name, frame))
    })
    .catch(() => frame.replaceWith(row(file, source)))
  return frame
}

/** A canvas of the bitmap. The longer side has at most `limit` pixels. */
export function draw(bitmap: ImageBitmap, limit: number): HTMLCanvasElement {
  const scale = Math.min(1, limit / Math.max(bitmap.width, bitmap.height))
  const canvas = el('canvas')
  canvas.width = Math.max(1, Math.round(bitmap.width * scale))
  canvas.height = Math.max(1, Math.round(bitmap.height * scale))
  canvas.getContext('2d')?.drawImage(bitmap, 0, 0, canvas.width, canvas.height)
  return canvas
}
