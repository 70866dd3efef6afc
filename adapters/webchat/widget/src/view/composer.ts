/** The input of the visitor: text, and files by button, paste or drop. */
import { fileSize, fill, plural, type Lang } from '@shared/format'
import { icons } from '@shared/icons'
import type { Words } from '../i18n'
import type { FileRef, Limits } from '../protocol'
import { UploadError, type Upload } from '../upload'
import { el, icon } from './dom'

export interface ComposerActions {
  words: Words
  lang: Lang
  limits(): Limits
  upload(file: File, progress: (share: number) => void): Upload
  /** False means that the queue is full. The text then stays in the box. */
  send(text: string, files: FileRef[]): Promise<boolean>
  typed(on: boolean): void
  /** Shows a warning above the composer. An empty text removes the warning. */
  warn(text: string): void
}

interface Pending {
  file: File
  chip: HTMLElement
  ref: FileRef | null
  upload: Upload
}
const TALLEST_PX = 140
/** The server's limit of files in one message. */
const MOST_FILES = 10

export class Composer {
  readonly element: HTMLFormElement
  private readonly box: HTMLTextAreaElement
  private readonly chips: HTMLElement
  private readonly count: HTMLElement
  private readonly sendButton: HTMLButtonElement
  private readonly pick: HTMLInputElement
  private readonly clip: HTMLButtonElement
  private pending: Pending[] = []

  constructor(private readonly actions: ComposerActions) {
    this.box = el('textarea', {
      rows: 1,
      oninput: () => this.changed(),
      onkeydown: (e: KeyboardEvent) => this.key(e),
      onpaste: (e: ClipboardEvent) => this.paste(e),
    })
    this.chips = el('div', { class: 'chips' })
    this.count = el('div', { class: 'count', role: 'status' })
    this.pick = el('input', { type: 'file', multiple: true, hidden: true, onchange: () => this.picked() })
    this.clip = el('button', { type: 'button', class: 'tool', onclick: () => this.pick.click() }, icon(icons.clip))
    this.sendButton = el('button', { type: 'submit', class: 'tool send' }, icon(icons.send))
    this.element = el(
      'form',
      { class: 'composer' },
      this.chips,
      this.count,
      el('div', { class: 'line' }, this.clip, this.pick, this.box, this.sendButton),
    )
    this.element.addEventListener('submit', (e) => {
      e.preventDefault()
      void this.submit()
    })
    this.relabel()
    this.changed()
  }

  relabel(): void {
    const { words } = this.actions
    this.box.placeholder = words.placeholder
    this.box.setAttribute('aria-label', words.placeholder)
    this.clip.setAttribute('aria-label', words.attach)
    this.clip.title = words.attach
    this.sendButton.setAttribute('aria-label', words.send)
  }

  focus(): void {
    this.box.focus()
  }

  /** Puts a text back for editing, before the present text. */
  put(text: string): void {
    this.box.value = [text, this.box.value].filter(Boolean).join('\n')
    this.changed()
    this.focus()
  }

  /** Takes files from the picker, from a paste, or from a drop on the panel. */
  add(files: Iterable<File>): void {
    this.actions.warn('')
    for (const file of files) this.begin(file)
  }

  private key(event: KeyboardEvent): void {
    // With isComposing, Enter confirms a word of an input method and does not send.
    if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
      event.preventDefault()
      void this.submit()
    }
  }

  private paste(event: ClipboardEvent): void {
    const files = event.clipboardData?.files
    if (!files?.length) return
    event.preventDefault()
    this.add(files)
  }

  private picked(): void {
    this.add(this.pick.files ?? [])
    this.pick.value = ''
    this.focus()
  }

  private begin(file: File): void {
    const { words, lang } = this.actions
    const limit = this.actions.limits().file_bytes
    if (this.pending.length >= MOST_FILES) return this.actions.warn(plural(lang, MOST_FILES, words.tooMany))
    if (file.size > limit) {
      this.actions.warn(fill(words.fileTooLarge, { name: file.name, limit: fileSize(lang, words, limit) }))
      return
    }
    const bar = el('progress', { max: 1, value: 0, 'aria-label': fill(words.uploading, { name: file.name }) })
    const remove = el(
      'button',
      { type: 'button', 'aria-label': fill(words.removeFile, { name: file.name }), onclick: () => this.drop(pending) },
      icon(icons.close, 14),
    )
    const chip = el(
      'div',
      { class: 'chip' },
      icon(icons.file, 16),
      el('span', { class: 'name' }, file.name),
      bar,
      remove,
    )
    const upload = this.actions.upload(file, (share) => (bar.value = share))
    const pending: Pending = { file, chip, ref: null, upload }
    this.pending.push(pending)
    this.chips.append(chip)
    upload.done.then(
      (ref) => {
        pending.ref = ref
        bar.remove()
        this.changed(false)
      },
      (error: unknown) => {
        this.drop(pending)
        this.explain(file, error)
      },
    )
    this.changed(false)
  }

  private explain(file: File, error: unknown): void {
    const { words, lang } = this.actions
    const code = error instanceof UploadError ? error.code : 'network'
    if (code === 'aborted') return
    const text = code === 'too_large' ? words.fileTooLarge : code === 'refused' ? words.fileRefused : words.fileNetwork
    this.actions.warn(fill(text, { name: file.name, limit: fileSize(lang, words, this.actions.limits().file_bytes) }))
  }

  private drop(pending: Pending): void {
    this.pending = this.pending.filter((p) => p !== pending)
    if (!pending.ref) pending.upload.abort()
    pending.chip.remove()
    this.changed(false)
  }

  private changed(byHand = true): void {
    const { words, lang } = this.actions
    const text = this.box.value.trim()
    const over = [...text].length - this.actions.limits().text
    this.count.textContent = over > 0 ? plural(lang, over, words.tooLong) : ''
    const uploading = this.pending.some((p) => !p.ref)
    this.sendButton.disabled = over > 0 || uploading || (!text && !this.pending.length)
    this.box.style.height = 'auto'
    const tall = this.box.scrollHeight // zero while the panel is hidden
    if (tall) this.box.style.height = `${Math.min(TALLEST_PX, tall)}px`
    if (byHand && this.box.isConnected) this.actions.typed(text !== '')
  }

  private async submit(): Promise<void> {
    this.changed(false)
    if (this.sendButton.disabled) return
    const text = this.box.value.trim()
    const sent = this.pending
    this.box.value = ''
    this.pending = []
    this.chips.replaceChildren()
    this.changed(false)
    this.actions.warn('')
    const ok = await this.actions.send(
      text,
      sent.flatMap((p) => (p.ref ? [p.ref] : [])),
    )
    if (!ok) {
      this.pending = sent
      this.chips.append(...sent.map((p) => p.chip))
      this.put(text)
      this.actions.warn(this.actions.words.queueFull)
    }
  }
}
