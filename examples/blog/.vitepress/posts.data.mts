import { createContentLoader } from 'vitepress'

export default createContentLoader('posts/*.md', {
  excerpt: '<!-- more -->',
  transform: (posts) =>
    posts.sort((a, b) => +new Date(b.frontmatter.date) - +new Date(a.frontmatter.date)),
})
