/**
 * Lint rules: strict, type-aware, and a fence around the pure rooms.
 *
 * A pure room may not read a clock, draw a random number, start a timer or touch a socket; the
 * same fence stands in tsconfig.pure.json (no Node types) and in test/architecture.test.ts.
 */
import tseslint from "typescript-eslint";

const PURE_ROOMS =
  "{ssm,kernel,wire,machines,process,agent,controller,api,faults,world,scenario,report}";

export default tseslint.config(
  {
    ignores: [
      "dist",
      "coverage",
      "node_modules",
      ".cache",
      "src/wire/node-subset.d.ts",
      "test/report/perfetto/ask-perfetto.mjs",
    ],
  },
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true } },
    linterOptions: { reportUnusedDisableDirectives: "error" },
    rules: {
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/no-non-null-assertion": "error",
      "@typescript-eslint/restrict-template-expressions": [
        "error",
        { allowNumber: true, allowBoolean: true },
      ],
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
      "@typescript-eslint/switch-exhaustiveness-check": [
        "error",
        { considerDefaultExhaustiveForUnions: true },
      ],
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_" }],
      eqeqeq: "error",
      "no-console": "error",
      "object-shorthand": "error",
      "prefer-template": "error",
    },
  },
  {
    files: [`src/${PURE_ROOMS}/**/*.ts`],
    rules: {
      "no-restricted-globals": [
        "error",
        ...[
          "process",
          "performance",
          "setTimeout",
          "setInterval",
          "setImmediate",
          "queueMicrotask",
        ],
        ...["crypto", "fetch", "Buffer", "Intl", "structuredClone", "globalThis"],
      ],
      "no-restricted-properties": [
        "error",
        { object: "Date", property: "now", message: "Time is an input (nowMs)." },
        { object: "Math", property: "random", message: "Chance is a choice of the kernel." },
        ...["log", "log2", "log10", "exp", "sin", "cos", "tan", "pow", "sqrt", "cbrt"].map(
          (property) => ({
            object: "Math",
            property,
            message: "Engine-approximated: results may differ between Node versions.",
          }),
        ),
        ...["localeCompare", "toLocaleString", "toLocaleUpperCase", "toLocaleLowerCase"].map(
          (property) => ({ property, message: "Locale-dependent." }),
        ),
      ],
      "no-restricted-syntax": [
        "error",
        {
          selector: "NewExpression[callee.name='Date'][arguments.length=0]",
          message: "Time is an input (nowMs).",
        },
        {
          selector: ":function[async=true]",
          message: "The core is synchronous: make it an effect.",
        },
        { selector: "AwaitExpression", message: "The core is synchronous: make it an effect." },
      ],
      "no-restricted-imports": ["error", { patterns: [{ regex: "^node:(?!crypto$|buffer$)" }] }],
    },
  },
  {
    // The library has promises, and nothing else of the real world: see docs/decisions/0031.
    files: ["src/{fleet,testing}/**/*.ts"],
    rules: {
      "no-restricted-globals": [
        "error",
        ...["process", "performance", "setTimeout", "setInterval", "queueMicrotask"],
        ...["crypto", "fetch", "Buffer", "Intl", "globalThis"],
      ],
      "no-restricted-properties": [
        "error",
        { object: "Date", property: "now", message: "Time is virtual (world.nowMs)." },
        { object: "Math", property: "random", message: "Chance is drawn from the seed." },
      ],
      "no-restricted-syntax": [
        "error",
        {
          selector: "NewExpression[callee.name='Date'][arguments.length=0]",
          message: "Time is virtual (world.nowMs).",
        },
      ],
      "no-restricted-imports": ["error", { patterns: ["node:*"] }],
    },
  },
  {
    // The browser's room: it may touch the page; time and chance are the run's, which it only shows.
    files: ["src/view/**/*.{ts,tsx}"],
    rules: {
      "no-restricted-globals": [
        "error",
        ...["performance", "setTimeout", "setInterval", "crypto", "fetch", "XMLHttpRequest"],
        ...["WebSocket", "EventSource", "localStorage", "sessionStorage", "Intl"],
      ],
      "no-restricted-properties": [
        "error",
        { object: "Date", property: "now", message: "Time is the run's." },
        { object: "Math", property: "random", message: "Nothing here is left to chance." },
        { property: "innerHTML", message: "Whatever a run says is text, never markup." },
        { property: "dangerouslySetInnerHTML", message: "Whatever a run says is text." },
      ],
      "no-restricted-syntax": [
        "error",
        { selector: "NewExpression[callee.name='Date']", message: "Time is the run's." },
        {
          selector: "JSXAttribute[name.name='dangerouslySetInnerHTML']",
          message: "Whatever a run says is text.",
        },
      ],
      "no-restricted-imports": ["error", { patterns: ["node:*"] }],
    },
  },
  {
    files: ["test/**/*.ts", "bench/**/*.ts", "*.js", "*.ts"],
    rules: {
      "no-console": "off",
      "@typescript-eslint/no-non-null-assertion": "off",
    },
  },
  {
    files: ["*.js"],
    extends: [tseslint.configs.disableTypeChecked],
  },
);
