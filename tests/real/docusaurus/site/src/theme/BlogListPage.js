import React from 'react';
import Title from '@theme/Title';

export default function BlogListPage({ items }) {
  return items.map(({ content: Content }) => (
    <section key={Content.metadata.permalink}>
      <Title metadata={Content.metadata} />
      <Content />
    </section>
  ));
}
