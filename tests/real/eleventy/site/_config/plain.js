// The filters of the templates.
export default function (eleventyConfig) {
  eleventyConfig.addFilter("day", (date) => date.toISOString().slice(0, 10));
  eleventyConfig.addFilter("recent", (date) => Date.now() - date.getTime() < 86400000);
  eleventyConfig.addFilter(
    "nothing",
    (text) => !(text || "").replace(/<!--[\s\S]*?-->/g, "").trim(),
  );
}
