/** Files of messages: which files are drawn as pictures, and how a file is saved. */

const PICTURES = /^image\/(png|jpeg|gif|webp|avif|bmp)$/
/** PREVIEW_BYTES is the largest picture that is drawn. A larger picture would cost too much of the reader's memory. */
const PREVIEW_BYTES = 10 << 20
/** SAVE_MS is the time for the browser to read a blob that is being saved. */
const SAVE_MS = 60_000

/** isPicture tells whether a file is drawn as a picture. Any other file is offered as a download. */
export function isPicture(file: { type: string; size: number }): boolean {
  return PICTURES.test(file.type) && file.size <= PREVIEW_BYTES
}

/** save starts the browser's download of a blob. */
export function save(blob: Blob, name: string): void {
  const href = URL.createObjectURL(blob)
  Object.assign(document.createElement('a'), { href, download: name }).click()
  setTimeout(() => URL.revokeObjectURL(href), SAVE_MS)
}
