import { viteBundler } from "@vuepress/bundler-vite";
import { defineUserConfig } from "vuepress";
import { theme } from "./theme.js";

export default defineUserConfig({
  bundler: viteBundler({ viteOptions: { build: { assetsInlineLimit: 0 } } }),
  theme: theme(),
});
