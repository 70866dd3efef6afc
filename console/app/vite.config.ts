import { rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  base: '/console/',
  plugins: [
    svelte(),
    // dist/ also has the committed placeholder, so only the files of an earlier build are removed.
    { name: 'clean', apply: 'build', buildStart: () => rmSync('dist/assets', { recursive: true, force: true }) },
  ],
  build: {
    outDir: 'dist',
    emptyOutDir: false,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: 'es2022',
  },
  resolve: {
    alias: { '@shared': fileURLToPath(new URL('../../web/shared/src', import.meta.url)) },
    ...(process.env.VITEST ? { conditions: ['browser'] } : {}),
  },
  test: { environment: 'happy-dom', include: ['test/**/*.test.ts'] },
})
