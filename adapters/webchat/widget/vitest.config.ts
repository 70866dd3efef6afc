import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

const shared = fileURLToPath(new URL('../../../web/shared/src', import.meta.url))

export default defineConfig({
  resolve: { alias: { '@shared': shared } },
  test: { environment: 'happy-dom', include: ['test/**/*.test.ts'] },
})
