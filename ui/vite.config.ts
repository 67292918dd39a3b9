import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

/**
 * The mode `e2e` builds the same app around the fake carrier, for the browser tests; every other
 * mode builds the product, which knows nothing of it.
 */
export default defineConfig(({ mode }) => ({
  plugins: [
    react(),
    tailwindcss(),
    mode === "e2e" && {
      name: "candor-e2e-entry",
      transformIndexHtml: {
        order: "pre" as const,
        handler: (html: string) => html.replace("/src/main.tsx", "/e2e/main.tsx"),
      },
    },
  ],
  resolve: { tsconfigPaths: true },
  build: {
    outDir: mode === "e2e" ? "test-results/site" : "dist",
    target: ["safari16.4", "chrome111"],
    // Everything is read from the local disk, so one file is as good as many.
    chunkSizeWarningLimit: 1_000,
  },
  server: { host: "127.0.0.1", port: 5173, strictPort: true },
  preview: { host: "127.0.0.1", port: 4173, strictPort: true },
  test: {
    environment: "jsdom",
    include: ["src/**/*.test.{ts,tsx}"],
    setupFiles: ["src/test/setup.ts"],
    restoreMocks: true,
    testTimeout: 60_000,
  },
}));
