/** A file of entries on its way into the FAQ: first what it would change, then the change. */
import { ApiError, type Client, type Fault, type ImportMode } from '../api/client'
import type { FaqImported } from '../api/contract'

export interface Row {
  line: number
  where: string
  fault: Fault
}

export class FaqImport {
  name = $state('')
  mode = $state<ImportMode>('merge')
  /** What the file would do, in the mode that is chosen; null until it is known. */
  preview = $state.raw<FaqImported | null>(null)
  done = $state.raw<FaqImported | null>(null)
  rows = $state.raw<Row[]>([])
  failure = $state.raw<unknown>(null)
  busy = $state(false)
  private text = ''
  private run = 0

  constructor(private readonly client: Pick<Client, 'importFaq'>) {}

  get ready(): boolean {
    const p = this.preview
    return !this.busy && p !== null && p.added + p.changed + p.removed > 0
  }

  /** Takes a file and looks what it would change. */
  async take(name: string, text: string): Promise<void> {
    this.name = name
    this.text = text
    await this.look()
  }

  async choose(mode: ImportMode): Promise<void> {
    this.mode = mode
    if (this.name) await this.look()
  }

  async apply(): Promise<void> {
    if (this.ready) await this.send(false)
  }

  private async look(): Promise<void> {
    this.preview = null
    await this.send(true)
  }

  private async send(dry: boolean): Promise<void> {
    const run = ++this.run
    this.busy = true
    this.failure = null
    this.rows = []
    try {
      const result = await this.client.importFaq(this.name, this.text, this.mode, dry)
      if (run !== this.run) return // Another file, or mode, was chosen meanwhile.
      if (dry) this.preview = result
      else this.done = result
    } catch (error) {
      if (run !== this.run) return
      this.preview = null
      if (error instanceof ApiError && error.status === 422 && error.faults.length) this.rows = byLine(error.faults)
      else this.failure = error
    }
    this.busy = false
  }
}

/** A fault without a line is not of the file: it stands where its location says. */
export function byLine(faults: readonly Fault[]): Row[] {
  const rows = faults.map((fault) => ({
    line: fault.line ?? 0,
    where: fault.line ? (fault.field ?? '') : fault.location,
    fault,
  }))
  return rows.sort((a, b) => a.line - b.line)
}
