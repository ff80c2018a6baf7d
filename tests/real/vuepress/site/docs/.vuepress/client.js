import { defineClientConfig } from "vuepress/client";
import Articles from "./layouts/Articles.vue";
import Layout from "./layouts/Layout.vue";

export default defineClientConfig({ layouts: { Articles, Layout, NotFound: Layout } });
