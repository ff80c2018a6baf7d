import { defineSiteConfig } from 'valaxy'

export default defineSiteConfig({ url: 'https://blog.example/', timezone: 'UTC' })
