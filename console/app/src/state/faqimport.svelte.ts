/** The import of a file into the FAQ: first a dry run, then the change. */
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
  /** The counts of the dry run in the chosen mode. Null means not known yet. */
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

  /** Takes a file and begins the dry run. */
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
      if (run !== this.run) return // The operator has chosen another file or mode.
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

/** A fault without a line does not belong to the file. Its place is its location. */
export function byLine(faults: readonly Fault[]): Row[] {
  const rows = faults.map((fault) => ({
    line: fault.line ?? 0,
    where: fault.line ? (fault.field ?? '') : fault.location,
    fault,
  }))
  return rows.sort((a, b) => a.line - b.line)
}
