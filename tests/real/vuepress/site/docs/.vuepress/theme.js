import { blogPlugin } from "@vuepress/plugin-blog";

// The settings of the blog that create-vuepress writes.
export const blog = {
  filter: ({ filePathRelative }) => Boolean(filePathRelative?.startsWith("posts/")),
  getInfo: ({ frontmatter, title, data }) => ({
    title,
    category: frontmatter.category || [],
    tag: frontmatter.tag || [],
    excerpt:
      typeof frontmatter.excerpt === "string" ? frontmatter.excerpt : data.excerpt || "",
  }),
  excerptFilter: ({ frontmatter }) =>
    !frontmatter.home &&
    frontmatter.excerpt !== false &&
    typeof frontmatter.excerpt !== "string",
  type: [{ key: "article", layout: "Articles" }],
};

export const theme = (options = blog) => ({ name: "plain", plugins: [blogPlugin(options)] });
