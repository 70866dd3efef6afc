/** The two storages of unsent messages: IndexedDB, or memory when the browser forbids IndexedDB. */
import type { Parcel, Shelf } from './queue'

export function memoryShelf(): Shelf {
  const parcels = new Map<string, Parcel>()
  return {
    shared: false,
    all: async () => [...parcels.values()],
    put: async (parcel) => void parcels.set(parcel.id, parcel),
    remove: async (id) => void parcels.delete(id),
    clear: async () => parcels.clear(),
  }
}

const STORE = 'unsent'

/** Opens the database of one channel. Private windows, blocked storage and a broken profile give a shelf in memory. */
export async function openShelf(channel: string): Promise<Shelf> {
  try {
    const db = await opened(indexedDB.open(`frontdesk:${channel}`, 1))
    const run = <T>(mode: IDBTransactionMode, act: (store: IDBObjectStore) => IDBRequest<T>) =>
      done(act(db.transaction(STORE, mode).objectStore(STORE)))
    return {
      shared: true,
      all: () => run<Parcel[]>('readonly', (s) => s.getAll()),
      put: async (parcel) => void (await run('readwrite', (s) => s.put(parcel))),
      remove: async (id) => void (await run('readwrite', (s) => s.delete(id))),
      clear: async () => void (await run('readwrite', (s) => s.clear())),
    }
  } catch {
    return memoryShelf()
  }
}

function opened(request: IDBOpenDBRequest): Promise<IDBDatabase> {
  request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: 'id' })
  return done(request)
}

function done<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
  })
}
