export default function BlogAuthorsPostsPage() {
  return null;
}
