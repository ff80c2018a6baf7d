import plain from "./_config/plain.js";

export default function (eleventyConfig) {
  eleventyConfig.addPlugin(plain);
  eleventyConfig.addPassthroughCopy({ "./public/": "/" });
  eleventyConfig.setFrontMatterParsingOptions({
    excerpt: true,
    excerpt_separator: "<!-- more -->",
  });
}

export const config = {
  dir: { input: "content", includes: "../_includes", output: "_site" },
};
