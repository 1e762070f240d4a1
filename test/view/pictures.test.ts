/**
 * The pictures of docs/pictures. They are made here, where one is missing, or all of them anew with
 * PICTURES=1; otherwise they are left alone, as fonts differ from machine to machine.
 */
import { existsSync, mkdirSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { launchChromium } from "./chromium.ts";
import { openPage } from "./open-page.ts";
import { makePages, playFile } from "./pages.ts";
import type { Pages } from "./pages.ts";

let browser: Browser;
let pages: Pages;

beforeAll(async () => {
  browser = await launchChromium();
  pages = makePages();
}, 300_000);

afterAll(async () => {
  await browser.close();
  pages.remove();
});

const PICTURES = fileURLToPath(new URL("../../docs/pictures/", import.meta.url));
const BYTES_MAX = 200_000;

test.each([
  { scenario: "cancel-loses", width: 1280, colorScheme: "light" },
  { scenario: "cancel-loses", width: 390, colorScheme: "light" },
  { scenario: "survivor-escapes", width: 1280, colorScheme: "dark" },
] as const)("$scenario at $width px, $colorScheme", async ({ scenario, width, colorScheme }) => {
  const path = `${PICTURES}${scenario}-${width}.png`;
  if (process.env["PICTURES"] !== undefined || !existsSync(path)) {
    mkdirSync(PICTURES, { recursive: true });
    const url = pages.write(scenario, playFile(scenario));
    await openPage(browser, url, { width, colorScheme }, async (page) => {
      await page.locator(".row.deciding").first().waitFor();
      await page.screenshot({ path });
    });
  }
  expect(statSync(path).size).toBeLessThan(BYTES_MAX);
});
