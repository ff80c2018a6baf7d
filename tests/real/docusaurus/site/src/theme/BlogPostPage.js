import React from 'react';
import useBaseUrl from '@docusaurus/useBaseUrl';
import Title from '@theme/Title';

export default function BlogPostPage({ content: Content }) {
  const image = useBaseUrl(Content.assets?.image ?? Content.frontMatter.image);
  return (
    <article>
      <Title metadata={Content.metadata} />
      {image && <img src={image} />}
      <Content />
    </article>
  );
}
