import { defineConfig } from 'vitepress'

export default defineConfig({ title: 'Facts', ignoreDeadLinks: true })
