/** Uploads and downloads of files. The token is sent in a header, never in an address. */
import type { FileRef } from './protocol'

export class UploadError extends Error {
  constructor(readonly code: 'too_large' | 'refused' | 'network' | 'aborted') {
    super(code)
  }
}

export interface Upload {
  done: Promise<FileRef>
  abort(): void
}

/**
 * Sends one file. `progress` gets a share from 0 to 1. The promise rejects with UploadError. fetch does not report the progress
 * of an upload, so XMLHttpRequest is used.
 */
export function upload(
  base: string,
  channel: string,
  token: string,
  file: File,
  progress: (share: number) => void,
): Upload {
  const request = new XMLHttpRequest()
  const done = new Promise<FileRef>((resolve, reject) => {
    request.open('POST', `${base}widget/upload?channel=${encodeURIComponent(channel)}`)
    request.setRequestHeader('Authorization', `Bearer ${token}`)
    request.responseType = 'json'
    request.upload.onprogress = (e) => e.lengthComputable && progress(e.loaded / e.total)
    request.onload = () => {
      const ref = request.response as FileRef | null
      if (request.status >= 200 && request.status < 300 && ref?.id) resolve({ ...ref, state: 'ready' })
      else reject(new UploadError(request.status === 413 ? 'too_large' : request.status >= 500 ? 'network' : 'refused'))
    }
    request.onerror = request.ontimeout = () => reject(new UploadError('network'))
    request.onabort = () => reject(new UploadError('aborted'))
    const form = new FormData()
    form.append('file', file, file.name || 'file')
    request.send(form)
  })
  return { done, abort: () => request.abort() }
}

/** Fetches a file of the visitor's conversations. */
export async function download(base: string, channel: string, token: string, id: string): Promise<Blob> {
  const address = `${base}widget/files/${encodeURIComponent(id)}?channel=${encodeURIComponent(channel)}`
  const answer = await fetch(address, { headers: { Authorization: `Bearer ${token}` } })
  if (!answer.ok) throw new UploadError('refused')
  return answer.blob()
}
