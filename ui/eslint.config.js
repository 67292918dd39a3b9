import { readdirSync } from "node:fs";

import js from "@eslint/js";
import reactHooks from "eslint-plugin-react-hooks";
import { defineConfig, globalIgnores } from "eslint/config";
import tseslint from "typescript-eslint";

const features = readdirSync(new URL("./src/features", import.meta.url));

const desktopOnly = {
  group: ["@tauri-apps/*"],
  message: "Only src/api/desktop.ts knows the window.",
};
const noFake = { group: ["@/api/fake*", "@/test/*"], message: "The fake is for tests only." };

/** Shorthand: these import patterns are refused in these files. */
const refuse = (files, patterns) => ({
  files,
  ignores: ["src/**/*.test.{ts,tsx}"],
  rules: { "no-restricted-imports": ["error", { patterns }] },
});

const WORDS = "Texts belong into src/i18n/locales.";
const BARREL = "No barrels: import from the file that holds the thing.";

export default defineConfig(
  globalIgnores(["dist", "test-results", "src/api/schema.d.ts"]),
  js.configs.recommended,
  {
    files: ["**/*.{ts,tsx}"],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      "@typescript-eslint/consistent-type-definitions": "off",
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      // The router takes a thrown redirect for what it is.
      "@typescript-eslint/only-throw-error": [
        "error",
        { allow: [{ from: "package", package: "@tanstack/router-core", name: "Redirect" }] },
      ],
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
      // Handlers passed as props may be asynchronous; what they await handles its own errors.
      "@typescript-eslint/no-misused-promises": [
        "error",
        { checksVoidReturn: { attributes: false } },
      ],
    },
  },
  {
    files: ["src/**/*.{ts,tsx}"],
    extends: [reactHooks.configs.flat["recommended-latest"]],
    rules: {
      "no-console": "error",
      "max-lines": ["error", 400],
      "no-restricted-syntax": [
        "error",
        { selector: "JSXText[value=/\\p{L}/u]", message: WORDS },
        {
          selector:
            "JSXAttribute[name.name=/^(aria-label|aria-description|title|placeholder|alt|label)$/] > Literal",
          message: WORDS,
        },
        { selector: "JSXExpressionContainer > Literal[value=/\\p{L}/u]", message: WORDS },
        { selector: "ExportAllDeclaration", message: BARREL },
        { selector: "ExportNamedDeclaration[source]", message: BARREL },
      ],
    },
  },
  refuse(
    ["src/api/**", "src/components/**", "src/i18n/**"],
    [desktopOnly, { group: ["@/features/*", "@/app/*"], message: "Imports point downwards." }],
  ),
  refuse(["src/app/**", "src/main.tsx"], [desktopOnly, noFake]),
  ...features.map((feature) =>
    refuse(
      [`src/features/${feature}/**`],
      [
        desktopOnly,
        noFake,
        {
          group: ["@/features/*", "../*", "@/app/*"],
          message: "Features never import features, nor the app around them.",
        },
      ],
    ),
  ),
  {
    files: ["src/api/desktop.ts"],
    rules: { "no-restricted-imports": ["error", { patterns: [noFake] }] },
  },
  {
    files: ["e2e/**/*.mjs", "eslint.config.js"],
    rules: { "no-redeclare": ["error", { builtinGlobals: false }] },
    languageOptions: {
      globals: {
        Event: "readonly",
        URL: "readonly",
        addEventListener: "readonly",
        console: "readonly",
        document: "readonly",
        getComputedStyle: "readonly",
        innerHeight: "readonly",
        performance: "readonly",
        process: "readonly",
        requestAnimationFrame: "readonly",
        scrollBy: "readonly",
        scrollTo: "readonly",
        scrollY: "readonly",
        window: "readonly",
      },
    },
  },
);
