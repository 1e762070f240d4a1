/** How long a big page takes to open: from the navigation to the frame that shows it. */
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { ScenarioResult } from "../../src/scenario/result.ts";
import { launchChromium } from "./chromium.ts";
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

/** A stated limit; a busy machine gets several tries, of which the best counts. */
const LIMIT_MS = 1000;
const TRIES = 10;

/** With more nodes than the scenario has: a day of more than 10,000 events. */
function soak(): ScenarioResult {
  const change = (text: string) => text.replace("count: 4", "count: 14");
  return playFile("24-hour-soak", { runs: 1, change });
}

/** Milliseconds of the browser's own clock. */
async function openingMs(url: string): Promise<number> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  await page.addInitScript(() => {
    const told = globalThis as unknown as { openedMs?: number };
    const tell = () => (told.openedMs = performance.now());
    new MutationObserver(() => requestAnimationFrame(() => requestAnimationFrame(tell))).observe(
      document,
      { attributes: true, attributeFilter: ["data-rendered"], subtree: true },
    );
  });
  await page.goto(url);
  const opened = () => (globalThis as unknown as { openedMs?: number }).openedMs;
  await page.waitForFunction(opened);
  const ms = (await page.evaluate(opened))!;
  await page.close();
  return ms;
}

test("a day of 10,000 events opens within a second", async () => {
  const result = soak();
  expect(result.shown.trace.length).toBeGreaterThanOrEqual(10_000);
  const url = pages.write("soak", result);
  let best = Infinity;
  for (let tries = 0; tries < TRIES && best >= LIMIT_MS; tries += 1) {
    best = Math.min(best, await openingMs(url));
  }
  console.log(`opened ${result.shown.trace.length} events in ${Math.round(best)} ms`);
  expect(best).toBeLessThan(LIMIT_MS);
}, 120_000);

test("however many events there are, few exist in the page", async () => {
  const url = pages.write("many", soak());
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  await page.goto(url);
  await page.locator("#filter-events").selectOption("all");
  await page.getByLabel("Command").selectOption("");
  const count = () => page.evaluate(() => document.querySelectorAll("*").length);
  expect(await count()).toBeLessThan(4000);
  const table = page.locator(".table-window");
  expect(Number(await page.getByRole("grid").getAttribute("aria-rowcount"))).toBeGreaterThan(
    10_000,
  );
  await table.evaluate((one) => one.scrollTo(0, one.scrollHeight));
  const last = page.locator(".events tbody tr:not(.space)").last();
  await expect.poll(() => last.innerText()).toContain("fleet.counted");
  await page.getByRole("button", { name: "Whole run" }).click();
  await expect
    .poll(() => page.locator(".canvas").evaluate((one) => one.getBoundingClientRect().height))
    .toBeLessThan(20_000);
  await page.close();
}, 120_000);
