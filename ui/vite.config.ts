import { svelte } from "@sveltejs/vite-plugin-svelte";
import { svelteTesting } from "@testing-library/svelte/vite";
import { defineConfig } from "vitest/config";

/** Bounds for a loaded machine; a test that works ends long before. */
const bounds = { testTimeout: 30_000, hookTimeout: 30_000 };

/** What knows no page: its tests need none either, and making one takes longer than most of them. */
const withoutPage = ["src/{text,i18n,ipc}/**/*.test.ts"];

export default defineConfig({
  plugins: [svelte()],
  // The window is served from a custom scheme, so every address in it is relative.
  base: "./",
  build: {
    target: "safari16",
    // The content security policy allows no `data:`, so nothing may be inlined as one.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    sourcemap: false,
    reportCompressedSize: false,
  },
  server: { host: "127.0.0.1", port: 5177, strictPort: true },
  test: {
    projects: [
      {
        extends: true,
        test: { ...bounds, name: "words", environment: "node", include: withoutPage },
      },
      {
        extends: true,
        plugins: [svelteTesting()],
        test: {
          ...bounds,
          name: "page",
          environment: "jsdom",
          setupFiles: ["tests/setup.ts"],
          include: ["src/**/*.test.ts", "tests/**/*.test.ts"],
          exclude: withoutPage,
        },
      },
    ],
  },
});
