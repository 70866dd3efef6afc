let last = 0
let step = 0

/**
 * uuid makes a UUIDv7: 48 bits of milliseconds, a 12-bit counter and random bits. Later UUIDs of the same tab sort after earlier
 * UUIDs. crypto.randomUUID is missing on plain http in a local network.
 */
export function uuid(now = Date.now()): string {
  if (now > last) {
    last = now
    step = Math.floor(Math.random() * 256)
  } else if (++step > 0xfff) {
    last++
    step = 0
  }
  const tail = crypto.getRandomValues(new Uint8Array(8))
  tail[0] = (tail[0]! & 0x3f) | 0x80
  const hex = (value: number, width: number) => value.toString(16).padStart(width, '0')
  const time = hex(last, 12)
  const rest = Array.from(tail, (byte) => hex(byte, 2)).join('')
  return `${time.slice(0, 8)}-${time.slice(8)}-7${hex(step, 3)}-${rest.slice(0, 4)}-${rest.slice(4)}`
}
