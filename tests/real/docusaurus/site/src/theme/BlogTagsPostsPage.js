export default function BlogTagsPostsPage() {
  return null;
}
