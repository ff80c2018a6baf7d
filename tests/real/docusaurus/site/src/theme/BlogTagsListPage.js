export default function BlogTagsListPage() {
  return null;
}
