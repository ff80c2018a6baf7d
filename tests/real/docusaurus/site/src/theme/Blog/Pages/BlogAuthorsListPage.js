export default function BlogAuthorsListPage() {
  return null;
}
