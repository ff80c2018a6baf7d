import React from 'react';

export default function Title({ metadata }) {
  const date = new Date(metadata.date);
  const day = isNaN(date) ? 'none' : date.toISOString().slice(0, 19).replace('T', ' ');
  return (
    <header>
      <h1>{metadata.title}</h1>
      <p>{`D${day}`}</p>
      <p>{metadata.authors.map((author) => `A${author.name}`).join(' ')}</p>
      <p>{metadata.tags.map((tag) => `#${tag.label}`).join(' ')}</p>
    </header>
  );
}
