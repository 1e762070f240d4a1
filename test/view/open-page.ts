/** A page in a browser window of its own, closed when the test is done with it. */
import type { Browser, Page } from "playwright-core";

export interface Window {
  readonly width?: number;
  readonly colorScheme?: "light" | "dark";
  readonly reducedMotion?: "reduce" | "no-preference";
}

export const WIDTHS = [1280, 390] as const;

/** Whatever the page says on its console, or throws, fails the test. */
export async function openPage(
  browser: Browser,
  url: string,
  window: Window,
  use: (page: Page) => Promise<void>,
): Promise<void> {
  const { width = 1280, colorScheme = "light", reducedMotion = "reduce" } = window;
  const viewport = { width, height: width < 600 ? 844 : 800 };
  const context = await browser.newContext({ viewport, colorScheme, reducedMotion });
  try {
    const page = await context.newPage();
    const troubles: string[] = [];
    page.on("console", (message) => troubles.push(message.text()));
    page.on("pageerror", (error) => troubles.push(String(error)));
    await page.goto(url);
    await page.waitForSelector("html[data-rendered]", { state: "attached" });
    await use(page);
    if (troubles.length > 0)
      throw new Error(`expected a quiet page, found: ${troubles.join("\n")}`);
  } finally {
    await context.close();
  }
}
