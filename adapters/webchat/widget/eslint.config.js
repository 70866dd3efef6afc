import tseslint from 'typescript-eslint'

// Few rules: those that find mistakes which the type checker lets pass. Form is prettier's.
export default tseslint.config(
  { ignores: ['dist/', 'node_modules/'] },
  {
    files: ['src/**/*.ts', 'test/**/*.ts'],
    extends: [tseslint.configs.base],
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      eqeqeq: ['error', 'always', { null: 'ignore' }], // "== null" is both null and undefined, on purpose
      'no-var': 'error',
      'prefer-const': 'error',
      'no-self-compare': 'error',
      'no-unsafe-finally': 'error',
      'no-unreachable': 'error',
      'no-dupe-else-if': 'error',
      'no-console': ['error', { allow: ['warn', 'error'] }], // faults of the page around are told there, nothing else
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
    },
  },
)
