import { defineConfig } from 'vitepress'

export default defineConfig({
  lang: 'zh-Hans',
  title: '柳巷笔记 Willow Lane',
  description: 'Tea, bicycles and a garden in a small street',
})
