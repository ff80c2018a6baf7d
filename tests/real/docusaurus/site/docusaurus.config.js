export default {
  title: 'Facts',
  url: 'https://blog.example',
  baseUrl: '/',
  onBrokenLinks: 'ignore',
  future: { faster: { rspackBundler: true, swcJsLoader: true, swcJsMinimizer: true } },
  plugins: [
    [
      '@docusaurus/plugin-content-blog',
      {
        postsPerPage: 'ALL',
        archiveBasePath: null,
        feedOptions: { type: null },
      },
    ],
  ],
};
