import { defineValaxyConfig } from 'valaxy'

export default defineValaxyConfig({
  theme: './theme',
  features: { katex: false },
  modules: { rss: { enable: false } },
})
